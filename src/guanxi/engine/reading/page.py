"""One page of an entity's rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, NotFound
from guanxi.engine.filters import compile_filter
from guanxi.engine.permissions.access import Access, Actor
from guanxi.engine.reading.keeping import kept_query
from guanxi.engine.reading.keyset import after, cursor, directions, ordering, read_cursor
from guanxi.engine.reading.lines import attach_lines
from guanxi.engine.reading.query import Order, Query, limited, wanted_fields, wanted_orders
from guanxi.engine.reading.rows import Reader, Row
from guanxi.engine.reading.watching import watch
from guanxi.engine.search.asking import FEW, matching, meant
from guanxi.engine.sql import few_in_order

Search = Callable[[Entity, models.QuerySet[Any], str, Access], models.QuerySet[Any]]
"""How a text narrows rows."""


@dataclass(frozen=True)
class Page:
    """Rows, and the marks of the pages around them."""

    rows: list[Row]
    next: str | None
    previous: str | None
    met: tuple[int, dict[str, Any]] | None = None
    """How many rows there are in all and what the wanted fields of them come to, where all were met on the way."""


def select(
    entity: Entity, actor: Actor, query: Query, verb: str = "read", *, search: Search = matching
) -> models.QuerySet[Any]:
    """The rows a query means, narrowed to those on which the actor may do the verb; unordered, uncut."""
    access: Access = actor.access
    if not access.may(entity.name, verb):
        raise NotFound()
    condition = compile_filter(entity, query.filter, access)  # first, since putting the rights into words takes longer
    rows = access.narrow(entity, entity.manager(), verb, deleted=query.deleted)
    if condition:
        rows = rows.filter(condition)
    if query.q:
        if len(query.q) > 200:
            raise BadQuery(_("This search text is too long."))
        rows = search(entity, rows, query.q, access)
    return rows


def read_page(entity: Entity, actor: Actor, query: Query, sums: Sequence[str] = ()) -> Page:
    """A page of rows; raises NotFound (no right to the entity at all) and BadQuery.

    `sums`: which of the query's fields to add up where that costs nothing.
    """
    access = actor.access
    if not access.may(entity.name, "read"):
        raise NotFound()
    fields = wanted_fields(entity, query, access)
    orders = wanted_orders(entity, query, access)
    limit = limited(query.limit)
    reader = Reader(entity, fields, access)
    places = [order.column for order in orders]
    columns = [*places, *(column for column in reader.columns if column not in places)]  # two of a name would be one
    backwards, met = False, None
    if query.kept_by is not None and not query.cursor:
        found = _first(entity, actor, query, orders, columns, limit + 1)
    else:
        rows = select(entity, actor, query, search=meant)
        if query.cursor:
            values, backwards = read_cursor(query.cursor, orders)
            rows = rows.filter(after(orders, values, backwards=backwards))
        rows = rows.values_list(*columns)
        added = [columns.index(entity.fields[name].attname) for name in sums]  # type: ignore[attr-defined]
        few = few_in_order(rows, directions(orders, backwards=backwards), FEW, limit + 1, added) if query.q else None
        found = few.rows if few else list(rows.order_by(*ordering(orders, backwards=backwards))[: limit + 1])
        if few and not query.cursor:
            met = few.number, dict(zip(sums, few.sums, strict=True))
    more = len(found) > limit
    found = found[:limit]
    if backwards:
        found.reverse()
    width = len(places)
    page = reader.read(map(itemgetter(*map(columns.index, reader.columns)), found))
    attach_lines(entity, page, query.fields, access)
    watch(entity, actor, fields, page)
    forward = bool(found) and (more or backwards)
    backward = bool(found) and bool(query.cursor) and (more or not backwards)
    return Page(
        page,
        cursor(orders, found[-1][:width]) if forward else None,
        cursor(orders, found[0][:width], backwards=True) if backward else None,
        met,
    )


def _first(
    entity: Entity, actor: Actor, query: Query, orders: list[Order], columns: list[str], count: int
) -> list[tuple[Any, ...]]:
    """The first rows: what is asked most, and in the same words as long as the rights are the same."""

    def make(query: Query) -> models.QuerySet[Any, Any]:
        return select(entity, actor, query).values_list(*columns).order_by(*ordering(orders))[:count]

    statement = kept_query(entity, actor, query, ("page", tuple(orders), tuple(columns), count), make)
    return statement.rows(for_any=query.leads_to is not None) if statement else []
