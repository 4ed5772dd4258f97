"""What is wrong with one value, told before anything is saved: the rules of the gate, without its writing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid, NotFound
from guanxi.engine.fields.link import Link
from guanxi.engine.gate import choosing
from guanxi.engine.gate.cleaning import Cleaner, Given
from guanxi.engine.gate.uniqueness import Uniqueness
from guanxi.engine.making import blank
from guanxi.engine.permissions.access import Actor
from guanxi.engine.record import Kept


def check(
    entity: Entity,
    name: str,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    key: uuid.UUID | None = None,
    given: Given = "value",
) -> list[str]:
    """What is wrong with the field's value among the others of a form, in words; raises NotFound.

    `key` is the record that the form changes; without it the form makes a new one.
    """
    if name not in actor.access.writable(entity):
        raise NotFound()
    record = _present(entity, actor, key)
    before = {name: getattr(record, name) for name in entity.choices} if key else {}
    cleaner = Cleaner(entity, actor, given)
    try:
        _put(cleaner, record, name, values.get(name, "" if given == "text" else None))
    except ValidationError as bad:
        return list(bad.messages)
    for other in set(values) & set(actor.access.writable(entity)) - {name}:
        try:
            _put(cleaner, record, other, values[other])
        except ValidationError:
            continue  # it is told at its own field
    return choosing.problems(entity.choices, record, before).get(name) or _taken(entity, name, record)


def _present(entity: Entity, actor: Actor, key: uuid.UUID | None) -> Kept:
    """The record as it is, if the actor may change it, deleted meanwhile or not; a blank one for a new record."""
    if key is None:
        if not actor.access.may(entity.name, "create"):
            raise NotFound()
        record = blank(entity.model)
        for kind in entity.fields.values():
            if kind.default_actor:
                setattr(record, kind.attname, actor.pk)
        return record
    rows = entity.manager().defer("search").filter(pk=key)
    for deleted in (False, True):  # what was typed into a form can still be saved: the record is restored, or copied
        found: Kept | None = actor.access.narrow(entity, rows, "update", deleted=deleted).first()
        if found is not None:
            return found
    raise NotFound()


def _put(cleaner: Cleaner, record: Kept, name: str, raw: Any) -> None:
    kind = cleaner.entity.fields[name]
    value = cleaner.read(kind, raw)
    if isinstance(kind, Link):
        value = cleaner.link(kind, value, getattr(record, kind.attname))
    setattr(record, kind.attname, kind.checked(value))


def _taken(entity: Entity, name: str, record: Kept) -> list[str]:
    """Whether another record has what may be there only once."""
    unique = Uniqueness(entity)
    unique.constraints = [constraint for constraint in unique.constraints if name in _names(constraint)]
    if not unique.constraints:
        return []
    wrong: Mapping[int, Invalid] = unique.clashes([record])
    return [text for invalid in wrong.values() for texts in invalid.errors.values() for text in texts]


def _names(constraint: models.UniqueConstraint) -> set[str]:
    """The fields by which it compares, plain or in an expression over one."""
    inside = [part for expression in constraint.expressions for part in (expression, *_sources(expression))]
    return {*constraint.fields, *(vars(part)["name"] for part in inside if isinstance(part, models.F))}


def _sources(expression: Any) -> list[Any]:
    return expression.get_source_expressions() if hasattr(expression, "get_source_expressions") else []
