"""What hangs on a record is seen by those who see the record: comments, notes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, UUIDField
from django.db.models.functions import Cast, Left

from guanxi.engine import origin, sql
from guanxi.engine.fields.anchor import KEY_LENGTH
from guanxi.engine.prepared import asked

if TYPE_CHECKING:
    from guanxi.engine.entity import Entity
    from guanxi.engine.permissions.access import Access


def anchored_where(entity: Entity, access: Access, *, deep: bool = True) -> Q:
    """The rows that hang on nothing, or on a record that this actor may read.

    A comment may hang on a note, which hangs on a customer: so far and no further (`deep`).
    """
    from guanxi.engine.registry import registry

    name, there = entity.anchor.name, kinds_in_use(entity)  # type: ignore[union-attr]
    allowed = Q(**{f"{name}__isnull": True})
    among = getattr(entity.anchor, "among", None)
    for target in among() if among else registry:
        if (
            target is entity
            or target.name not in there
            or not access.may(target.name, "read")
            or (target.anchor is not None and not deep)
        ):
            continue
        condition = access.rows(target, "read", beside=target.anchor is None)
        if condition is None:
            continue
        if target.anchor is not None:
            condition &= anchored_where(target, access, deep=False)
        key = Cast(Left(OuterRef(name), KEY_LENGTH), UUIDField())
        rows = target.manager().filter(condition, pk=key, deleted_at__isnull=True)
        allowed |= Q(Exists(rows), **{f"{name}__endswith": f"/{target.name}"})
    return allowed


def reach(entity: Entity) -> tuple[frozenset[str], ...]:
    """All that the condition of an entity that hangs on others was made for, to be kept with it."""
    from guanxi.engine.registry import registry

    if entity.anchor is None:
        return ()
    there = kinds_in_use(entity)
    return (there, *(kinds_in_use(one) for one in registry if one.name in there and one.anchor is not None))


def kinds_in_use(entity: Entity) -> frozenset[str]:
    """The kinds of record on which any of its rows hangs, which are few of all that there are."""
    return asked(partial(_kinds_in_use, entity))


def _kinds_in_use(entity: Entity) -> frozenset[str]:
    """Asked once for a whole page: from one kind to the next through the index, however many rows there are."""
    memory, key = origin.memory(), ("kinds in use", entity.name)
    if memory is not None and key in memory:
        found: frozenset[str] = memory[key]
        return found
    column = entity.anchor.column  # type: ignore[union-attr]
    found = frozenset(sql.endings_in_use(entity.model, column, KEY_LENGTH + 2))
    if memory is not None:
        memory[key] = found
    return found


def along_where(entity: Entity, access: Access) -> Q:
    """The rows whose link leads to a record that this actor may read."""
    from guanxi.engine.registry import registry

    link: Any = entity.fields[entity.along]
    target = registry[link.target]
    condition = access.rows(target, "read") if access.may(target.name, "read") else None
    if condition is None:
        return Q(pk__in=[])
    return Q(Exists(target.manager().filter(condition, pk=OuterRef(link.attname), deleted_at__isnull=True)))
