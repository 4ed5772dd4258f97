"""The addresses that tell which segments there are."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from guanxi.api.openapi.parts import READING, operation
from guanxi.api.openapi.rights import PERSON
from guanxi.api.openapi.schemas import Schema
from guanxi.engine.entity import Entity
from guanxi.engine.permissions.access import Access
from guanxi.grading.segments import kinds

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


PART: dict[str, Schema] = {
    "segment": TEXT,
    "label": TEXT,
    "records": NUMBER,
    "amount": {"type": ["string", "null"], "description": "For how much they bought in the months of their rule."},
}
DAYS: Schema = {"type": ["integer", "null"], "description": "How many days ago half of them bought last, or later."}
ANSWER = _object(
    worked_out_at={"type": ["string", "null"], "format": "date-time"},
    complete={"type": "boolean"},
    records=NUMBER,
    segments={"type": "array", "items": _object(**PART, days=DAYS)},
    cells={
        "type": "array",
        "items": _object(
            recency=NUMBER,
            frequency=NUMBER,
            filter={"type": "object", "description": "The filter that leaves the records of the cell."},
            segments={"type": "array", "items": _object(**PART)},
        ),
    },
    owners={
        "type": "array",
        "items": _object(
            owner={"anyOf": [PERSON, {"type": "null"}]},
            records={"type": "object", "additionalProperties": NUMBER},
        ),
    },
)


def paths(wanted: list[Entity], access: Access) -> dict[str, Any]:
    """For each entity whose segments the caller may know of."""
    told = kinds(access)
    return {
        f"/api/v1/{entity.name}/segments": {
            "get": operation(
                f"{entity.name}.segments",
                _("Segments by recency, frequency and amount"),
                entity.name,
                {200: ANSWER},
                READING,
                description=_("Only records that the caller may read are counted."),
            )
        }
        for entity in wanted
        if entity in told
    }
