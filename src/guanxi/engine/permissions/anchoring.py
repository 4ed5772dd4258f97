"""What hangs on a record is seen by those who see the record: comments, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, UUIDField
from django.db.models.functions import Cast, Left

from guanxi.engine.fields.anchor import KEY_LENGTH

if TYPE_CHECKING:
    from guanxi.engine.entity import Entity
    from guanxi.engine.permissions.access import Access


def anchored_where(entity: Entity, access: Access, *, deep: bool = True) -> Q:
    """The rows that hang on nothing, or on a record that this actor may read.

    A comment may hang on a note, which hangs on a customer: so far and no further (`deep`).
    """
    from guanxi.engine.registry import registry

    name = entity.anchor.name  # type: ignore[union-attr]
    allowed = Q(**{f"{name}__isnull": True})
    among = getattr(entity.anchor, "among", None)
    for target in among() if among else registry:
        if target is entity or not access.may(target.name, "read") or (target.anchor is not None and not deep):
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


def along_where(entity: Entity, access: Access) -> Q:
    """The rows whose link leads to a record that this actor may read."""
    from guanxi.engine.registry import registry

    link: Any = entity.fields[entity.along]
    target = registry[link.target]
    condition = access.rows(target, "read") if access.may(target.name, "read") else None
    if condition is None:
        return Q(pk__in=[])
    return Q(Exists(target.manager().filter(condition, pk=OuterRef(link.attname), deleted_at__isnull=True)))
