"""Taking in what somebody wrote without a connection: once, as themselves, through the gate."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, KeyReused, NotFound
from guanxi.engine.fields.anchor import parted
from guanxi.engine.idempotency import once
from guanxi.engine.permissions import Actor
from guanxi.engine.reading import read_one
from guanxi.engine.registry import registry
from guanxi.messaging import talking
from guanxi.messaging.rooms import room

Values = Mapping[str, str]


def receive(face: Entity, key: uuid.UUID, values: Values, actor: Actor, *, about: str = "") -> bool:
    """Make the record under the key it was given on the phone; whether it was there already.

    The same key again, however much later, is the same record. Raises what the gate raises, KeyReused when the key is
    somebody else's or of something else, BadQuery for what can't be written without a connection.
    """
    if not face.offline or set(values) - set(face.offline):
        raise BadQuery(_("This can't be written without a connection."))
    asked = repr((face.name, sorted(values.items()), about)).encode()

    def work() -> dict[str, Any]:
        if face.manager().filter(pk=key).exists():
            return _earlier(face, key, actor)
        if about:
            talking.write_note(_place(about, actor), values, actor, key=key)
        else:
            gate.create(face, values, actor=actor, given="text", beside={"id": key})
        return {"again": False}

    answer, again = once(actor, f"offline {key}", asked, work)
    return again or bool(answer["again"])


def _earlier(face: Entity, key: uuid.UUID, actor: Actor) -> dict[str, Any]:
    """The record of an earlier sending whose answer got lost, long enough ago that its key was forgotten."""
    try:
        row = read_one(face, key, actor, fields=("created_by",))
    except NotFound as theirs:
        raise KeyReused() from theirs
    if row["created_by"] is None or row["created_by"].id != actor.pk:
        raise KeyReused()
    return {"again": True}


def _place(about: str, actor: Actor) -> Any:
    """The record it is about, if this person may read it; raises NotFound."""
    try:
        entity, record = parted(about)
    except ValueError as bad:
        raise BadQuery(_("The record that this is about can't be read.")) from bad
    other = registry.get(entity)
    if other is None:
        raise NotFound()
    return room(other, record, actor)
