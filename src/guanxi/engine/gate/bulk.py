"""The same change to many records: each judged by itself, saved in few statements, told one by one."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, EngineError
from guanxi.engine.gate import removing, updating
from guanxi.engine.gate.bulk_update import update_chunk
from guanxi.engine.gate.cleaning import Given
from guanxi.engine.permissions.access import Actor

MOST_RECORDS = 10_000
CHUNK = 500


@dataclass
class BulkResult:
    """How many changed, and why the others did not."""

    done: list[uuid.UUID] = field(default_factory=list)
    refused: dict[uuid.UUID, EngineError] = field(default_factory=dict)


def bulk(
    entity: Entity,
    keys: Sequence[uuid.UUID],
    verb: str,
    values: Mapping[str, Any] | None = None,
    *,
    actor: Actor,
    given: Given = "value",
    progress: Callable[[int], None] | None = None,
) -> BulkResult:
    """Update, delete, restore or act on many records; one that can't be changed is told, the others are."""
    if len(keys) > MOST_RECORDS:
        raise BadQuery(f"At most {MOST_RECORDS} records at once.")
    unique = list(dict.fromkeys(keys))
    result = BulkResult()
    for start in range(0, len(unique), CHUNK):
        chunk = unique[start : start + CHUNK]
        if verb == "update":
            update_chunk(entity, chunk, values or {}, actor, given, result)
        else:
            _one_by_one(entity, chunk, verb, values, actor, given, result)
        if progress:
            progress(min(start + CHUNK, len(unique)))
    return result


def _one_by_one(
    entity: Entity,
    keys: Sequence[uuid.UUID],
    verb: str,
    values: Mapping[str, Any] | None,
    actor: Actor,
    given: Given,
    result: BulkResult,
) -> None:
    for key in keys:
        try:
            if verb == "delete":
                removing.delete(entity, key, actor=actor)
            elif verb == "restore":
                removing.restore(entity, key, actor=actor)
            else:
                updating.act(entity, key, verb, values, actor=actor, given=given)
        except EngineError as refused:
            result.refused[key] = refused
        else:
            result.done.append(key)
