"""How long after it happened a call or a visit was entered: by person, by department, and those entered in bursts."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from guanxi.engine import delay_sql
from guanxi.engine.errors import NotFound
from guanxi.engine.permissions import Actor
from guanxi.engine.registry import registry
from guanxi.messaging.models import Note
from guanxi.people.models import User
from guanxi.people.wholes import Group, whole_departments

APPRAISE = "appraise"
"""The right to see figures on somebody's work; one's own need none."""
PERIODS = {30: "week", 90: "week", 365: "month"}
"""Days, and by which unit of time their course is told."""
MOST = 100_000
"""So many notes are looked at, the latest."""
LATE = dt.timedelta(days=1)
APART = dt.timedelta(minutes=10)
FEWEST = 5
"""A burst: so many, each entered later than LATE, none more than APART after the one before."""
MOST_BURSTS = 50
NAMES = ("created_by", "created_at", "happened_at")


@dataclass(frozen=True)
class Figures:
    """How long it took: the seconds of half and of nine tenths at most, and how many there are by length."""

    number: int
    half: float
    ninety: float
    lengths: Sequence[int]
    """By `delay_sql.UNTIL`, and those that took longer."""


@dataclass(frozen=True)
class Burst:
    """Late notes of one person, entered one after the other."""

    person: uuid.UUID
    first: dt.datetime
    last: dt.datetime
    number: int
    happened_first: dt.datetime
    happened_last: dt.datetime

    @property
    def filter(self) -> dict[str, Any]:
        """What leaves its notes in a list."""
        entered = [self.first.isoformat(), self.last.isoformat()]
        happened = [self.happened_first.isoformat(), self.happened_last.isoformat()]
        return {
            "all": [
                {"field": "created_by", "op": "eq", "value": str(self.person)},
                {"field": "created_at", "op": "between", "value": entered},
                {"field": "happened_at", "op": "between", "value": happened},
            ]
        }


@dataclass
class Told:
    """What one may know of a span of time."""

    whole: Figures | None = None
    people: dict[uuid.UUID, Figures] = field(default_factory=dict)
    course: list[tuple[dt.date, Figures]] = field(default_factory=list)
    departments: list[tuple[Group, Figures]] = field(default_factory=list)
    bursts: list[Burst] = field(default_factory=list)
    complete: bool = True
    """Whether every note of the time was looked at."""


def told(actor: Actor, days: int, *, person: uuid.UUID | None = None, department: uuid.UUID | None = None) -> Told:
    """Figures of the last days on those whose work the actor may see figures of; raises NotFound.

    What was put down before it happened is a plan and doesn't count, nor does what has no time.
    """
    if not _reads_notes(actor):
        raise NotFound()
    people = appraised(actor)
    groups = whole_departments(actor, people)
    wanted = _chosen(people, groups, person, department)
    rows = _rows(wanted, days)
    found = Told(complete=not rows[MOST : MOST + 1].exists())
    _figures(found, rows[:MOST], PERIODS[days])
    _departments(found, rows[:MOST], [one for one in groups if one.people <= wanted])
    found.bursts = [Burst(*one) for one in delay_sql.bursts(rows[:MOST], LATE, APART, FEWEST, MOST_BURSTS)]
    return found


def appraised(actor: Actor) -> frozenset[uuid.UUID]:
    """On whose work somebody may see figures: their own, and that of those over whom they have the right."""
    others = User.objects.visible_to(actor, APPRAISE).values_list("pk", flat=True)
    return frozenset((actor.pk, *others)) if actor.pk else frozenset(others)


def _reads_notes(actor: Actor) -> bool:
    notes = registry.for_model(Note)
    return all(actor.access.readable(notes, name) for name in NAMES)


def _chosen(
    people: frozenset[uuid.UUID], groups: Iterable[Group], person: uuid.UUID | None, department: uuid.UUID | None
) -> frozenset[uuid.UUID]:
    if person is not None:
        if person not in people:
            raise NotFound()
        people = frozenset((person,))
    if department is not None:
        group = next((one for one in groups if one.key == department), None)
        if group is None:
            raise NotFound()
        people &= group.people
    return people


def _rows(people: Collection[uuid.UUID], days: int) -> QuerySet[Any, Any]:
    """Of their notes: by whom, when it happened, when it was entered; the latest first."""
    since = timezone.now() - dt.timedelta(days=days)
    rows = Note._base_manager.filter(deleted_at=None, created_by__in=list(people), created_at__gte=since)
    rows = rows.filter(happened_at__lte=F("created_at")).order_by("-created_at")
    return rows.values_list("created_by", "happened_at", "created_at")  # type: ignore[no-any-return]


def _figures(found: Told, rows: QuerySet[Any, Any], unit: str) -> None:
    zone = timezone.get_current_timezone_name()
    for person, moment, number, both, lengths in delay_sql.by_person_and_time(rows, unit, zone):
        if not number:
            continue
        one = Figures(number, both[0], both[1], lengths)
        if moment is not None:
            found.course.append((moment.date(), one))
        elif person is not None:
            found.people[person] = one
        else:
            found.whole = one


def _departments(found: Told, rows: QuerySet[Any, Any], groups: list[Group]) -> None:
    pairs = [(person, group.key) for group in groups for person in group.people]
    if not pairs:
        return
    figures = {
        key: Figures(number, both[0], both[1], lengths)
        for key, number, both, lengths in delay_sql.by_group(rows, pairs)
    }
    found.departments = [(group, figures[group.key]) for group in groups if group.key in figures]
