"""How many records are in which segment, for how much they bought and how long ago: of those that somebody may read."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import DateField, DecimalField, F, UUIDField, Value
from django.db.models.functions import Cast

from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotFound
from guanxi.engine.permissions import Access, Actor
from guanxi.engine.reading import Query
from guanxi.engine.reading.page import select
from guanxi.engine.stage_sql import asked
from guanxi.grading.measuring import today
from guanxi.grading.models.graded import SEGMENT
from guanxi.grading.rules import active_rules, graded

MOST = 1_000_000
"""So many records are counted."""
COUNTED = (
    "SELECT 'segment', c0, '', NULL::uuid, count(*), sum(c2), percentile_disc(0.5) WITHIN GROUP (ORDER BY c3) "
    "FROM part0 GROUP BY c0 "
    "UNION ALL SELECT 'cell', c0, left(c1, 2), NULL, count(*), sum(c2), NULL FROM part0 WHERE c1 <> '' "
    "GROUP BY c0, left(c1, 2) "
    "UNION ALL SELECT 'owner', c0, '', c4, count(*), NULL, NULL FROM part0 GROUP BY c0, c4"
)
OWNER = "owner"


@dataclass(frozen=True)
class Part:
    """Some records: how many, for how much they bought in the months of their rule, and the median day of the last."""

    records: int = 0
    amount: Decimal | None = None
    day: dt.date | None = None

    @property
    def days(self) -> int | None:
        """How many days ago half of them bought last, or later."""
        return None if self.day is None else (today() - self.day).days


@dataclass(frozen=True)
class Told:
    """The figures of an entity; what somebody may not read is left out."""

    entity: Entity
    segments: dict[str, Part]
    """By segment, in the order of the list."""
    cells: dict[str, dict[str, Part]] = field(default_factory=dict)
    """By the points for recency and frequency, such as 54, and by segment, the largest first."""
    owners: dict[uuid.UUID | None, dict[str, int]] = field(default_factory=dict)
    shown: frozenset[str] = frozenset()
    """The fields beside the segment that may be read."""

    @property
    def records(self) -> int:
        return sum(part.records for part in self.segments.values())

    @property
    def amount(self) -> Decimal:
        return sum((part.amount or Decimal(0) for part in self.segments.values()), Decimal(0))

    @property
    def is_complete(self) -> bool:
        """Whether every record was counted."""
        return self.records < MOST


def is_told(entity: Entity, access: Access) -> bool:
    """Whether somebody may know in which segments records of this kind are."""
    return access.may(entity.name, "read") and access.readable(entity, SEGMENT)


def kinds(access: Access) -> list[Entity]:
    """The kinds of records whose segments somebody may know of."""
    return [entity for entity in graded() if is_told(entity, access)]


def is_readable(access: Access) -> bool:
    """Whether there are any such."""
    return bool(kinds(access))


def told(entity: Entity, actor: Actor, owners: Collection[uuid.UUID] | None = None) -> Told:
    """The figures as they are now; raises NotFound. `owners`: only what these own."""
    access: Access = actor.access
    if entity not in graded() or not is_told(entity, access):
        raise NotFound()
    shown = frozenset(
        name
        for name in ("rfm", "rfm_amount", "rfm_day", OWNER)
        if name in entity.fields and access.readable(entity, name)
    )
    if owners is not None and OWNER not in shown:
        raise NotFound()
    rows = select(entity, actor, Query()).exclude(**{SEGMENT: ""}).order_by()
    rows = rows if owners is None else rows.filter(owner__in=owners)
    found = asked(COUNTED, [rows.values_list(SEGMENT, *_columns(shown))[:MOST]])
    kind: Any = entity.fields[SEGMENT]
    order = {key: place for place, key in enumerate(kind.labels)}
    segments: dict[str, Part] = {}
    cells: dict[str, dict[str, Part]] = {}
    whose: dict[uuid.UUID | None, dict[str, int]] = {}
    for sort, key, points, owner, number, amount, day in sorted(found, key=lambda row: order.get(row[1], len(order))):
        if sort == "segment":
            segments[key] = Part(number, amount, day)
        elif sort == "cell":
            cells.setdefault(points, {})[key] = Part(number, amount)
        elif OWNER in shown:
            whose.setdefault(owner, {})[key] = number
    largest = {at: dict(sorted(parts.items(), key=lambda one: -one[1].records)) for at, parts in sorted(cells.items())}
    return Told(entity, segments, largest, whose, shown)


def _columns(shown: Collection[str]) -> Iterator[Any]:
    """What is read of each record: nothing of what is closed to who asks."""
    yield F("rfm") if "rfm" in shown else Value("")
    amount = DecimalField(max_digits=18, decimal_places=2, null=True)
    yield F("rfm_amount") if "rfm_amount" in shown else Cast(Value(None), amount)
    yield F("rfm_day") if "rfm_day" in shown else Cast(Value(None), DateField(null=True))
    yield F("owner_id") if OWNER in shown else Cast(Value(None), UUIDField(null=True))


def worked_out_at(entity: Entity) -> dt.datetime | None:
    """When the rules of segments were applied last; None where none is active or it is still to come."""
    return max((rule.last_run_at for rule in active_rules(entity, SEGMENT) if rule.last_run_at), default=None)
