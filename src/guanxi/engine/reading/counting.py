"""How many: bounded, so that it costs the same on a large table."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.engine.entity import Entity
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
