"""What stands in calendars during a span of time: open appointments in full, of private ones only that there is one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q

from guanxi.diary.models import Appointment, Participant, SpecialDay
from guanxi.diary.models.appointment import LONGEST, PRIVATE
from guanxi.diary.recurring import Occurrence, occurrences
from guanxi.engine.permissions import Access, Actor, Scope

Window = tuple[dt.datetime, dt.datetime]
ENTITY = "appointments"
MOST = 2_000
LINES = (
    Prefetch("participants", Participant._base_manager.all()),
    Prefetch("special_days", SpecialDay._base_manager.all()),
)


@dataclass(frozen=True)
class Entry:
    """One appointment at one time in the calendars of some people; `shown` is nothing where it is only "busy"."""

    people: frozenset[uuid.UUID]
    start: dt.datetime
    end: dt.datetime
    first_day: dt.date
    """By the clock of the appointment's own zone; the same wherever one looks from."""
    after_day: dt.date
    all_day: bool
    day: dt.date | None = None
    """Which one of a series."""
    shown: Appointment | None = None
    may_change: bool = False


def people_in_reach(access: Access) -> set[uuid.UUID] | None:
    """Whose calendars somebody may look into; none means everybody's."""
    me = access.place.user
    found = {me} if me else set()
    for grant in access.grants:
        if not grant.allow or grant.filter or not grant.covers(ENTITY, "read"):
            continue
        if grant.scope is Scope.ALL:
            return None
        if grant.scope is Scope.DEPARTMENT:
            found |= set(access.place.colleagues)
        elif grant.scope is Scope.BELOW:
            found |= set(access.place.colleagues_below)
    return found


def entries(actor: Actor, people: Collection[uuid.UUID], window: Window) -> list[Entry]:
    """What these people have in the window, as far as the actor may know it; people out of reach are left out."""
    reach = people_in_reach(actor.access)
    wanted = set(people) if reach is None else set(people) & reach
    if not wanted or not actor.access.may(ENTITY, "read"):
        return []
    shown = list(_full(Appointment.objects.visible_to(actor), wanted, window))
    changeable = set(
        Appointment.objects.visible_to(actor, "update")
        .filter(pk__in=[one.pk for one in shown])
        .values_list("pk", flat=True)
    )
    told = [
        entry for one in shown for entry in spread(one, window, _whose(one, wanted), may_change=one.pk in changeable)
    ]
    return sorted(told + busy(wanted, [one.pk for one in shown], window), key=lambda entry: (entry.start, entry.end))


def busy(people: Collection[uuid.UUID], known: Collection[uuid.UUID], window: Window) -> list[Entry]:
    """When these people have something private that isn't known already; the one reading of appointments beside rights.

    Nothing leaves here but times and whose they are: no key, no title, not even whether it is a series.
    """
    rows = _full(
        Appointment._base_manager.filter(deleted_at=None, visibility=PRIVATE).exclude(pk__in=known), people, window
    )
    return [
        Entry(entry.people, entry.start, entry.end, entry.first_day, entry.after_day, entry.all_day)
        for one in rows
        for entry in spread(one, window, _whose(one, set(people)))
    ]


def spread(one: Appointment, window: Window, people: frozenset[uuid.UUID], *, may_change: bool = False) -> list[Entry]:
    """An appointment at each time it takes place in the window."""
    if one.rule is None:
        times = [Occurrence(one.starts_at.astimezone(one.tz).date(), one.starts_at, one.end)]
    else:
        times = occurrences(one.rule, one.starts_at, one.end, one.tz, window, instead_of(one))
    return [
        Entry(
            people=people,
            start=time.start,
            end=time.end,
            first_day=time.start.astimezone(one.tz).date(),
            after_day=time.end.astimezone(one.tz).date(),
            all_day=one.all_day,
            day=time.day if one.rule else None,
            shown=one,
            may_change=may_change,
        )
        for time in times
        if _in_window(one, time, window)
    ]


def instead_of(one: Appointment) -> dict[dt.date, Any]:
    """The days of a series that are different."""
    return {
        special.day: (special.starts_at, special.ends_at or special.starts_at) if special.starts_at else None
        for special in one.special_days.all()  # type: ignore[attr-defined]
    }


def _in_window(one: Appointment, time: Occurrence, window: Window) -> bool:
    """A day without hours may begin earlier or later than here by the clock of its own zone."""
    slack = dt.timedelta(days=1) if one.all_day else dt.timedelta(0)
    return time.start < window[1] + slack and time.end + slack >= window[0]


def _full(rows: Any, people: Iterable[uuid.UUID], window: Window) -> Any:
    """Of these rows those that may reach into the window and concern the people, with their lines, in three queries."""
    first, after = window[0] - dt.timedelta(days=1), window[1] + dt.timedelta(days=1)
    once = Q(repeats="", starts_at__lt=after, starts_at__gt=first - LONGEST)
    again = ~Q(repeats="") & Q(starts_at__lt=after) & (Q(until=None) | Q(until__gte=(first - LONGEST).date()))
    rows = rows.defer("search").filter(once | again).filter(concerns(people))
    return rows.prefetch_related(*LINES).order_by("starts_at")[:MOST]


def concerns(people: Iterable[uuid.UUID]) -> Q:
    """Whose owner, or one of whose participants, is among these people."""
    coming = Participant._base_manager.filter(user__in=people).values("appointment_id")
    return Q(owner__in=people) | Q(pk__in=coming)


def _whose(one: Appointment, wanted: set[uuid.UUID]) -> frozenset[uuid.UUID]:
    coming = {line.user_id for line in one.participants.all()}  # type: ignore[attr-defined]
    return frozenset(person for person in {one.owner_id, *coming} if person in wanted)
