"""Records that a new one may be the same as, for programs: told with it, or instead of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from guanxi.engine.duplicates.finding import Found, LooksAlike, as_stored, find
from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Actor

WAYS = ("ignore", "tell", "refuse")
PARAMETER = "duplicates"
ANSWER = "possible_duplicates"


def look(entity: Entity, values: Mapping[str, Any], actor: Actor, way: str | None, *, reads: bool) -> Found | None:
    """What a new record may be the same as, where the caller or the company wants to know; raises LooksAlike.

    `reads`: whether the caller may be told which records these are.
    """
    way = way or settings.DUPLICATES_BY_PROGRAMS
    if entity.identity is None or way == "ignore":
        return None
    found = find(entity, as_stored(entity, values, "json"), actor)
    shown = found if reads else Found()
    if way == "refuse" and any(one.is_sure for one in found.candidates):
        raise LooksAlike(shown)
    return shown


def told(found: Found) -> list[dict[str, Any]]:
    """The candidates as a program reads them; of records it may not open, only whose they are."""
    return [
        {
            "id": one.key,
            "title": one.title or None,
            "owner": one.owner or None,
            "score": one.likeness.score if one.key else None,
            "reasons": [{"kind": reason.kind, "degree": reason.degree} for reason in one.likeness.reasons],
        }
        for one in found.candidates
    ]
