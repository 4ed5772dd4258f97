"""The addresses at which pairs of records that may be the same are read, decided and looked for."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from guanxi.api.duplicates import MOST, USUAL
from guanxi.api.openapi.parts import ONCE, READING, WRITING, body, limit, operation, query
from guanxi.api.openapi.schemas import ID, Schema, items
from guanxi.engine.duplicates.matching import may_begin
from guanxi.engine.duplicates.pairs import MOST as MOST_RECORDS
from guanxi.engine.duplicates.pairs import verb_of
from guanxi.engine.entity import Entity
from guanxi.engine.models.matchpair import STATES
from guanxi.engine.permissions.access import Access

STATE: Schema = {"enum": list(STATES)}
RECORDS: Schema = {"type": "array", "items": ID, "minItems": 2, "maxItems": MOST_RECORDS}
PAIR: Schema = {
    "type": "object",
    "required": ["records", "score", "sure", "reasons", "state", "decided_by", "decided_at"],
    "properties": {
        "records": RECORDS,
        "score": {"type": "number", "minimum": 0, "maximum": 1},
        "sure": {"type": "boolean"},
        "reasons": {
            "type": "array",
            "items": {"type": "object", "properties": {"kind": {"type": "string"}, "degree": {"type": "number"}}},
        },
        "state": STATE,
        "decided_by": {"anyOf": [ID, {"type": "null"}]},
        "decided_at": {"type": ["string", "null"], "format": "date-time"},
    },
}
DECISION: Schema = {
    "type": "object",
    "required": ["records", "state"],
    "properties": {"records": RECORDS, "state": STATE},
    "additionalProperties": False,
}
DECIDED: Schema = {
    "type": "object",
    "required": ["records", "state", "pairs"],
    "properties": {"records": RECORDS, "state": STATE, "pairs": {"type": "integer"}},
}
BEGUN: Schema = {
    "type": "object",
    "required": ["job", "state"],
    "properties": {"job": ID, "state": {"type": "string"}},
}


def paths(wanted: list[Entity], access: Access) -> dict[str, Any]:
    """For the kinds of records among which somebody may look for the same, as far as the caller may."""
    found: dict[str, Any] = {}
    for entity in wanted:
        if entity.identity is not None and access.may(entity.name, verb_of(entity)):
            found[f"/api/v1/{entity.name}/duplicates"] = {"get": _queue(entity), "post": _decide(entity)}
        if entity.identity is not None and may_begin(access):
            found[f"/api/v1/{entity.name}/duplicates/look"] = {"post": _look(entity)}
    return found


def _queue(entity: Entity) -> Schema:
    return operation(
        f"{entity.name}.duplicates",
        _("Possible duplicates: %(things)s") % {"things": entity.label_plural},
        entity.name,
        {200: items(PAIR, next={"type": ["string", "null"]})},
        READING,
        description=_("Pairs of which the caller may see both records, judged by what the caller may read of them."),
        parameters=[
            {"name": "state", "in": "query", "schema": STATE},
            limit(MOST, USUAL),
            query("cursor", "The `next` of the page before."),
        ],
    )


def _decide(entity: Entity) -> Schema:
    return operation(
        f"{entity.name}.decide-duplicates",
        _("Say whether they are different: %(things)s") % {"things": entity.label_plural},
        entity.name,
        {200: DECIDED},
        WRITING,
        description=_("`different` holds for ever, for each two of the records. The same are made one by `merge`."),
        parameters=[ONCE],
        requestBody=body(DECISION),
    )


def _look(entity: Entity) -> Schema:
    return operation(
        f"{entity.name}.look-for-duplicates",
        _("Look for duplicates: %(things)s") % {"things": entity.label_plural},
        entity.name,
        {202: BEGUN},
        WRITING,
        description=_("All records are held against each other in the background; `jobs` tells how far that is."),
        parameters=[ONCE],
    )
