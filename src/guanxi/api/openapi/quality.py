"""The addresses that tell how good the data is."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from guanxi.api.openapi.parts import READING, operation
from guanxi.api.openapi.rights import PERSON
from guanxi.api.openapi.schemas import Schema
from guanxi.engine.entity import Entity
from guanxi.engine.permissions.access import Access
from guanxi.engine.quality.measures import SORTS, measured

TEXT: Schema = {"type": "string"}
SUM: dict[str, Schema] = {
    "records": {"type": "integer"},
    "found": {"type": "object", "additionalProperties": {"type": "integer"}},
}


def _some(**more: Schema) -> Schema:
    properties = {**more, **SUM}
    return {"type": "object", "required": list(properties), "properties": properties}


MEASURE: dict[str, Schema] = {
    "name": TEXT,
    "sort": {"type": "string", "enum": list(SORTS)},
    "field": TEXT,
    "filter": {"type": "object", "description": "The filter that leaves the records it found."},
}
TOLD: dict[str, Schema] = {
    "measured_at": {"type": ["string", "null"], "format": "date-time"},
    "measures": {"type": "array", "items": {"type": "object", "required": list(MEASURE), "properties": MEASURE}},
    "whole": _some(),
    "owners": {"type": "array", "items": _some(owner={"anyOf": [PERSON, {"type": "null"}]})},
    "course": {"type": "array", "items": _some(day={"type": "string", "format": "date"})},
}
ANSWER: Schema = {"type": "object", "required": list(TOLD), "properties": TOLD}


def paths(wanted: list[Entity], access: Access) -> dict[str, Any]:
    """For each entity whose data is measured and that may be read."""
    among = {entity.name for entity in measured()}
    return {
        f"/api/v1/{entity.name}/quality": {
            "get": operation(
                f"{entity.name}.quality",
                _("How good the data is, owner by owner"),
                entity.name,
                {200: ANSWER},
                READING,
                description=_("Of the owners all of whose records the caller may read."),
            )
        }
        for entity in wanted
        if entity.name in among and access.may(entity.name, "read")
    }
