"""With every talk, and with everybody who comes or goes, a relationship is measured anew."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from guanxi.engine.events.readers import reader
from guanxi.engine.fields.anchor import parted
from guanxi.engine.registry import registry
from guanxi.grading import asking  # noqa: F401 (declares its job)
from guanxi.grading.deepening import measure_places
from guanxi.grading.depth_rules import deepened


def _concerned() -> Q:
    names = [entity.name for entity in registry.follow_ups() if entity.talk]
    maps = [entity.model.contact_map for entity in deepened()]  # type: ignore[attr-defined]
    names += [there.entity for there in maps if there]
    return Q(entity__in=names, verb__in=("create", "update", "delete", "restore"))


@reader("grading.talks", from_start=False, concerns=_concerned, columns=("entity", "record"))
def follow(batch: list[Any]) -> None:
    """Measure anew what a talk was about, and whom somebody belongs to."""
    places = {(event.entity, event.record) for event in batch}
    for other in registry.follow_ups():
        keys = {event.record for event in batch if event.entity == other.name}
        if keys:
            told = other.manager().filter(pk__in=keys, about__isnull=False).exclude(about="")
            places |= {parted(place) for place in told.values_list("about", flat=True)}
    for entity in deepened():
        measure_places(entity, places)
