"""One record."""

from __future__ import annotations

import uuid

from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotFound
from guanxi.engine.permissions.access import Actor
from guanxi.engine.reading.lines import attach_lines
from guanxi.engine.reading.query import Query, wanted_fields
from guanxi.engine.reading.rows import Reader, Row


def read_one(
    entity: Entity, key: uuid.UUID, actor: Actor, fields: tuple[str, ...] | None = None, *, deleted: bool = False
) -> Row:
    """A record's row with its lines; raises NotFound when it isn't there for this actor, BadQuery."""
    access = actor.access
    reader = Reader(entity, wanted_fields(entity, Query(fields=fields), access), access)
    rows = access.narrow(entity, entity.manager().filter(pk=key), "read", deleted=deleted)
    found = reader.read(rows.values_list(*reader.columns))
    if not found:
        raise NotFound()
    attach_lines(entity, found, fields, access)
    return found[0]
