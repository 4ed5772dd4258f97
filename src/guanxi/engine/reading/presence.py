"""Whether there is anything to read at all: one question instead of a page of nothing for each of several lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from guanxi.engine.entity import Entity
from guanxi.engine.permissions.access import Actor
from guanxi.engine.prepared import Statement
from guanxi.engine.reading.keeping import kept_query
from guanxi.engine.reading.page import select
from guanxi.engine.reading.query import Query
from guanxi.engine.sql import anything


def present(asked: Sequence[tuple[Entity, Query]], actor: Actor) -> list[bool]:
    """For each entity and filter, whether this person sees such a row; raises NotFound and BadQuery as a page does."""
    return anything([_statement(entity, actor, query) for entity, query in asked])


def _statement(entity: Entity, actor: Actor, query: Query) -> Statement | None:
    def make(query: Query) -> QuerySet[Any, Any]:
        return select(entity, actor, query).order_by().values_list("pk")[:1]

    return kept_query(entity, actor, query, ("present",), make)
