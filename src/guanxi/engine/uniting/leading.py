"""Where a record that was merged into another leads: to the one that stayed, however often that was merged again."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q

from guanxi.engine.errors import MergedInto, NotFound
from guanxi.engine.models.merger import Merged, merged_keys

if TYPE_CHECKING:
    from guanxi.engine.entity import Entity
    from guanxi.engine.permissions.access import Actor

OTHERS, SURVIVOR = "merged_records", "merged_into"
"""Under what names events tell which records were merged, and into which."""
FARTHEST = 50
"""So many mergings one after the other are followed."""


def survivors(entity: Entity, keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Those of the keys that were merged into others, with the record that each leads to now."""
    asked = set(keys)
    steps: dict[uuid.UUID, uuid.UUID] = {}
    ahead = asked if entity.merges else set()
    for _step in range(FARTHEST):
        if not ahead:
            break
        rows = Merged.objects.filter(entity=entity.name, record__in=ahead, holds=True)
        found = dict(rows.values_list("record", F("merger__survivor")))
        steps |= found
        ahead = set(found.values())
    return {key: _end(steps, key) for key in asked if key in steps}


def _end(steps: dict[uuid.UUID, uuid.UUID], key: uuid.UUID) -> uuid.UUID:
    while key in steps:
        key = steps[key]
    return key


def survivor_of(entity: Entity, key: uuid.UUID) -> uuid.UUID | None:
    """The record that another was merged into, in the end; None where it wasn't."""
    return survivors(entity, [key]).get(key)


def predecessors(entity: Entity, key: uuid.UUID) -> list[Merged]:
    """The records that were merged into this one, and into those, the latest first."""
    found: list[Merged] = []
    ahead = [key] if entity.merges else []
    for _step in range(FARTHEST):
        rows = Merged.objects.filter(merger__survivor__in=ahead, entity=entity.name, holds=True)
        some = list(rows.select_related("merger").order_by("-merger__at", "pk")) if ahead else []
        if not some:
            break
        found += some
        ahead = [one.record for one in some]
    return found


def missing(entity: Entity, key: uuid.UUID, actor: Actor) -> NotFound:
    """Why a record isn't there: it was merged into one that this actor may read, or there is none to be told of."""
    there = survivor_of(entity, key)
    if there is not None and actor.access.narrow(entity, entity.manager().filter(pk=there)).exists():
        return MergedInto(entity.name, there)
    return NotFound()


def may_be_told(entity: Entity, key: uuid.UUID, actor: Actor) -> bool:
    """Whether what happened to a record may be told: it may be read, in the recycle bin too, or where it leads may."""
    keys = {key, survivors(entity, [key]).get(key, key)}
    rows = entity.manager().filter(pk__in=keys)
    return any(actor.access.narrow(entity, rows, "read", deleted=gone).exists() for gone in (False, True))


def not_merged(entity: Entity) -> Q:
    """The condition that a record wasn't merged into another; an empty one where none can be."""
    return ~Q(pk__in=merged_keys(entity.name)) if entity.merges else Q()


def rows_of(entity: Entity, found: Iterable[Merged]) -> dict[uuid.UUID, Any]:
    """The merged records themselves by their keys, for who may read the one that they lead to."""
    rows = entity.manager().filter(pk__in=[one.record for one in found]).defer("search")
    return {record.pk: record for record in rows}
