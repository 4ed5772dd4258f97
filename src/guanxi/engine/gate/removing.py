"""Into the recycle bin and out of it."""

from __future__ import annotations

import uuid

from django.utils import timezone

from guanxi.engine import origin
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Conflict
from guanxi.engine.events.writing import event_for
from guanxi.engine.gate.saving import constraints_told
from guanxi.engine.gate.updating import locked
from guanxi.engine.permissions.access import Actor
from guanxi.engine.record import Kept
from guanxi.engine.transactions import atomically


def delete(entity: Entity, key: uuid.UUID, *, actor: Actor, version: int | None = None) -> Kept:
    """Move a record to the recycle bin; raises NotFound, NotAllowed, Conflict."""
    return atomically(lambda: _move(entity, key, actor, version, deleting=True))


def restore(entity: Entity, key: uuid.UUID, *, actor: Actor, version: int | None = None) -> Kept:
    """Take a record out of the recycle bin; raises NotFound, NotAllowed, Conflict, Invalid (its place was taken)."""
    return atomically(lambda: _move(entity, key, actor, version, deleting=False))


def _move(entity: Entity, key: uuid.UUID, actor: Actor, version: int | None, *, deleting: bool) -> Kept:
    verb = "delete" if deleting else "restore"
    record = locked(entity, key, actor, verb, deleted=not deleting)
    if version is not None and version != record.version:
        raise Conflict({}, record.version)
    now = timezone.now()
    was = record.deleted_at.isoformat() if record.deleted_at else None
    record.deleted_at = now if deleting else None
    record.version += 1
    record.updated_at, record.updated_by_id = now, actor.pk  # type: ignore[attr-defined]
    change = {"deleted_at": [was, now.isoformat() if deleting else None]}
    event = event_for(entity.name, record, verb, actor, change, now)
    with origin.unguarded(), constraints_told(entity):
        record.save(update_fields=["deleted_at", "version", "updated_at", "updated_by", "head"])
        event.save(force_insert=True)
        record.authorise(actor, verb, change)
        record.after_change(verb, change)
    return record
