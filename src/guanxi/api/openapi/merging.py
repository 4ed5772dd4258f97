"""The addresses at which records are merged and taken apart again."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from guanxi.api.openapi.parts import KEY, ONCE, READING, WRITING, body, operation
from guanxi.api.openapi.schemas import ID, Schema, items, name_of, ref
from guanxi.engine.entity import Entity
from guanxi.engine.permissions.access import Access
from guanxi.engine.uniting.carrying import MERGE
from guanxi.engine.uniting.merging import LONGEST_REASON, MOST

MOMENT: Schema = {"type": "string", "format": "date-time"}
MERGER: Schema = {
    "merger": ID,
    "at": MOMENT,
    "until": MOMENT,
    "open": {"type": "boolean"},
    "others": {"type": "array", "items": ID},
}
MERGING: Schema = {
    "type": "object",
    "required": ["others"],
    "properties": {
        "others": {"type": "array", "items": ID, "minItems": 1, "maxItems": MOST - 1},
        "take": {"type": "object", "additionalProperties": {"anyOf": [ID, {"const": "all"}]}},
        "versions": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}},
        "reason": {"type": "string", "maxLength": LONGEST_REASON},
    },
    "additionalProperties": False,
}
COUNTS: Schema = {"type": "object", "additionalProperties": {"type": "integer"}}
UNDONE: Schema = {
    "type": "object",
    "required": ["done", "records", "back", "stayed", "fields"],
    "properties": {
        "done": {"type": "boolean"},
        "records": {"type": "array", "items": ID},
        "back": COUNTS,
        "stayed": COUNTS,
        "fields": {"type": "array", "items": {"type": "string"}},
    },
}
ASKED: Schema = {
    "type": "object",
    "required": ["merger"],
    "properties": {"merger": ID},
    "additionalProperties": False,
}


def paths(wanted: list[Entity], access: Access) -> dict[str, Any]:
    """For the kinds of records that merge, as far as the caller may."""
    found: dict[str, Any] = {}
    for entity in wanted:
        if entity.merges:
            found[f"/api/v1/{entity.name}/{{key}}/mergers"] = {"get": _mergers(entity)}
        if entity.merges and access.may(entity.name, MERGE):
            found[f"/api/v1/{entity.name}/{{key}}/merge"] = {"post": _merge(entity)}
            found[f"/api/v1/{entity.name}/{{key}}/unmerge"] = {"post": _unmerge(entity)}
    return found


def _merger(**more: Schema) -> Schema:
    properties = {**more, **MERGER}
    return {"type": "object", "required": list(properties), "properties": properties}


def _merge(entity: Entity) -> Schema:
    return operation(
        f"{entity.name}.merge",
        _("Merge into: %(record)s") % {"record": entity.label},
        entity.name,
        {200: _merger(record=ref(name_of(entity)))},
        WRITING,
        description=_(
            "`take` says field by field of which record the value stays, or `all` for tags, choices and long texts "
            "together. What it doesn't name stays, and is taken from the others where there is nothing. The others are "
            "kept out of sight; their addresses answer 410 with `merged_into`."
        ),
        parameters=[KEY, ONCE],
        requestBody=body(MERGING),
    )


def _mergers(entity: Entity) -> Schema:
    summary = _("What was merged into: %(record)s") % {"record": entity.label}
    return operation(f"{entity.name}.mergers", summary, entity.name, {200: items(_merger())}, READING, parameters=[KEY])


def _unmerge(entity: Entity) -> Schema:
    foresee = {"name": "foresee", "in": "query", "schema": {"enum": ["true", "false"]}}
    return operation(
        f"{entity.name}.unmerge",
        _("Take apart again: %(record)s") % {"record": entity.label},
        entity.name,
        {200: UNDONE},
        WRITING,
        description=_("What was changed since the merging stays as it is, and is counted."),
        parameters=[KEY, ONCE, foresee],
        requestBody=body(ASKED),
    )
