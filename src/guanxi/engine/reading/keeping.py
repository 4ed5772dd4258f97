"""Queries whose statements are kept for as long as rights are the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from django.db.models import QuerySet

from guanxi.engine.entity import Entity
from guanxi.engine.permissions.access import Actor
from guanxi.engine.prepared import Statement, kept, kept_for_any
from guanxi.engine.reading.query import Query


def kept_query(
    entity: Entity, actor: Actor, query: Query, shape: Hashable, make: Callable[[Query], QuerySet[Any, Any]]
) -> Statement | None:
    """The statement of `make(query)`; `shape` names all that it hangs on besides entity, filter and rights.

    What leads to one record is asked of every record in the same words.
    """
    if query.kept_by is None:
        return Statement.of(make(query))
    key = query.leads_to
    if key is None:
        return kept(actor.access, (entity.name, shape, query.kept_by), lambda: make(query))
    sample = query.sample
    by = query.leading_to(sample).kept_by
    return kept_for_any(
        actor.access, (entity.name, shape, by), lambda value: make(query.leading_to(value)), sample, key
    )
