"""One record."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from guanxi.engine.entity import Entity
from guanxi.engine.models.event import Event
from guanxi.engine.permissions.access import Actor
from guanxi.engine.prepared import kept_for_any
from guanxi.engine.reading.lines import attach_lines
from guanxi.engine.reading.query import SAMPLE, Query, wanted_fields
from guanxi.engine.reading.rows import Reader, Row
from guanxi.engine.reading.watching import watch
from guanxi.engine.uniting.leading import missing

SINCE = "@since"
"""Where a row says since when the field asked about has the value it has."""


def read_one(
    entity: Entity,
    key: uuid.UUID,
    actor: Actor,
    fields: tuple[str, ...] | None = None,
    *,
    deleted: bool = False,
    since: str = "",
) -> Row:
    """A record's row with its lines; raises NotFound when it isn't there for this actor, BadQuery.

    `since`: also read, under SINCE, the moment of this field's last change (None where that isn't known).
    """
    access = actor.access
    reader = Reader(entity, wanted_fields(entity, Query(fields=fields), access), access)
    told = bool(since) and access.readable(entity, since)

    def make(key: uuid.UUID) -> QuerySet[Any, Any]:
        rows = access.narrow(entity, entity.manager().filter(pk=key), "read", deleted=deleted)
        return rows.values_list(*reader.columns, *([_since(entity, since)] if told else ()))

    shape = (entity.name, "one", tuple(reader.columns), deleted, since if told else "")
    statement = kept_for_any(access, shape, make, SAMPLE, key)
    values = statement.rows(for_any=True) if statement else []
    found = reader.read(row[: len(reader.columns)] for row in values)
    if not found:
        raise missing(entity, key, actor)
    if since:
        found[0][SINCE] = values[0][-1] if told else None
    attach_lines(entity, found, fields, access)
    watch(entity, actor, reader.fields, found)
    return found[0]


def read_merged(entity: Entity, keys: Sequence[uuid.UUID], actor: Actor) -> list[Row]:
    """Records that were merged into one that was read with rights just before, with their lines, as they are kept."""
    access = actor.access
    reader = Reader(entity, wanted_fields(entity, Query(), access), access)
    found = reader.read(entity.manager().filter(pk__in=list(keys)).order_by("pk").values_list(*reader.columns))
    attach_lines(entity, found, None, access)
    watch(entity, actor, reader.fields, found)
    return found


def _since(entity: Entity, field: str) -> F | Subquery:
    """When the field of the row was changed last: a stage has its date beside it, others have it in the event log."""
    if entity.stage_since is not None and field == entity.stage.name:  # type: ignore[union-attr]
        return F(entity.stage_since.name)  # type: ignore[attr-defined]
    events = Event.objects.filter(record=OuterRef("pk"), entity=entity.name, version__gt=0, changes__has_key=field)
    return Subquery(events.order_by("-version").values("at")[:1])
