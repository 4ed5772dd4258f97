"""When a record was last followed up: what is written down of calls and visits, and appointments that have begun."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from guanxi.engine.entity import Entity
from guanxi.engine.events.readers import reader
from guanxi.engine.fields.anchor import parted
from guanxi.engine.registry import registry
from guanxi.ownership import falling, pools

LOOK_BACK = dt.timedelta(days=3)
"""So far back appointments are looked for that have begun meanwhile."""


def _concerned() -> Q:
    return Q(entity__in=[entity.name for entity in registry.follow_ups()], verb__in=("create", "update", "import"))


@reader("ownership.follow-ups", from_start=False, concerns=_concerned, columns=("entity", "record"))
def follow(batch: list[Any]) -> None:
    """Move the last follow-up of what calls, visits and appointments are about."""
    for entity in registry.follow_ups():
        keys = {event.record for event in batch if event.entity == entity.name}
        if keys:
            move(entity, entity.manager().filter(pk__in=keys))


def catch_up() -> int:
    """The same for appointments that began since; nothing happened to them at that moment."""
    now = timezone.now()
    return sum(
        move(entity, entity.manager().filter(**{f"{entity.follow_up}__range": (now - LOOK_BACK, now)}))
        for entity in registry.follow_ups()
    )


def move(entity: Entity, rows: QuerySet[Any]) -> int:
    """Put the moments of these follow-ups on the records they are about; returns how many records moved on."""
    moment, now = entity.follow_up, timezone.now()
    told = rows.filter(deleted_at=None, about__isnull=False, **{f"{moment}__lte": now}).values_list("about", moment)
    latest: dict[tuple[str, uuid.UUID], dt.datetime] = {}
    for about, at in told:
        place = parted(about)
        latest[place] = max(at, latest.get(place, at))
    return sum(_put(face, latest) for face in pools.pooled())


def _put(face: Entity, latest: dict[tuple[str, uuid.UUID], dt.datetime]) -> int:
    mine: dict[uuid.UUID, dt.datetime] = {key: at for (name, key), at in latest.items() if name == face.name}
    moved = [key for key in sorted(mine) if _put_one(face, key, mine[key])]
    if moved:
        falling.refresh(face.model, moved)  # type: ignore[arg-type]
    return len(moved)


def _put_one(face: Entity, key: uuid.UUID, at: dt.datetime) -> bool:
    earlier = Q(followed_at=None) | Q(followed_at__lt=at)
    return bool(face.manager().filter(earlier, pk=key).exclude(owner=None).update(followed_at=at))
