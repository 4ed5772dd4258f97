"""Reminders: who asked to be told before an appointment is told then, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guanxi.diary.models import Appointment, Reminded
from guanxi.diary.reading import ENTITY, LINES, Entry, spread
from guanxi.engine.jobs import Run, job
from guanxi.messaging import inbox, notifying
from guanxi.messaging.models.notification import REMINDER

EARLIEST = dt.timedelta(days=1)
"""Nobody asks to be reminded longer before."""
LATE = dt.timedelta(hours=12)
"""After a longer standstill only what lies within this time is told of, if it isn't over yet."""


@job("diary.remind", label=_("Remind of appointments"), schedule="* * * * *", retries=0)
def remind(run: Run) -> dict[str, int]:
    """What was told, and up to when, is written in one transaction: a worker that dies tells nothing twice."""
    with run.transaction():
        return {"told": tell_until(timezone.now())}


def tell_until(now: dt.datetime) -> int:
    """Tell everybody of what begins soon; returns of how many appointments."""
    with transaction.atomic():
        mark = Reminded.objects.select_for_update().filter(pk=1).first()
        if mark is None:
            Reminded.objects.bulk_create([Reminded(until=now)], ignore_conflicts=True)
            return 0
        since = max(mark.until, now - LATE)
        due = list(_due(since, now))
        for entry in due:
            _tell(entry)
        inbox.no_longer_wait(REMINDER, now)
        if now > mark.until:
            mark.until = now
            mark.save()
    return len(due)


def _due(since: dt.datetime, now: dt.datetime) -> Iterator[Entry]:
    """What is to be told of from one moment (not included) to another, and isn't over."""
    window = since, now + EARLIEST + dt.timedelta(minutes=1)
    once = Q(repeats="", starts_at__gte=since, starts_at__lt=window[1])
    again = ~Q(repeats="") & Q(starts_at__lt=window[1]) & (Q(until=None) | Q(until__gte=(since - EARLIEST).date()))
    rows = Appointment._base_manager.defer("search").filter(once | again, deleted_at=None).exclude(remind="")
    for one in rows.prefetch_related(*LINES).iterator(chunk_size=500):
        before = dt.timedelta(minutes=int(one.remind))
        coming = frozenset(line.user_id for line in one.participants.all())  # type: ignore[attr-defined]
        people = coming | {one.owner_id} if one.owner_id else coming
        for entry in spread(one, window, people):
            if since < _moment(entry, before) <= now < entry.end:
                yield entry


def _moment(entry: Entry, before: dt.timedelta) -> dt.datetime:
    """When to tell of it: at once, where it was made or moved when that time had passed and it had not begun."""
    assert entry.shown is not None
    changed: dt.datetime = entry.shown.updated_at
    return max(entry.start - before, changed) if changed < entry.start else entry.start - before


def _tell(entry: Entry) -> None:
    one = entry.shown
    assert one is not None
    told = {"start": entry.start.isoformat(), "all_day": entry.all_day}
    fold = f"{REMINDER}:{one.pk}:{entry.start:%Y%m%dT%H%M}"
    people = entry.people - notifying.told_of(entry.people, fold)
    notifying.notify(people, REMINDER, ENTITY, one.pk, told=told, until=entry.end, fold=fold)
