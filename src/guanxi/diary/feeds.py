"""The maker and reader of feed addresses, and what stands in a feed (RFC 5545)."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from guanxi.diary.models import Appointment, Feed
from guanxi.diary.models.appointment import PRIVATE
from guanxi.diary.reading import LINES, concerns, instead_of
from guanxi.engine.events.writing import note

if TYPE_CHECKING:
    from icalendar import Event

    from guanxi.people.models import User

PAST = dt.timedelta(days=366)
MOST = 2_000
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def make(user: User) -> str:
    """A new secret, 256 random bits, told this once; the one before is dead at once."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        revoke(user)
        Feed.objects.create(user=user, hash=_hash(secret))
        note("users", "make_feed", {"feed": [None, "calendar"]}, actor=user, record=user.pk)
    return secret


def revoke(user: User) -> bool:
    """End the present address; whether there was one."""
    with transaction.atomic():
        ended = end(user)
        if ended:
            note("users", "revoke_feed", {"feed": ["calendar", None]}, actor=user, record=user.pk)
    return ended


def end(user: User) -> bool:
    """The same without a word in the log: it ends with everything else, and why is in the account's history."""
    return bool(Feed.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now()))


def held_by(user: User) -> Feed | None:
    """The present address' record."""
    return Feed.objects.filter(user=user, revoked_at=None).first()


def reader_of(secret: str) -> User | None:
    """Whose calendar a secret opens; nobody's when it is wrong, revoked, or its person is gone."""
    if not _SECRET.fullmatch(secret):
        return None
    living = Feed.objects.filter(hash=_hash(secret), revoked_at=None, user__is_active=True, user__deleted_at=None)
    feed = living.select_related("user").first()
    if feed is None:
        return None
    Feed.objects.filter(pk=feed.pk).update(used_at=timezone.now())
    return feed.user


def written(user: User, name: str) -> bytes:
    """The person's own appointments and those they take part in, series as rules, from a year back on."""
    since = timezone.now() - PAST
    late = Q(starts_at__gt=since) | (~Q(repeats="") & (Q(until=None) | Q(until__gt=since.date())))
    rows = Appointment.objects.visible_to(user).defer("search").filter(concerns([user.pk])).filter(late)
    from icalendar import Calendar  # late: most processes never write a feed

    calendar = Calendar()
    calendar.add("prodid", "-//Guanxi//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for one in rows.prefetch_related(*LINES).order_by("-starts_at")[:MOST]:
        for event in _events(one):
            calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _events(one: Appointment) -> list[Event]:
    """The appointment, and for a series each day that takes place at another time."""
    main = _event(one, one.starts_at, one.end)
    if one.rule is None:
        return [main]
    from icalendar import vRecur

    main.add("rrule", vRecur(one.rule.text(one.starts_at, one.tz, whole_days=one.all_day)))
    events = [main]
    begin = one.starts_at.astimezone(one.tz).time()
    for day, times in sorted(instead_of(one).items()):
        regular = day if one.all_day else dt.datetime.combine(day, begin, one.tz)
        if times is None:
            main.add("exdate", regular)
            continue
        moved = _event(one, *times)
        moved.add("recurrence-id", regular)
        events.append(moved)
    return events


def _event(one: Appointment, start: dt.datetime, end: dt.datetime) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{one.pk}@guanxi")
    event.add("dtstamp", one.updated_at.astimezone(dt.UTC))
    event.add("sequence", one.version)
    event.add("summary", one.name)
    local = [moment.astimezone(one.tz) for moment in (start, end)]
    event.add("dtstart", local[0].date() if one.all_day else local[0])
    event.add("dtend", local[1].date() if one.all_day else local[1])
    for name, text in (("location", one.place), ("description", one.note)):
        if text:
            event.add(name, text)
    event.add("class", "PRIVATE" if one.visibility == PRIVATE else "PUBLIC")
    return event


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
