"""A masked value shown to somebody who asks for it and may; that they did is noted before they see it."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.events.writing import note
from guanxi.engine.permissions import lending
from guanxi.engine.permissions.access import Actor
from guanxi.engine.permissions.grants import Mode
from guanxi.engine.reading.watching import REVEAL, count

LONGEST_REASON = 200


def may_reveal(entity: Entity, key: uuid.UUID, field: str, actor: Actor) -> bool:
    """Whether this actor may be shown what is masked for them on this record."""
    return _masked(entity, field, actor) and _rows(entity, key, actor).exists()


def reveal(entity: Entity, key: uuid.UUID, field: str, actor: Actor, *, why: str) -> Any:
    """The true value of a masked field; raises NotFound, NotAllowed, Invalid (no reason given)."""
    if not actor.access.narrow(entity, entity.manager().filter(pk=key)).exists() or field not in entity.fields:
        raise NotFound()
    if actor.access.mode(entity, field) is Mode.HIDDEN:
        raise NotFound()
    if not may_reveal(entity, key, field, actor):
        raise NotAllowed()
    why = " ".join(why.split())
    if not why:
        raise Invalid({"why": [_("Say what for.")]})
    if len(why) > LONGEST_REASON:
        raise Invalid({"why": [_("At most %(n)d characters.") % {"n": LONGEST_REASON}]})
    kind = entity.fields[field]
    lent = lending.needing(actor.access, entity, [key], REVEAL).get(key) if actor.access.lent else None
    told = {"fields": [field], "why": why}
    note(entity.name, REVEAL, told, actor=actor, record=key, instead_of=lent.whose if lent else None)
    count(actor, 1)
    return _rows(entity, key, actor).values_list(kind.attname, flat=True).get()


def _masked(entity: Entity, field: str, actor: Actor) -> bool:
    return field in entity.fields and actor.access.mode(entity, field) is Mode.MASKED


def _rows(entity: Entity, key: uuid.UUID, actor: Actor) -> Any:
    """The record, where it may be read and its masked fields shown."""
    readable = actor.access.narrow(entity, entity.manager().filter(pk=key))
    return actor.access.narrow(entity, readable, REVEAL)
