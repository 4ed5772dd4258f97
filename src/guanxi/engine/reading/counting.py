"""How many: bounded, so that it costs the same on a large table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count as Counting
from django.db.models import Sum

from guanxi.engine.entity import Entity
from guanxi.engine.filters.compiling import unknown
from guanxi.engine.permissions.access import Actor
from guanxi.engine.reading.page import select
from guanxi.engine.reading.query import Query

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
    rows = select(entity, actor, query).order_by()
    if bound is None:
        return Count(rows.count(), exact=True)
    found = rows.values("pk")[: bound + 1].count()
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
    rows = select(entity, actor, query).order_by().values("pk", *fields)[: bound + 1]
    told = rows.aggregate(found=Counting("pk"), **{f"sum_{name}": Sum(name) for name in fields})
    exact = told["found"] <= bound
    number = Count(min(told["found"], bound), exact=exact)
    return number, {name: told[f"sum_{name}"] or 0 for name in fields} if exact else {}
