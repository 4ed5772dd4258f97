"""What people say about their data is written down on their record, and asked there."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotAllowed, NotFound
from guanxi.engine.fields.anchor import written
from guanxi.engine.gate.cleaning import Given
from guanxi.engine.gate.erasing import is_person
from guanxi.engine.permissions import Actor
from guanxi.engine.reading import Query, read_page
from guanxi.engine.registry import registry
from guanxi.privacy.models import Consent

CONSENTS = "consents"
GIVEN = ("notice", "channel", "given", "said_at", "way", "evidence")
"""What is written down of an answer."""
MOST = 200


def say(face: Entity, key: uuid.UUID, values: Mapping[str, Any], actor: Actor, *, given: Given = "value") -> Consent:
    """Write down what a person said; whoever may change the person's record may. Raises NotFound, NotAllowed."""
    person(face, key, actor)
    if not actor.access.narrow(face, face.manager().filter(pk=key), "update").exists():
        raise NotAllowed()
    made: Any = gate.add(
        registry[CONSENTS], values, actor=actor, given=given, beside={"about": written(face.name, key)}
    )
    return made  # type: ignore[no-any-return]


def person(face: Entity, key: uuid.UUID, actor: Actor) -> Any:
    """The record, if it is a person whom the actor may see; raises NotFound."""
    found = actor.access.narrow(face, face.manager().filter(pk=key)).first()
    if found is None or not face.person or not is_person(face, found):
        raise NotFound()
    return found


def said(face: Entity, key: uuid.UUID, actor: Actor) -> list[dict[str, Any]]:
    """Everything a person said, the latest first, as far as the actor may read it."""
    consents = registry[CONSENTS]
    if not actor.access.may(CONSENTS, "read"):
        return []
    here = {"field": "about", "op": "eq", "value": written(face.name, key)}
    return read_page(consents, actor, Query(filter=here, sort=("-said_at",), limit=MOST)).rows


def stands(rows: list[dict[str, Any]]) -> dict[tuple[Any, str], dict[str, Any]]:
    """What holds now: by purpose and channel the latest word, of rows that begin with it."""
    found: dict[tuple[Any, str], dict[str, Any]] = {}
    for row in rows:
        found.setdefault((row["summary"].rpartition(" ")[0], row["channel"]), row)
    return found
