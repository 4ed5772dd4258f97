"""Segments by recency, frequency and amount, for programs: of the records that the caller may read."""

from __future__ import annotations

from typing import Any

from guanxi.api.endpoint import Answer, Call
from guanxi.engine.reading.rows import titles_of
from guanxi.grading.models.graded import SEGMENT
from guanxi.grading.segments import Part, Told, told, worked_out_at


def figures(call: Call) -> Answer:
    """GET of the segments of an entity, and of the map of recency and frequency."""
    call.parameters()
    entity = call.entity
    call.caller.demand("read", entity.name)
    found = told(entity, call.actor)
    names = titles_of("users", {key for key in found.owners if key}, call.actor.access)
    answer: dict[str, Any] = {
        "worked_out_at": worked_out_at(entity),
        "complete": found.is_complete,
        "records": found.records,
        "segments": [{**_told(found, key, part), "days": part.days} for key, part in found.segments.items()],
        "cells": [
            {
                "recency": int(at[0]),
                "frequency": int(at[1]),
                "filter": {"field": "rfm", "op": "startswith", "value": at},
                "segments": [_told(found, key, part) for key, part in parts.items()],
            }
            for at, parts in found.cells.items()
        ],
        "owners": [
            {"owner": {"id": key, "label": names.get(key, "")} if key else None, "records": numbers}
            for key, numbers in found.owners.items()
        ],
    }
    return Answer(answer)


def _told(found: Told, key: str, part: Part) -> dict[str, Any]:
    label = found.entity.fields[SEGMENT].to_text(key)
    return {"segment": key, "label": label, "records": part.records, "amount": part.amount}
