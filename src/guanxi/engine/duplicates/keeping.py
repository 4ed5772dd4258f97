"""The keys of records, written with them: whoever sees a record in the database finds it by its keys as well."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from functools import partial

from guanxi.engine.entity import Entity
from guanxi.engine.models.matchkey import MatchKey
from guanxi.engine.record import Kept
from guanxi.engine.sql import copy_tuples
from guanxi.kit import identity
from guanxi.kit.likeness import Traits

COLUMNS = ("record", "key", "kind")
_PLACES = {kind: place for place, kind in enumerate(identity.KINDS)}


def keep_new(entity: Entity, records: Sequence[Kept]) -> None:
    """Write the keys of records that had none."""
    if entity.identity is not None and records:
        copy_tuples(MatchKey, COLUMNS, _rows(entity, records))


def keep(entity: Entity, records: Sequence[Kept], changed: Collection[str]) -> None:
    """Write the keys of records anew, if what was changed tells who they are."""
    if entity.identity is not None and not set(entity.identity.asked).isdisjoint(changed):
        forget([record.pk for record in records])
        keep_new(entity, records)


def forget(keys: Sequence[uuid.UUID]) -> None:
    """The records are gone for good."""
    MatchKey.objects.filter(record__in=keys).delete()


def hashes(entity: Entity, traits: Traits) -> dict[int, int]:
    """The keys of what a record is known by, each with the place of its kind."""
    return {identity.hashed(entity.name, key): _PLACES[key.kind] for key in traits.clues()}


def _rows(entity: Entity, records: Sequence[Kept]) -> Iterator[tuple[uuid.UUID, int, int]]:
    if entity.identity is None:
        return
    for record in records:
        found = hashes(entity, entity.identity.traits(partial(getattr, record)))
        yield from ((record.pk, key, kind) for key, kind in found.items())
