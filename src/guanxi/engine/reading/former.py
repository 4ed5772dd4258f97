"""The value that a field of a record had before a change."""

from __future__ import annotations

import uuid
from typing import Any

from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotFound
from guanxi.engine.models.event import Event
from guanxi.engine.permissions.access import Actor


def former(entity: Entity, key: uuid.UUID, field: str, version: int, actor: Actor) -> Any:
    """As JSON, for the gate; of a record that was read with rights just before. Raises NotFound."""
    if not actor.access.readable(entity, field):
        raise NotFound()
    events = Event.objects.filter(record=key, entity=entity.name, version=version, changes__has_key=field)
    changes = events.values_list("changes", flat=True).first()
    if changes is None:
        raise NotFound()
    return changes[field][0]
