"""The keys of records, written with them: whoever sees a record in the database finds it by its keys as well."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence

from guanxi.engine.duplicates.identity import Identity
from guanxi.engine.entity import Entity
from guanxi.engine.models.matchkey import MatchKey
from guanxi.engine.record import Kept
from guanxi.engine.rows_sql import copy_tuples

COLUMNS = ("record", "key", "kind")


def keep_new(entity: Entity, records: Sequence[Kept]) -> None:
    """Write the keys of records that had none."""
    if entity.identity is not None and records:
        copy_tuples(MatchKey, COLUMNS, _rows(entity.name, entity.identity, records))


def keep(entity: Entity, records: Sequence[Kept], changed: Collection[str]) -> None:
    """Write the keys of records anew, if what was changed tells who they are."""
    if entity.identity is not None and not set(entity.identity.asked).isdisjoint(changed):
        forget([record.pk for record in records])
        keep_new(entity, records)


def forget(keys: Sequence[uuid.UUID]) -> None:
    """The records are gone for good."""
    MatchKey.objects.filter(record__in=keys).delete()


def _rows(scope: str, identity: Identity, records: Sequence[Kept]) -> Iterator[tuple[uuid.UUID, int, int]]:
    for record in records:
        for key, kind in identity.known(scope, record.__dict__.get).keys().items():
            yield record.pk, key, kind
