"""How many: bounded, so that it costs the same on a large table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from guanxi.engine.entity import Entity
from guanxi.engine.filters.compiling import unknown
from guanxi.engine.permissions.access import Actor
from guanxi.engine.prepared import Statement
from guanxi.engine.reading.keeping import kept_query
from guanxi.engine.reading.page import select
from guanxi.engine.reading.query import Query
from guanxi.engine.search.asking import meant
from guanxi.engine.sql import few_totals, totals_of

BOUND = 1_000


@dataclass(frozen=True)
class Count:
    """A number of rows; when not exact there are more than that."""

    value: int
    exact: bool

    def __str__(self) -> str:
        return f"{self.value:,}" if self.exact else f"{self.value:,}+"


def count(entity: Entity, actor: Actor, query: Query, *, bound: int | None = BOUND) -> Count:
    """Count a query's rows, up to a bound (None: all of them)."""
    if bound is None:
        return Count(select(entity, actor, query).order_by().count(), exact=True)
    rows = _plainly(entity, actor, query).values_list("pk")
    found = few_totals(rows, 0, bound)[0] if query.q else totals_of(_bounded(entity, actor, query, (), bound), 0)[0]
    return Count(min(found, bound), exact=found <= bound)


def count_with_sums(
    entity: Entity, actor: Actor, query: Query, fields: Sequence[str], *, bound: int = BOUND
) -> tuple[Count, dict[str, Any]]:
    """The bounded number and, where it is exact, the sums of fields; raises BadQuery for what can't be read."""
    if not fields:
        return count(entity, actor, query, bound=bound), {}
    for name in fields:
        if name not in entity.fields or not actor.access.readable(entity, name):
            raise unknown(name)
    if query.q:
        rows = _plainly(entity, actor, query).values_list("pk", *fields)
        found, *sums = few_totals(rows, len(fields), bound)
    else:
        found, *sums = totals_of(_bounded(entity, actor, query, tuple(fields), bound), len(fields))
    number = Count(min(found, bound), exact=found <= bound)
    return number, {name: value or 0 for name, value in zip(fields, sums, strict=True)} if number.exact else {}


def _bounded(entity: Entity, actor: Actor, query: Query, fields: tuple[str, ...], bound: int) -> Statement | None:
    """The rows to count, one more than the bound at most, and what of them is added up."""

    def make(query: Query) -> QuerySet[Any, Any]:
        return _plainly(entity, actor, query).values_list("pk", *fields)[: bound + 1]

    return kept_query(entity, actor, query, ("totals", fields, bound), make)


def _plainly(entity: Entity, actor: Actor, query: Query) -> QuerySet[Any]:
    """The rows in any order, as it is cheapest to meet a bounded number of them; what was searched, through an index.

    Where all of a table is meant, its first rows are met through the key: PostgreSQL keeps nothing in memory of a great
    table that it reads from the beginning.
    """
    rows = select(entity, actor, query, search=meant)
    whole = not query.filter and not query.q and not query.deleted and not actor.access.rows(entity, "read")
    return rows.order_by("pk") if whole else rows.order_by()
