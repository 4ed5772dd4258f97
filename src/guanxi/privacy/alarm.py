"""Somebody reads unusually much: against a fixed ceiling, and against what they themselves usually read.

What is usual is the hour that nine in ten of a person's hours stay below, over four weeks. Few rows are never unusual,
and who has hardly read before is held against the ceiling alone.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone

from guanxi.engine.events.writing import note
from guanxi.engine.models import ReadCount
from guanxi.engine.reading import watching
from guanxi.messaging.models.notification import ALARM
from guanxi.messaging.notifying import notify
from guanxi.people.overview import administrators

USERS = "users"
FEW = 1_000
"""Rows in an hour that alarm nobody, unless the ceiling is lower."""
TIMES = 5
"""So many times what is usual."""
WEEKS = 4
LEAST_HOURS = 20
"""Hours with anything read, of which a habit can be known."""
KEPT_DAYS = 90


@dataclass(frozen=True)
class Unusual:
    """One person's hour."""

    person: uuid.UUID
    rows: int
    usual: int | None
    """None: not known."""


def look(now: dt.datetime | None = None) -> list[Unusual]:
    """Tell administrators of everybody whose present or last hour is unusual, once for each hour."""
    if not settings.READING_CEILING:
        return []
    watching.write_down()
    now = now or timezone.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    least = min(FEW, settings.READING_CEILING)
    rows = ReadCount.objects.filter(hour__gte=hour - dt.timedelta(hours=1), rows__gte=least, alarmed_at=None)
    found = []
    for count in rows.order_by("hour"):
        usual = usual_of(count.person, count.hour)
        if count.rows >= settings.READING_CEILING or (usual is not None and count.rows > TIMES * max(usual, 1)):
            found.append(Unusual(count.person, count.rows, usual))
            _tell(count, usual, now)
    return found


def usual_of(person: uuid.UUID, before: dt.datetime) -> int | None:
    """What nine in ten of the person's hours stay below; None where too few are known."""
    since = before - dt.timedelta(weeks=WEEKS)
    hours = ReadCount.objects.filter(person=person, hour__gte=since, hour__lt=before).order_by("rows")
    rows = list(hours.values_list("rows", flat=True))
    return rows[len(rows) * 9 // 10] if len(rows) >= LEAST_HOURS else None


def forget_old() -> int:
    """Delete counts of long ago."""
    return ReadCount.objects.filter(hour__lt=timezone.now() - dt.timedelta(days=KEPT_DAYS)).delete()[0]


def _tell(count: ReadCount, usual: int | None, now: dt.datetime) -> None:
    told: dict[str, Any] = {"rows": count.rows, "usual": usual, "hour": count.hour.isoformat()}
    note(USERS, "alarm", told, record=count.person)
    others = [key for key in administrators() if key != count.person]
    fold = f"{ALARM}:{count.person}:{count.hour:%Y%m%d%H}"
    notify(others, ALARM, USERS, count.person, told={"rows": count.rows}, fold=fold)
    ReadCount.objects.filter(pk=count.pk).update(alarmed_at=now)
