"""The keys of records, written with them: whoever sees a record in the database finds it by its keys as well."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from guanxi.engine.duplicates.identity import Identity
from guanxi.engine.entity import Entity
from guanxi.engine.models.matchkey import MatchKey
from guanxi.engine.record import Kept
from guanxi.engine.sql import copy_tuples
from guanxi.kit.likeness import Known

COLUMNS = ("record", "key", "kind")


class Ahead(NamedTuple):
    """Keys that were made before their record, and of what."""

    known: Known
    keys: dict[int, int]


def known(entity: Entity, values: Mapping[str, Any]) -> Known | None:
    """What the values of a new record say of who it is; None where nobody looks for the same."""
    return entity.identity.known(entity.name, values.get) if entity.identity is not None else None


def keep_new(entity: Entity, records: Sequence[Kept], ahead: Sequence[Ahead | None] = ()) -> None:
    """Write the keys of records that had none; `ahead`: those of each that were made before, if they still fit."""
    if entity.identity is not None and records:
        copy_tuples(MatchKey, COLUMNS, _rows(entity.name, entity.identity, records, ahead))


def keep(entity: Entity, records: Sequence[Kept], changed: Collection[str]) -> None:
    """Write the keys of records anew, if what was changed tells who they are."""
    if entity.identity is not None and not set(entity.identity.asked).isdisjoint(changed):
        forget([record.pk for record in records])
        keep_new(entity, records)


def forget(keys: Sequence[uuid.UUID]) -> None:
    """The records are gone for good."""
    MatchKey.objects.filter(record__in=keys).delete()


def _rows(
    scope: str, identity: Identity, records: Sequence[Kept], ahead: Sequence[Ahead | None]
) -> Iterator[tuple[uuid.UUID, int, int]]:
    for record, made in zip_longest(records, ahead):
        now = identity.known(scope, record.__dict__.get)
        keys = made.keys if made is not None and made.known == now else now.keys()
        for key, kind in keys.items():
            yield record.pk, key, kind
