"""The rows of a list as a table: columns, cells, what can be done with picked rows, the foot."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Actor
from guanxi.engine.reading import Count, Page, read_page
from guanxi.web import addresses
from guanxi.web.cellediting.offering import table_cells
from guanxi.web.lists import sums
from guanxi.web.lists.arranging import own
from guanxi.web.lists.bulk import bar_and_menu, bulk_actions
from guanxi.web.lists.columns import Column, columns_for, heads, heads_key, wanted_fields
from guanxi.web.lists.linked import attach
from guanxi.web.lists.state import ListState

Context = dict[str, Any]


def table(state: ListState, actor: Actor) -> Context:
    """The context of parts/list_table.html; raises NotFound, BadQuery."""
    entity, access = state.entity, actor.access
    columns = columns_of(state, actor)
    query = state.query(wanted_fields(columns, access))
    page = read_page(entity, actor, query, sums.summed_names(columns, access))
    total, amounts = sums.totals(state, columns, page, actor)
    widths = [column.shown_width for column in columns]
    bar, menu = bar_and_menu(bulk_actions(entity, access, deleted=state.deleted))
    return {
        "columns": partial(heads, columns, state, access),
        "heads_key": heads_key(columns, state, access),
        "widths": widths,
        "fixed_width": sum(widths) if any(column.width for column in columns) else 0,
        "columns_url": addresses.page_url("columns", entity.name),
        "columns_hidden": list(state.parameters().items()),
        "cells": table_cells(entity, [column.name for column in columns], access, deleted=state.deleted),
        "rows": rows_of(entity, columns, page.rows, actor),
        "bulk_actions": bar,
        "bulk_more": menu,
        "bulk_url": addresses.page_url("bulk", entity.name),
        "bulk_next": state.url(cursor=state.cursor),
        "every_total": total if page.next or page.previous else None,
        "sums": sums.shown(columns, amounts, access),
        "pager": pager(state, page, total),
        "total": total,
    }


def columns_of(state: ListState, actor: Actor) -> list[Column]:
    """The columns as the address says them, or as this person arranged them."""
    return columns_for(state.entity, actor.access, state.columns or own(state.entity, actor), state.view)


def rows_of(entity: Entity, columns: list[Column], rows: list[Context], actor: Actor) -> list[Context]:
    """Rows for the table, with the values of linked records."""
    if paths := [column.name for column in columns if column.further is not None]:
        attach(entity, rows, paths, actor)
    return [_row(entity, columns, row) for row in rows]


def _row(entity: Entity, columns: list[Column], row: Context) -> Context:
    return {
        "id": row["id"],
        "url": addresses.record_url(entity.name, row["id"]),
        "label": str(row.get(entity.title) or ""),
        "cells": [column.cell(row) for column in columns],
        "watch": f"{row['id']}/{entity.name}",
        "version": row["version"],
    }


def pager(state: ListState, page: Page, total: Count) -> Context:
    """The foot of the list."""
    shown = len(page.rows)
    counts = {"shown": state.entity.counted(shown), "total": state.entity.counted(total)}
    return {
        "text": _("%(shown)s shown, %(total)s in all") % counts,
        "previous_url": state.url(cursor=page.previous) if page.previous else "",
        "next_url": state.url(cursor=page.next) if page.next else "",
    }
