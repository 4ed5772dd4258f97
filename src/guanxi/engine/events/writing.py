"""Appending events; called by the gate only, besides `note`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from guanxi.engine import making, origin
from guanxi.engine.events.chain import digest
from guanxi.engine.models.event import Event
from guanxi.engine.record import Kept
from guanxi.engine.registry import registry


def event_for(
    entity: str, record: Kept, verb: str, actor: Any, changes: dict[str, Any], at: dt.datetime | None = None
) -> Event:
    """The event that tells a change of a record, tied to its chain; moves the record's head, saves nothing."""
    event = blank(entity, verb, actor, _sealed(entity, changes), at)
    event.record, event.version, event.instead_of = record.pk, record.version, record._instead_of
    event.previous = bytes(record.head)
    event.hash = record.head = digest(event, event.previous)
    return event


def _sealed(entity: str, changes: dict[str, Any]) -> dict[str, Any]:
    """The changes with what is encrypted in its table encrypted here too."""
    kinds = registry[entity].sealed
    if not kinds:
        return changes
    return {
        name: [kinds[name].to_event(side) for side in change] if name in kinds else change
        for name, change in changes.items()
    }


def blank(entity: str, verb: str, actor: Any, changes: dict[str, Any], at: dt.datetime | None = None) -> Event:
    """An event with who, when and from where, but no record."""
    place = origin.current()
    event = making.blank(Event)
    event.at = at or timezone.now()
    event.entity, event.verb, event.actor = entity, verb, getattr(actor, "pk", None)
    event.via, event.address, event.request = place.via, place.address, place.request
    event.reason = place.reason or getattr(actor, "reason", "")
    event.changes = changes
    return event


def note(
    entity: str, verb: str, told: dict[str, Any], *, actor: Any = None, record: Any = None, instead_of: Any = None
) -> Event:
    """Log what is no change of a record: a refusal, an export, a step beyond rights."""
    event = blank(entity, verb, actor, told)
    event.record, event.instead_of = record, instead_of
    event.hash = digest(event, b"")
    event.save(force_insert=True)
    return event
