"""The hash that ties an event to the one before it on the same record."""

from __future__ import annotations

import datetime as dt
import hashlib

import msgspec

from guanxi.engine.models.event import Event


def digest(event: Event, previous: bytes) -> bytes:
    """SHA-256 over everything an event says and the hash before it."""
    told = [
        event.id.hex,
        event.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        event.entity,
        event.record.hex if event.record else "",
        event.verb,
        event.actor.hex if event.actor else "",
        event.via,
        event.address,
        event.request,
        event.reason,
        event.version,
        event.changes,
        *([event.instead_of.hex] if event.instead_of else ()),
    ]
    return hashlib.sha256(bytes(previous) + msgspec.json.encode(told, order="deterministic")).digest()
