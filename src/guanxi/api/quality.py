"""How good the data is, for programs: the last figures, owner by owner."""

from __future__ import annotations

from typing import Any

from guanxi.api.endpoint import Answer, Call
from guanxi.engine.quality.telling import Sum, told
from guanxi.engine.reading.rows import titles_of


def figures(call: Call) -> Answer:
    """GET of the figures of an entity, and of the filters that leave what is to be mended."""
    call.parameters()
    entity = call.entity
    call.caller.demand("read", entity.name)
    found = told(entity, call.actor)
    names = titles_of("users", {key for key in found.owners if key}, call.actor.access)
    known = [one.key for one in found.measures]
    answer: dict[str, Any] = {
        "measured_at": found.at,
        "measures": [
            {"name": one.key, "sort": one.sort, "field": one.field, "filter": one.filter} for one in found.measures
        ],
        "whole": _told(found.among(), known),
        "owners": [
            {"owner": {"id": key, "label": names.get(key, "")} if key else None, **_told(some, known)}
            for key, some in found.owners.items()
        ],
        "course": [{"day": day, **_told(some, known)} for day, some in found.course],
    }
    return Answer(answer)


def _told(some: Sum, known: list[str]) -> dict[str, Any]:
    return {"records": some.total, "found": {key: some.counts[key] for key in known}}
