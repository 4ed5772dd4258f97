"""The rows of an export, a thousand at a time, as the actor may see them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from guanxi.engine.exports.wanted import Wanted, rows_of
from guanxi.engine.permissions.access import Actor
from guanxi.engine.permissions.grants import Mode
from guanxi.engine.reading.keyset import after, ordering
from guanxi.engine.reading.lines import attach_lines
from guanxi.engine.reading.query import wanted_fields, wanted_orders
from guanxi.engine.reading.rows import Reader, Row

CHUNK = 1_000


def read(wanted: Wanted, actor: Actor) -> Iterator[list[Row]]:
    """Chunks of rows in the wanted order; each is its own query, so nothing is held open or in memory."""
    entity, access = wanted.face, actor.access
    rows = rows_of(wanted, actor)
    orders = wanted_orders(entity, wanted.query, access)
    reader = Reader(entity, wanted_fields(entity, wanted.query, access), access)
    places = [order.column for order in orders]
    last: tuple[Any, ...] | None = None
    while True:
        here = rows if last is None else rows.filter(after(orders, last))
        found = list(here.order_by(*ordering(orders)).values_list(*places, *reader.columns)[:CHUNK])
        if found:
            last = found[-1][: len(places)]
            chunk = reader.read(values[len(places) :] for values in found)
            attach_lines(entity, chunk, wanted.fields, access)
            yield chunk
        if len(found) < CHUNK:
            return


def shown(wanted: Wanted, actor: Actor) -> tuple[list[str], list[str]]:
    """The fields that come out, and the sets of lines."""
    entity, access = wanted.face, actor.access
    fields = wanted_fields(entity, wanted.query, access)
    lines = [
        name
        for name in entity.lines
        if (wanted.fields is None or name in wanted.fields) and access.mode(entity, name) >= Mode.READ_ONLY
    ]
    return fields, lines
