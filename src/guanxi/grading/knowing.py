"""With whom anybody of the company ever spoke."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from guanxi.engine.entity import Entity, Talk
from guanxi.engine.fields.anchor import parted, written
from guanxi.engine.prepared import Prepared
from guanxi.engine.registry import registry

SAMPLES = (["places"], dt.datetime(2000, 1, 1, tzinfo=dt.UTC))


def spoken_with(entity: str, keys: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Of these people those with whom there was a talk, whoever had it; that there was one, and no more, is told."""
    places, now = [written(entity, key) for key in keys], timezone.now()
    found: set[uuid.UUID] = set()
    for other in registry.follow_ups() if places else ():
        if other.talk is not None:
            found |= {parted(place)[1] for (place,) in _talks(other.name).rows(places, now)}
    return found


@cache
def _talks(name: str) -> Prepared:
    """What of some places there was a talk about, by one kind of follow-up."""
    other = registry[name]
    return Prepared(lambda places, now: _about(other, other.talk, places, now), SAMPLES)  # type: ignore[arg-type]


def _about(other: Entity, talk: Talk, places: list[str], now: dt.datetime) -> QuerySet[Any, Any]:
    at = {f"{other.follow_up}__lte": now, f"{talk.way}__in": talk.ways}
    rows = other.manager().filter(about__among=places, deleted_at=None, **at)
    if talk.missed:
        rows = rows.exclude(**{f"{talk.missed[0]}__in": talk.missed[1]})
    return rows.order_by().values_list("about").distinct()
