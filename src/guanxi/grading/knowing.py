"""With whom anybody of the company ever spoke."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.utils import timezone

from guanxi.engine.fields.anchor import parted, written
from guanxi.engine.registry import registry


def spoken_with(entity: str, keys: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Of these people those with whom there was a talk, whoever had it; that there was one, and no more, is told."""
    places = [written(entity, key) for key in keys]
    found: set[uuid.UUID] = set()
    for other in registry.follow_ups() if places else ():
        if other.talk is None:
            continue
        at = {f"{other.follow_up}__lte": timezone.now(), f"{other.talk.way}__in": other.talk.ways}
        rows = other.manager().filter(about__in=places, deleted_at=None, **at)
        if other.talk.missed:
            rows = rows.exclude(**{f"{other.talk.missed[0]}__in": other.talk.missed[1]})
        found |= {parted(place)[1] for place in rows.order_by().values_list("about", flat=True).distinct()}
    return found
