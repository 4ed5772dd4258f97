"""What leads to records, as far as somebody may see it: what would be carried over."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import ngettext

from guanxi.engine.entity import Entity
from guanxi.engine.models.file import ATTACHMENT, StoredFile
from guanxi.engine.permissions.access import Actor
from guanxi.engine.uniting.places import places

BOUND = 1_000
"""More than so many are told as so many and more."""


@dataclass(frozen=True)
class Leading:
    """How many of what lead to some records, in words."""

    entity: str
    """"" for files."""
    count: int
    words: str


def leading(entity: Entity, keys: Collection[uuid.UUID], actor: Actor) -> list[Leading]:
    """By kind of record, the most first."""
    found = []
    for place in places(entity):
        if not actor.access.may(place.entity.name, "read"):
            continue
        ahead = place.keys(entity.name, keys, BOUND + 1) - set(keys)
        rows = actor.access.narrow(place.entity, place.entity.manager().filter(pk__among=list(ahead)))
        number = min(rows.order_by().count(), BOUND + 1) if ahead else 0
        if number:
            shown = f"{BOUND:,}+" if number > BOUND else None
            found.append(Leading(place.entity.name, number, place.entity.numbered(number, shown)))
    files = StoredFile.objects.filter(entity=entity.name, record__in=list(keys), purpose=ATTACHMENT, deleted_at=None)
    number = files.values("pk")[: BOUND + 1].count()
    if number:
        told = {"n": f"{BOUND:,}+" if number > BOUND else f"{number:,}"}
        found.append(Leading("", number, ngettext("%(n)s file", "%(n)s files", number) % told))
    return sorted(found, key=lambda one: -one.count)
