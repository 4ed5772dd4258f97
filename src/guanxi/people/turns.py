"""What began or ended by itself of roles, shared records and substitutions, and whom that concerns."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from guanxi.engine.models.event import Event
from guanxi.engine.models.share import Share
from guanxi.engine.sharing import SHARED_WITH, people_in
from guanxi.kit.uuids import milliseconds, uuid7_at
from guanxi.people.models.substitution import Substitution
from guanxi.people.models.turns import TurnsTold
from guanxi.people.models.user import RoleGiven, User

ROLE, SHARE, SUBSTITUTION = "role", "share", "substitution"
DAY = dt.timedelta(days=1)
LATE = 2 * DAY
"""After a longer standstill only what lies within this time is told."""


@dataclass(frozen=True)
class Turn:
    """One beginning or end. `record` is who has the role, what is shared, or the substitution."""

    what: str
    begins: bool
    at: dt.datetime
    until: dt.datetime | None
    """The end of what begins."""
    entity: str
    record: uuid.UUID
    holder: uuid.UUID | None
    lender: uuid.UUID | None
    role: uuid.UUID | None = None


def news(now: dt.datetime) -> list[Turn]:
    """What began or ended since the last time somebody asked, each once: the mark moves in the running transaction.

    Nobody is named who has no account any more.
    """
    mark = TurnsTold.objects.select_for_update().filter(pk=1).first()
    if mark is None:
        TurnsTold.objects.bulk_create([TurnsTold(until=now)], ignore_conflicts=True)
        return []
    found = between(max(mark.until, now - LATE), now)
    if now > mark.until:
        mark.until = now
        mark.save()
    people = {key for turn in found for key in (turn.holder, turn.lender) if key}
    there = set(User._base_manager.filter(pk__in=people, is_active=True, deleted_at=None).values_list("pk", flat=True))
    return [_named(turn, there) for turn in found if turn.holder in there or turn.lender in there]


def _named(turn: Turn, there: set[uuid.UUID]) -> Turn:
    holder, lender = (key if key in there else None for key in (turn.holder, turn.lender))
    return replace(turn, holder=holder, lender=lender)


def between(since: dt.datetime, now: dt.datetime) -> list[Turn]:
    """All that began or ended after one moment, up to another, in the order of time."""
    found = [*_roles(since, now), *_shares(since, now), *_substitutions(since, now)]
    return sorted(found, key=lambda turn: turn.at)


def _roles(since: dt.datetime, now: dt.datetime) -> Iterator[Turn]:
    """One without a beginning begins when it is given."""
    given_now = Q(starts_at=None, pk__gte=uuid7_at(int(since.timestamp() * 1000)), ends_at__isnull=False)
    rows = RoleGiven._base_manager.filter(_in(since, now) | given_now, role__deleted_at=None)
    lines: list[Any] = list(rows)
    givers = _givers({line.user_id for line in lines})
    for line in lines:
        made = dt.datetime.fromtimestamp(milliseconds(line.pk) / 1000, dt.UTC)
        for moments in _turns(line.starts_at or made, line.ends_at, since, now):
            yield Turn(ROLE, *moments, "users", line.user_id, line.user_id, givers.get(line.user_id), line.role_id)


def _shares(since: dt.datetime, now: dt.datetime) -> Iterator[Turn]:
    rows = list(Share.objects.filter(_in(since, now)))
    sharers = _sharers({row.record for row in rows})
    for row in rows:
        for moments in _turns(row.starts_at, row.ends_at, since, now):
            yield Turn(SHARE, *moments, row.entity, row.record, row.subject, sharers.get((row.record, row.subject)))


def _substitutions(since: dt.datetime, now: dt.datetime) -> Iterator[Turn]:
    """Days begin and end where the person lives, so those around are looked at."""
    first, last = (since - 2 * DAY).date(), (now + 2 * DAY).date()
    days = Q(first_day__range=(first, last)) | Q(last_day__range=(first, last)) | Q(ended_at__range=(since, now))
    rows: Iterable[Any] = Substitution._base_manager.filter(days, deleted_at=None).select_related("person")
    for one in rows:
        for moments in _turns(one.starts_at, one.ends_at, since, now) if one.starts_at < one.ends_at else ():
            yield Turn(SUBSTITUTION, *moments, "substitutions", one.pk, one.substitute_id, one.person_id)


def _in(since: dt.datetime, now: dt.datetime) -> Q:
    return Q(starts_at__gt=since, starts_at__lte=now) | Q(ends_at__gt=since, ends_at__lte=now)


def _turns(
    starts: dt.datetime | None, ends: dt.datetime | None, since: dt.datetime, now: dt.datetime
) -> Iterator[tuple[bool, dt.datetime, dt.datetime | None]]:
    """Of a span, what lies in the window; of one that lies there wholly, only its end is news."""
    if ends is not None and since < ends <= now:
        yield False, ends, None
    elif starts is not None and since < starts <= now:
        yield True, starts, ends


def _givers(people: set[uuid.UUID]) -> dict[uuid.UUID | None, uuid.UUID | None]:
    """Who said last which roles somebody has."""
    events = Event.objects.filter(record__in=people, entity="users", changes__has_key="roles")
    return dict(events.order_by("record", "-version").distinct("record").values_list("record", "actor"))


def _sharers(records: set[uuid.UUID]) -> dict[tuple[uuid.UUID | None, uuid.UUID], uuid.UUID | None]:
    """Who shared a record with somebody last."""
    events = Event.objects.filter(record__in=records, verb="share").order_by("record", "version")
    return {
        (record, person): actor
        for record, actor, changes in events.values_list("record", "actor", "changes")
        for person in people_in(changes.get(SHARED_WITH, ()))
    }
