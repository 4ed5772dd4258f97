"""Who read how much, and who read what is sensitive.

Rows are added up in the process and written every now and then, so that reading costs no write of its own; a process
that stops suddenly forgets what it counted last. That somebody read sensitive fields is an event of the log, once for
the same record within a quarter of an hour.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from guanxi.engine.entity import Entity
from guanxi.engine.events.writing import note
from guanxi.engine.models.reading import ReadCount
from guanxi.engine.permissions import lending
from guanxi.engine.permissions.access import Actor
from guanxi.engine.privacy import sensitive_fields
from guanxi.engine.sql import add_up

SEE, REVEAL, EXPORT = "see", "reveal", "export"
MOST_HELD = 500
"""So many rows of all people are held back at most."""
LONGEST_HELD = 30.0
"""Seconds."""
ONCE_IN = 900.0
"""Seconds in which reading the same again isn't noted again."""
MOST_REMEMBERED = 20_000
Row = dict[str, Any]

_lock = threading.Lock()
_held: dict[tuple[uuid.UUID, dt.datetime], int] = {}
_since = time.monotonic()
_noted: OrderedDict[tuple[Any, ...], float] = OrderedDict()


def watch(entity: Entity, actor: Actor, fields: Iterable[str], rows: Sequence[Row]) -> None:
    """These rows were read by somebody."""
    if not rows or actor.pk is None:
        return
    count(actor, len(rows))
    told = sensitive_fields(entity).intersection(fields)
    seen = sorted(name for name in told if actor.access.readable(entity, name))
    if seen:
        _note(entity, actor, seen, [row["id"] for row in rows if any(row.get(name) for name in seen)])


def count(actor: Actor, rows: int) -> None:
    """Somebody read so many rows."""
    if actor.pk is None or rows <= 0:
        return
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    with _lock:
        _held[actor.pk, hour] = _held.get((actor.pk, hour), 0) + rows
        due = sum(_held.values()) >= MOST_HELD or time.monotonic() - _since >= LONGEST_HELD
    if due:
        write_down()


def write_down() -> None:
    """Bring what is held back into the database."""
    global _since
    with _lock:
        held, _since = dict(_held), time.monotonic()
        _held.clear()
    if held:
        add_up(ReadCount, [{"person": person, "hour": hour, "rows": rows} for (person, hour), rows in held.items()])


def _note(entity: Entity, actor: Actor, fields: list[str], keys: list[uuid.UUID]) -> None:
    now = time.monotonic()
    with _lock:
        fresh = [key for key in keys if _noted.get((actor.pk, key, *fields), -ONCE_IN) <= now - ONCE_IN]
        for key in fresh:
            _noted[actor.pk, key, *fields] = now
            _noted.move_to_end((actor.pk, key, *fields))
        while len(_noted) > MOST_REMEMBERED:
            _noted.popitem(last=False)
    for whose, records in _by_place(entity, actor, fresh).items():
        told: dict[str, Any] = {"fields": fields}
        if len(records) > 1:
            told |= {"records": [str(key) for key in records], "count": len(records)}
        only = records[0] if len(records) == 1 else None
        note(entity.name, SEE, told, actor=actor, record=only, instead_of=whose)


def _by_place(entity: Entity, actor: Actor, keys: list[uuid.UUID]) -> dict[uuid.UUID | None, list[uuid.UUID]]:
    """The records by the person in whose place they were seen; None where one's own rights would do."""
    lent = lending.needing(actor.access, entity, keys, "read") if keys and actor.access.lent else {}
    found: dict[uuid.UUID | None, list[uuid.UUID]] = {}
    for key in keys:
        found.setdefault(lent[key].whose if key in lent else None, []).append(key)
    return found
