"""A change to what belongs to a record without being a field of it, such as its files."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from guanxi.engine import origin
from guanxi.engine.entity import Entity
from guanxi.engine.events.writing import event_for
from guanxi.engine.gate.updating import locked
from guanxi.engine.permissions.access import Actor
from guanxi.engine.record import Kept
from guanxi.engine.transactions import atomically


def touch(entity: Entity, key: uuid.UUID, verb: str, change: dict[str, Any], *, actor: Actor) -> Kept:
    """Ask for the right to update the record, lock it and tell the change; raises NotFound, NotAllowed."""

    def work() -> Kept:
        record = locked(entity, key, actor, "update")
        record.version += 1
        record.updated_at, record.updated_by_id = timezone.now(), actor.pk  # type: ignore[attr-defined]
        event = event_for(entity.name, record, verb, actor, change, record.updated_at)
        with origin.unguarded():
            record.save(update_fields=["version", "updated_at", "updated_by", "head"])
            event.save(force_insert=True)
            record.after_change(verb, change)
        return record

    return atomically(work)
