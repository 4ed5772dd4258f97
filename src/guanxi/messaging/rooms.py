"""The record that is talked about, as somebody may read it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotAllowed, NotFound
from guanxi.engine.fields.anchor import written
from guanxi.engine.permissions import Actor

NEVER = ("comments",)
"""A comment has no comments of its own: one quotes it."""


@dataclass(frozen=True)
class Room:
    """One record, around which people talk."""

    entity: Entity
    key: uuid.UUID

    @property
    def about(self) -> str:
        """How comments and notes name the record."""
        return written(self.entity.name, self.key)


def room(entity: Entity, key: uuid.UUID, actor: Actor) -> Room:
    """The record, if this actor may read it; raises NotFound, and NotAllowed for what can't be talked about."""
    if not may_read(entity, key, actor):
        raise NotFound()
    if entity.name in NEVER:
        raise NotAllowed()
    return Room(entity, key)


def may_read(entity: Entity, key: uuid.UUID, actor: Actor, *, deleted: bool = False) -> bool:
    """Whether this actor sees the record; `deleted`: also in the recycle bin."""
    if not actor.access.may(entity.name, "read"):
        return False
    rows = entity.manager().filter(pk=key)
    places = (False, True) if deleted else (False,)
    return any(actor.access.narrow(entity, rows, "read", deleted=place).exists() for place in places)
