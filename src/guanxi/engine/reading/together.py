"""The first pages of several values of one field, read by one query: what a board shows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from guanxi.engine.entity import Entity
from guanxi.engine.filters.compiling import unknown
from guanxi.engine.models.event import Event
from guanxi.engine.permissions.access import Actor
from guanxi.engine.reading.keyset import cursor, ordering
from guanxi.engine.reading.page import Page, select
from guanxi.engine.reading.query import Query, limited, wanted_fields, wanted_orders
from guanxi.engine.reading.rows import Reader

MOST_EVENTS = 2_000


def read_by_value(entity: Entity, actor: Actor, query: Query, by: str, keys: Sequence[str]) -> dict[str, Page]:
    """The first page of each of the values, as `read_page` would give it; raises NotFound and BadQuery."""
    access = actor.access
    rows = select(entity, actor, query)
    if by not in entity.fields or not access.readable(entity, by):
        raise unknown(by)
    fields = wanted_fields(entity, query, access)
    orders = wanted_orders(entity, query, access)
    limit = limited(query.limit)
    reader = Reader(entity, fields, access)
    places = [order.column for order in orders]
    columns = [by, *places, *reader.columns]
    parts = [rows.filter(**{by: key}).order_by(*ordering(orders)).values_list(*columns)[: limit + 1] for key in keys]
    found: dict[str, list[tuple[Any, ...]]] = {key: [] for key in keys}
    if parts:
        for key, *values in parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]:
            found[key].append(tuple(values))
    width = len(places)
    shown = {key: values[:limit] for key, values in found.items()}
    read = iter(reader.read(values[width:] for key in keys for values in shown[key]))
    return {
        key: Page(
            [next(read) for _values in shown[key]],
            cursor(orders, shown[key][-1][:width]) if len(found[key]) > limit else None,
            None,
        )
        for key in keys
    }


def since(entity: Entity, keys: Iterable[uuid.UUID], actor: Actor, field: str) -> dict[uuid.UUID, dt.datetime]:
    """Since when each of the records that the actor can read has the value it has in a field the actor may read."""
    wanted = list(keys)
    if not wanted or not actor.access.readable(entity, field):
        return {}
    if entity.stage_since is not None and field == entity.stage.name:  # type: ignore[union-attr]
        return dict(entity.manager().filter(pk__among=wanted).values_list("pk", entity.stage_since.name))  # type: ignore[attr-defined]
    events = Event.objects.filter(record__among=wanted, changes__has_key=field, version__gt=0)
    told = events.order_by("record", "-version").distinct("record").values_list("record", "at")
    return {key: at for key, at in told[:MOST_EVENTS] if key is not None}
