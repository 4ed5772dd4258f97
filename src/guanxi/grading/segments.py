"""How many records are in which segment, for how much they bought and how long ago: of those that somebody may read."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db.models import DateField, DecimalField, F, UUIDField, Value
from django.db.models.functions import Cast

from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotFound
from guanxi.engine.permissions import Access, Actor
from guanxi.engine.reading import Query
from guanxi.engine.reading.page import select
from guanxi.grading.measuring import today
from guanxi.grading.models.graded import SEGMENT
from guanxi.grading.rules import active_rules, graded
from guanxi.grading.statement import counted

MOST = 1_000_000
"""So many records are counted."""
OWNER = "owner"


@dataclass(frozen=True)
class Part:
    """Some records: how many, for how much they bought in the months of their rule, and the median day of the last."""

    records: int = 0
    amount: Decimal | None = None
    day: dt.date | None = None

    def and_(self, records: int, amount: Decimal | None) -> Part:
        """With some more."""
        both = amount if self.amount is None else self.amount + (amount or 0)
        return Part(self.records + records, both, self.day)

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
    return _summed(entity, shown, counted(rows.values_list(SEGMENT, *_columns(shown))[:MOST]))


def _summed(entity: Entity, shown: frozenset[str], found: list[Any]) -> Told:
    """What the statement counted, put together by segment, by square of the map and by owner."""
    kind: Any = entity.fields[SEGMENT]
    order = {key: place for place, key in enumerate(kind.labels)}
    days: dict[str, Counter[dt.date]] = {}
    segments: dict[str, Part] = {}
    cells: dict[str, dict[str, Part]] = {}
    owners: dict[uuid.UUID | None, dict[str, int]] = {}
    for segment, cell, owner, day, number, amount, is_by_day in sorted(
        found, key=lambda row: order.get(row[0], len(order))
    ):
        if is_by_day:
            some = days.setdefault(segment, Counter())
            some.update({day: number} if day else {})
            continue
        segments[segment] = segments.get(segment, Part()).and_(number, amount)
        if cell:
            there = cells.setdefault(cell, {})
            there[segment] = there.get(segment, Part()).and_(number, amount)
        if OWNER in shown:
            mine = owners.setdefault(owner, {})
            mine[segment] = mine.get(segment, 0) + number
    told = {key: replace(part, day=median(days[key])) for key, part in segments.items()}
    return Told(entity, told, {at: _largest_first(cells[at]) for at in sorted(cells)}, owners, shown)


def _largest_first(parts: dict[str, Part]) -> dict[str, Part]:
    return dict(sorted(parts.items(), key=lambda one: -one[1].records))


def median(days: Counter[dt.date]) -> dt.date | None:
    """The day on which, or before which, half of them bought last; None where nobody bought."""
    passed, half = 0, sum(days.values()) / 2
    for day in sorted(days):
        passed += days[day]
        if passed >= half:
            return day
    return None


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
