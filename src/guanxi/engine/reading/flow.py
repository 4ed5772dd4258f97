"""How records pass through their stages in a span of time, and which of them stay too long, as the actor sees it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from guanxi.engine.entity import Entity
from guanxi.engine.filters.compiling import unknown
from guanxi.engine.filters.dates import span
from guanxi.engine.models.stagespan import StageSpan
from guanxi.engine.permissions.access import Actor
from guanxi.engine.reading.counting import Count, count
from guanxi.engine.reading.grouping import groups
from guanxi.engine.reading.page import select
from guanxi.engine.reading.query import Query
from guanxi.engine.stage_sql import figures_of_left, records_by_stage

MOST = 200_000
"""So many moves are looked at."""
FEWEST = 5
"""With fewer than so many records that left a stage, nobody knows what is usual there."""
YEAR = dt.timedelta(days=365)
DAY = 86_400


@dataclass(frozen=True)
class Passage:
    """One stage in a span of time."""

    stage: str
    now: Count
    entered: int
    left: int
    went_on: int
    """Of the records that left it, those that came to a later stage, as long as that isn't one that ends badly."""
    median: float | None
    """Seconds that half of those that left had stayed at most."""
    ninety: float | None
    limit: Limit | None
    stuck: Count


@dataclass(frozen=True)
class Limit:
    """From how many days on a record stays too long at a stage."""

    days: int
    is_said: bool
    """Whether the company says so; else it is twice the usual time."""


@dataclass(frozen=True)
class Flow:
    """All stages in their order."""

    passages: list[Passage]
    complete: bool
    """Whether every move of the span of time was looked at."""


def can_flow(entity: Entity, actor: Actor) -> bool:
    """Whether there is a flow to be seen by this actor."""
    return entity.stage_since is not None and actor.access.readable(entity, entity.stage_since.name)  # type: ignore[attr-defined]


def flow(entity: Entity, actor: Actor, query: Query, period: str) -> Flow:
    """The flow of a query's records in a span of time such as last_30_days; raises NotFound, BadQuery."""
    stage: Any = entity.stage
    rows = select(entity, actor, query).order_by()
    if not can_flow(entity, actor):
        raise unknown(stage.name if stage else "stage")
    first, after = span(period)
    left = _left(entity, rows, first, after)
    entered = dict(_entered(entity, rows, first, after))
    there = {bucket.key: bucket.count for bucket in groups(entity, actor, query, stage.name).buckets}
    limits = limits_of(entity)
    keys = [key for key in stage.labels if key in stage.steps or key in left or key in entered or key in there]
    passages = [
        Passage(
            key,
            there.get(key, Count(0, exact=True)),
            entered.get(key, 0),
            *left.get(key, (0, 0, None, None)),
            limits.get(key),
            _stuck(entity, actor, query, key, limits.get(key)),
        )
        for key in keys
    ]
    looked_at = StageSpan.objects.filter(entity=entity.name, left_at__gte=first, left_at__lt=after)
    return Flow(passages, complete=not looked_at[MOST : MOST + 1].exists())


def _left(
    entity: Entity, rows: QuerySet[Any], first: dt.datetime, after: dt.datetime
) -> dict[str, tuple[int, int, float | None, float | None]]:
    spans = _spans(entity, rows).filter(left_at__gte=first, left_at__lt=after)
    columns = spans.values_list("stage", "went_to", "record", "entered_at", "left_at")
    told = figures_of_left(columns.order_by("-left_at")[:MOST], onward(entity))
    return {key: (records, on, median, ninety) for key, records, on, (median, ninety), _spans in told}


def _entered(entity: Entity, rows: QuerySet[Any], first: dt.datetime, after: dt.datetime) -> list[tuple[str, int]]:
    """Those that have left it since, and those that are there."""
    stage, since = entity.stage.name, entity.stage_since.name  # type: ignore[union-attr]
    gone = _spans(entity, rows).filter(entered_at__gte=first, entered_at__lt=after).order_by("-entered_at")
    here = rows.filter(**{f"{since}__gte": first, f"{since}__lt": after}).order_by(f"-{since}")
    return records_by_stage([gone.values_list("stage", "record")[:MOST], here.values_list(stage, "pk")[:MOST]])


def _spans(entity: Entity, rows: QuerySet[Any]) -> QuerySet[StageSpan]:
    return StageSpan.objects.filter(entity=entity.name, record__in=rows.values("pk"))


def onward(entity: Entity) -> list[tuple[str, str]]:
    """The moves that bring a record on: to any later stage that doesn't end badly."""
    stage: Any = entity.stage
    keys = list(stage.steps)
    return [
        (key, later)
        for place, key in enumerate(keys)
        for later in keys[place + 1 :]
        if stage.kind_of(later) not in ("lost", "bad")
    ]


# --- who stays too long ---------------------------------------------------------------------------------------------


def limits_of(entity: Entity) -> Mapping[str, Limit]:
    """From how many days on a record is stuck: as the company says, else after twice the time that is usual for all.

    Where a course ends nobody is stuck, unless the company says how long that may last.
    """
    stage: Any = entity.stage
    year = timezone.now() - YEAR
    spans = StageSpan.objects.filter(entity=entity.name, left_at__gte=year).order_by("-left_at")
    told = figures_of_left(spans.values_list("stage", "went_to", "record", "entered_at", "left_at")[:MOST], ())
    usual = {
        key: Limit(max(1, math.ceil(2 * median / DAY)), is_said=False)
        for key, _records, _on, (median, _ninety), number in told
        if number >= FEWEST and stage.kind_of(key) in ("", "open")
    }
    said = {key: Limit(gate.longest, is_said=True) for key, gate in stage.gates.items() if gate.longest}
    return {**usual, **said}


def too_long(entity: Entity, key: str, limit: Limit) -> dict[str, Any]:
    """The filter that leaves the records that have been at the stage for more days than that."""
    return {
        "all": [
            {"field": entity.stage.name, "op": "in", "value": [key]},  # type: ignore[union-attr]
            {
                "not": {
                    "field": entity.stage_since.name,  # type: ignore[union-attr]
                    "op": "within",
                    "value": f"last_{min(limit.days + 1, 9999)}_days",
                }
            },
        ]
    }


def _stuck(entity: Entity, actor: Actor, query: Query, key: str, limit: Limit | None) -> Count:
    if limit is None:
        return Count(0, exact=True)
    narrowed = too_long(entity, key, limit)
    both = {"all": [query.filter, narrowed]} if query.filter else narrowed
    return count(entity, actor, Query(both, query.q, deleted=query.deleted))
