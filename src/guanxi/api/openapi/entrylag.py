"""The address that tells how long entries took."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from guanxi.api.openapi.parts import READING, operation
from guanxi.api.openapi.rights import PERSON
from guanxi.api.openapi.schemas import ID, Schema
from guanxi.engine.entity import Entity
from guanxi.engine.permissions.access import Access
from guanxi.messaging.entrylag import PERIODS

TAG = "notes"
NUMBER: Schema = {"type": "integer"}
FIGURES: dict[str, Schema] = {
    "entries": NUMBER,
    "half": {"type": "integer", "description": "Seconds within which half of them were entered."},
    "nine_tenths": {"type": "integer", "description": "Seconds within which nine of ten were entered."},
    "lengths": {
        "type": "array",
        "items": NUMBER,
        "description": "Within an hour, a day, three days, a week, and later.",
    },
}


def _some(**more: Schema) -> Schema:
    properties = {**more, **FIGURES}
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


MOMENT: Schema = {"type": "string", "format": "date-time"}
BURST: dict[str, Schema] = {
    "person": PERSON,
    "entries": NUMBER,
    "entered_first": MOMENT,
    "entered_last": MOMENT,
    "filter": {"type": "object", "description": "The filter that leaves its notes."},
}
TOLD: dict[str, Schema] = {
    "complete": {"type": "boolean", "description": "Whether all notes of the time were looked at."},
    "whole": {"anyOf": [_some(), {"type": "null"}]},
    "course": _list(_some(**{"from": {"type": "string", "format": "date"}})),
    "people": _list(_some(person=PERSON)),
    "departments": _list(_some(department=PERSON)),
    "bursts": _list({"type": "object", "required": list(BURST), "properties": BURST}),
}


def paths(wanted: list[Entity], access: Access) -> dict[str, Any]:
    """For whoever may read notes."""
    if not access.may(TAG, "read") or all(entity.name != TAG for entity in wanted):
        return {}
    asked = [
        {"name": "days", "in": "query", "schema": {"type": "integer", "enum": list(PERIODS), "default": 30}},
        {"name": "person", "in": "query", "schema": ID},
        {"name": "department", "in": "query", "schema": ID},
    ]
    told: Schema = {"type": "object", "required": list(TOLD), "properties": TOLD}
    read = operation(
        "notes.entry_lag",
        _("How long after it happened calls and visits were entered"),
        TAG,
        {200: told},
        READING,
        description=_("Of the caller, and of those whose figures the caller may see."),
        parameters=asked,
    )
    return {"/api/v1/entry-lag": {"get": read}}
