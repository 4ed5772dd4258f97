"""Which verbs an actor may do with one record."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import BooleanField, ExpressionWrapper, Q

from guanxi.engine.entity import Entity
from guanxi.engine.permissions.access import Actor


def verbs_on(entity: Entity, key: uuid.UUID, actor: Actor, verbs: Iterable[str]) -> set[str]:
    """Those of the verbs that are allowed on a record the actor can read; at most one query."""
    access = actor.access
    reading = access.rows(entity, "read")
    allowed: set[str] = set()
    asked: dict[str, Q] = {}
    for verb in verbs:
        condition = access.rows(entity, verb)
        if condition is None:
            continue
        if not condition or condition == reading:
            allowed.add(verb)
        else:
            asked[verb] = condition
    if asked:
        columns = {
            f"may_{place}": ExpressionWrapper(condition, output_field=BooleanField())
            for place, condition in enumerate(asked.values())
        }
        found = entity.manager().filter(pk=key).values_list(*columns.values()).first() or ()
        allowed |= {verb for verb, may in zip(asked, found, strict=False) if may}
    return allowed


def verbs_among(
    entity: Entity, keys: Iterable[uuid.UUID], actor: Actor, verbs: Iterable[str]
) -> dict[str, set[uuid.UUID]]:
    """For each verb, those of the records that the actor can read on which it is allowed; at most one query."""
    access = actor.access
    wanted = set(keys)
    reading = access.rows(entity, "read")
    allowed: dict[str, set[uuid.UUID]] = {}
    asked: dict[str, Q] = {}
    for verb in dict.fromkeys(verbs):
        condition = access.rows(entity, verb) if wanted else None
        if condition is None:
            allowed[verb] = set()
        elif not condition or condition == reading:
            allowed[verb] = wanted
        else:
            allowed[verb], asked[verb] = set(), condition
    if asked:
        columns = [ExpressionWrapper(condition, output_field=BooleanField()) for condition in asked.values()]
        for key, *answers in entity.manager().filter(pk__among=list(wanted)).values_list("pk", *columns):
            for verb, may in zip(asked, answers, strict=True):
                if may:
                    allowed[verb].add(key)
    return allowed


def among(entity: Entity, keys: Iterable[uuid.UUID], actor: Actor, verb: str) -> set[uuid.UUID]:
    """Those of the records that the actor can read on which the verb is allowed; at most one query."""
    return verbs_among(entity, keys, actor, (verb,))[verb]
