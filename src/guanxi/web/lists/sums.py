"""The foot of a table: how many there are, and what its amounts come to; both asked in one query, both bounded."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from guanxi.engine.permissions import Access, Actor
from guanxi.engine.reading import Count, Page
from guanxi.engine.reading.counting import count_with_sums
from guanxi.web.layouts.figures import full
from guanxi.web.lists.columns import Column
from guanxi.web.lists.state import ListState

SUMMED = ("money",)
"""Kinds of which a sum says something; that of years or ratings doesn't."""


def summed(columns: list[Column], access: Access) -> list[Column]:
    """The columns whose sums stand in the foot; not those of which one sees only the outline."""
    return [
        column
        for column in columns
        if column.further is None
        and column.kind is not None
        and column.kind.kind in SUMMED
        and access.readable(column.entity, column.name)
    ]


def summed_names(columns: list[Column], access: Access) -> list[str]:
    """The fields behind them."""
    return [column.name for column in summed(columns, access)]


def totals(state: ListState, columns: list[Column], page: Page, actor: Actor) -> tuple[Count, dict[str, Any]]:
    """The number of records and the sums by column; without sums where there are too many to add up."""
    names = summed_names(columns, actor.access)
    if page.met is not None:
        number, told = page.met
        return Count(number, exact=True), {name: told[name] or Decimal(0) for name in names}
    if not state.cursor and page.next is None:
        told = {name: sum((row[name] or Decimal(0) for row in page.rows), Decimal(0)) for name in names}
        return Count(len(page.rows), exact=True), told
    return count_with_sums(state.entity, actor, state.query(()), names)


def shown(columns: list[Column], told: dict[str, Any], access: Access) -> list[dict[str, Any]]:
    """The sums as the foot shows them; an empty one appears when rows are picked."""
    return [
        {"name": column.name, "label": column.label, "value": full(column.kind, told.get(column.name))}  # type: ignore[arg-type]
        for column in summed(columns, access)
    ]
