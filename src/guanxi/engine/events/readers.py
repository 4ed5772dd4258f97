"""Readers of the event log: each is given every committed event once more than never, in order, never past a gap."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import BigIntegerField, F, Func, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThanOrEqual
from django.utils import timezone

from guanxi.engine.models.event import Event, ReaderPosition

BATCH = 2_000
MOST_ALONE = 500
MOST_BATCHES = 5
"""In one turn, so that a reader far behind doesn't keep the others waiting."""
LONGEST_PAUSE = 300.0
STUCK = 20
"""Seconds after which the database ends the transaction of a reader whose process stands still."""
_log = logging.getLogger(__name__)

Read = TypeVar("Read", bound=Callable[[list[Any]], None])


@dataclass(frozen=True)
class Reader:
    """A function that is given stretches of the log."""

    name: str
    read: Callable[[list[Any]], None]
    pause: float = 0.0
    from_start: bool = True
    concerns: Callable[[], Q] | None = None
    columns: tuple[str, ...] = ()


readers: dict[str, Reader] = {}


def reader(
    name: str,
    *,
    pause: float = 0.0,
    from_start: bool = True,
    concerns: Callable[[], Q] | None = None,
    columns: tuple[str, ...] = (),
) -> Callable[[Read], Read]:
    """Declare a reader of the event log.

    It is called with events in order of their transactions, inside a transaction that also saves how far it came: what
    it does in the database happens once, what it does elsewhere must bear being done twice. `pause`: seconds to gather
    events before it is called again. `from_start`: whether a new reader begins with the first event or with the next.
    `concerns`: which events it is called with, the others are passed over in the database; `columns`: what of them is
    fetched, as rows with names instead of events. Both matter after an import, when there are many that concern nobody.
    """

    def mark(read: Read) -> Read:
        if name in readers and readers[name].read is not read:
            raise ImproperlyConfigured(f"Two readers of the event log are named {name!r}")
        readers[name] = Reader(name, read, pause, from_start, concerns, columns)
        return read

    return mark


class Horizon(Func):
    """The oldest transaction that is still open: below it nothing can appear any more."""

    template = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    output_field = BigIntegerField()


def settled() -> QuerySet[Event]:
    """The events of which it is certain that none will come before them."""
    return Event.objects.filter(transaction__lt=Horizon())


def beyond(events: QuerySet[Event], position: ReaderPosition) -> QuerySet[Event]:
    """Those behind a position, in order."""
    if position.event is not None:
        place = Tuple(F("transaction"), F("id"))
        events = events.filter(TupleGreaterThan(place, (position.transaction, position.event)))
    return events.order_by("transaction", "id")


def read_all(*, waiting: bool = True, events: Callable[[], QuerySet[Event]] = settled) -> int:
    """Give every reader its turn; a failing one doesn't stop the others. Returns how many events were read."""
    return sum(read_some(one, waiting=waiting, events=events) for one in list(readers.values()))


def read_some(one: Reader, *, waiting: bool = True, events: Callable[[], QuerySet[Event]] = settled) -> int:
    """One reader's turn; `waiting` false ignores its pauses."""
    count = 0
    for _batch in range(MOST_BATCHES):
        try:
            read = _step(one, BATCH, waiting, events)
        except Exception as failure:
            if not connection.is_usable():
                raise  # not the reader's fault: the database is away
            count += _alone(one, events, failure)
            break
        count += read
        if read < BATCH:
            break
    return count


def _alone(one: Reader, events: Callable[[], QuerySet[Event]], failure: Exception) -> int:
    """After a failure: event by event, so that only the one it can't read is left; that one is tried again later."""
    count = 0
    try:
        while count < MOST_ALONE and _step(one, 1, False, events):
            count += 1
    except Exception as again:  # noqa: BLE001 (as above)
        failure = again
        _log.exception("The reader %s can't read an event", one.name)
        _note_failure(one, failure)
    return count


def _step(one: Reader, most: int, waiting: bool, events: Callable[[], QuerySet[Event]]) -> int:
    """Read one batch and save how far it came, together; 0 as well when another process is at it."""
    with transaction.atomic():
        position = _hold(one, events)
        now = timezone.now()
        if position is None or (waiting and position.retry_at and position.retry_at > now):
            return 0
        stretch = beyond(events(), position)
        places = list(stretch.values_list("transaction", "id")[:most])
        if not places or (waiting and len(places) < most and _rests(one, position, now)):
            return 0
        if batch := _of_concern(one, stretch, places[-1]):
            one.read(batch)
        position.transaction, position.event = places[-1]
        position.moved_at, position.failures, position.error, position.retry_at = now, 0, "", None
        position.save()
    return len(places)


def _of_concern(one: Reader, stretch: QuerySet[Event], last: tuple[int, uuid.UUID]) -> list[Any]:
    """What a reader is called with, of the events up to one; all of these are settled."""
    events = stretch.filter(TupleLessThanOrEqual(Tuple(F("transaction"), F("id")), last))
    if one.concerns is not None:
        events = events.filter(one.concerns())
    return list(events.values_list(*one.columns, named=True) if one.columns else events)


def _hold(one: Reader, events: Callable[[], QuerySet[Event]]) -> ReaderPosition | None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{STUCK}s'")
    rows = ReaderPosition.objects.filter(name=one.name)
    position = rows.select_for_update(skip_locked=True).first()
    if position is None and not rows.exists():
        fresh: dict[str, Any] = {}
        if not one.from_start and (last := events().order_by("-transaction", "-id").first()):
            fresh = {"transaction": last.transaction, "event": last.id}
        ReaderPosition.objects.bulk_create([ReaderPosition(name=one.name, **fresh)], ignore_conflicts=True)
        position = rows.select_for_update(skip_locked=True).first()
    return position


def _rests(one: Reader, position: ReaderPosition, now: dt.datetime) -> bool:
    return position.moved_at is not None and position.moved_at + dt.timedelta(seconds=one.pause) > now


def _note_failure(one: Reader, failure: Exception) -> None:
    with transaction.atomic():
        position = ReaderPosition.objects.select_for_update().filter(name=one.name).first()
        if position is None:
            return
        position.failures += 1
        position.error = f"{type(failure).__name__}: {failure}"[:500]
        seconds = min(2.0**position.failures, LONGEST_PAUSE)
        position.retry_at = timezone.now() + dt.timedelta(seconds=seconds)
        position.save()
