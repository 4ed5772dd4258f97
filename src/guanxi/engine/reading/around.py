"""Who stands before and after a record in a list: one indexed query for each side, and never a count."""

from __future__ import annotations

import uuid
from dataclasses import replace

from guanxi.engine.entity import Entity
from guanxi.engine.permissions.access import Actor
from guanxi.engine.reading.keyset import after, ordering
from guanxi.engine.reading.page import select
from guanxi.engine.reading.query import Query, wanted_orders
from guanxi.engine.reading.rows import Reader, Row


def around(entity: Entity, actor: Actor, query: Query, key: uuid.UUID) -> tuple[Row | None, Row | None]:
    """The rows before and after the record in the query's order; raises NotFound (no right at all) and BadQuery.

    The record itself need not answer the query any more: somebody who changed it goes on from where it stood. What the
    actor may not see has no neighbours.
    """
    access = actor.access
    orders = wanted_orders(entity, query, access)
    here = select(entity, actor, replace(query, filter=None, q="", cursor=None)).filter(pk=key)
    place = here.values_list(*(order.column for order in orders)).first()
    if place is None:
        return None, None
    rows = select(entity, actor, query)
    reader = Reader(entity, [entity.title] if access.readable(entity, entity.title) else [], access)
    sides: list[Row | None] = []
    for backwards in (True, False):
        there = rows.filter(after(orders, place, backwards=backwards)).order_by(*ordering(orders, backwards=backwards))
        found = reader.read(there.values_list(*reader.columns)[:1])
        sides.append(found[0] if found else None)
    return sides[0], sides[1]
