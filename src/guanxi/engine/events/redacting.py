"""Personal data taken out of events whose hashes stay, attested by an event of its own.

The hash of an event was made over everything it said. Once a part of it has to go, the hash can't be made again; so an
event of the log says which events were redacted, which hash each keeps, and what is left of each. Who changes an event
without such an attestation is found; who writes one can't hide it, because it is sealed like every other event.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from guanxi.engine.events.chain import digest
from guanxi.engine.events.writing import note
from guanxi.engine.models.event import Event
from guanxi.engine.sql import open_for_redaction
from guanxi.engine.transactions import atomically

REDACT = "redact"
CHUNK = 500
Attested = dict[uuid.UUID, tuple[str, str]]
"""By event: the hash it keeps, and the hash of what is left of it."""


def redact(
    events: Iterable[Event],
    clean: Callable[[Event], dict[str, Any] | None],
    *,
    entity: str,
    record: uuid.UUID,
    actor: Any,
) -> int:
    """Take out of events what `clean` leaves out (None: nothing to do); returns of how many."""

    def work() -> int:
        open_for_redaction()
        done: list[list[str]] = []
        for event in events:
            left = clean(event)
            if left is None or left == event.changes:
                continue
            Event.objects.filter(pk=event.pk).update(changes=left)
            done.append([str(event.pk), bytes(event.hash).hex(), _left(left)])
        for start in range(0, len(done), CHUNK):
            note(entity, REDACT, {"events": done[start : start + CHUNK]}, actor=actor, record=record)
        return len(done)

    return atomically(work)


def attested(record: uuid.UUID | None = None) -> Attested:
    """Every attestation that is itself unchanged; a later one of the same event counts."""
    found: Attested = {}
    rows = Event.objects.filter(verb=REDACT)
    if record is not None:
        rows = rows.filter(record=record)
    for event in rows.order_by("transaction", "id").iterator(chunk_size=200):
        if digest(event, bytes(event.previous)) == bytes(event.hash):
            for key, kept, left in event.changes.get("events", ()):
                found[uuid.UUID(key)] = (kept, left)
    return found


def is_attested(event: Event, known: Attested) -> bool:
    """Whether an event says what an attestation left of it, and keeps the hash it had."""
    return known.get(event.pk) == (bytes(event.hash).hex(), _left(event.changes))


def _left(changes: dict[str, Any]) -> str:
    return hashlib.sha256(msgspec.json.encode(changes, order="deterministic")).hexdigest()
