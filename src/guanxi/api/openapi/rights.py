"""The addresses that tell who may do what."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from guanxi.api.openapi.parts import KEY, READING, limit, operation, query
from guanxi.api.openapi.schemas import ID, MARK, Schema, items
from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Scope
from guanxi.engine.permissions.access import Access
from guanxi.people.overview import ROLES

TAG = "rights"
TEXT: Schema = {"type": "string"}
PERSON: Schema = {"type": "object", "required": ["id", "label"], "properties": {"id": ID, "label": TEXT}}
REASON: Schema = {
    "type": "object",
    "required": ["role", "rule", "allow", "scope", "filter", "fits"],
    "properties": {
        "role": TEXT,
        "rule": TEXT,
        "allow": {"type": "boolean"},
        "scope": {"type": "string", "enum": [scope.value for scope in Scope]},
        "filter": {"type": ["object", "null"]},
        "fits": {"type": ["boolean", "null"]},
        "instead_of": PERSON,
    },
}
REASONS: Schema = {"type": "array", "items": REASON}
VERDICT: Schema = {
    "type": "object",
    "required": ["verb", "allowed", "why"],
    "properties": {"verb": TEXT, "allowed": {"type": "boolean"}, "why": REASONS, "hangs": {"type": "boolean"}},
}
VERDICTS: Schema = {"type": "array", "items": VERDICT}
LIMIT: Schema = {
    "type": "object",
    "required": ["field", "mode", "roles", "right"],
    "properties": {"field": TEXT, "mode": TEXT, "roles": {"type": "array", "items": TEXT}, "right": TEXT},
}
ENTITY: Schema = {
    "type": "object",
    "required": ["name", "verbs", "limits"],
    "properties": {
        "name": TEXT,
        "verbs": {"type": "array", "items": TEXT},
        "limits": {"type": "array", "items": LIMIT},
    },
}
RIGHTS: Schema = {
    "type": "object",
    "required": ["person", "roles", "entities"],
    "properties": {
        "person": PERSON,
        "roles": {"type": "array", "items": TEXT},
        "entities": {"type": "array", "items": ENTITY},
        "detail": {
            "type": "object",
            "required": ["entity", "verbs"],
            "properties": {"entity": TEXT, "record": ID, "verbs": VERDICTS},
        },
    },
}
STANDING: Schema = {
    "type": "object",
    "required": ["person", "verbs"],
    "properties": {"person": PERSON, "verbs": VERDICTS},
}
SIDE: Schema = {"anyOf": [TEXT, REASONS]}
DIFFERENCE: Schema = {
    "type": "object",
    "required": ["entity", "one", "other"],
    "properties": {"entity": TEXT, "verb": TEXT, "field": TEXT, "one": SIDE, "other": SIDE},
}

GRANT: Schema = {
    "type": "object",
    "required": ["allow", "scope", "filter"],
    "properties": {name: told for name, told in REASON["properties"].items() if name in ("allow", "scope", "filter")},
}
TURN: Schema = {"anyOf": [TEXT, {"type": "array", "items": GRANT}]}
CHANGE: Schema = {
    "type": "object",
    "required": ["entity", "from", "to"],
    "properties": {"entity": TEXT, "verb": TEXT, "field": TEXT, "from": TURN, "to": TURN},
}
SNAPSHOT: Schema = {
    "type": "object",
    "required": ["at", "role", "by", "why", "release", "changes"],
    "properties": {
        "at": {"type": "string", "format": "date-time"},
        "role": PERSON,
        "by": {"anyOf": [ID, {"type": "null"}]},
        "why": TEXT,
        "release": TEXT,
        "changes": {"type": "array", "items": CHANGE},
    },
}


def paths(wanted: list[Entity], access: Access) -> dict[str, Any]:
    """One's own rights; those of others, and of roles, for whoever may read the roles."""
    names = [entity.name for entity in wanted]
    if "users" not in names:
        return {}
    about = [
        {"name": "entity", "in": "query", "schema": {"type": "string", "enum": names}},
        query("record", _("The id of one record of the entity: what may be done with it, and why.")),
    ]
    told = operation("users.rights", _("What a person may do, and why"), TAG, {200: RIGHTS}, READING)
    found: dict[str, Any] = {"/api/v1/users/{key}/rights": {"get": told | {"parameters": [KEY, *about]}}}
    if ROLES not in names:
        return found
    compared = operation("roles.compare", _("In what two roles differ"), TAG, {200: items(DIFFERENCE)}, READING)
    sides = [{"name": name, "in": "query", "required": True, "schema": ID} for name in ("one", "other")]
    found["/api/v1/roles/compare"] = {"get": compared | {"parameters": sides}}
    mark = query("cursor", _("The mark of a page: `next` of another page."))
    changed = operation("roles.changes", _("How roles changed"), TAG, {200: items(SNAPSHOT, next=MARK)}, READING)
    found["/api/v1/roles/changes"] = {"get": changed | {"parameters": [limit(100, 30), mark]}}
    paging = [limit(100, 50), mark]
    for entity in wanted:
        summary = _("Who may see a record, and what else they may do with it")
        listed = operation(f"{entity.name}.who", summary, entity.name, {200: items(STANDING, next=MARK)}, READING)
        found[f"/api/v1/{entity.name}/{{key}}/who"] = {"get": listed | {"parameters": [KEY, *paging]}}
    return found
