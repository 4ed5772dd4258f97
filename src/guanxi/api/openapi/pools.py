"""The addresses at which members of a public pool read what waits, and claim it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from guanxi.api.openapi.parts import KEY, ONCE, READING, WRITING, body, operation
from guanxi.api.openapi.schemas import Schema
from guanxi.engine.entity import Entity
from guanxi.engine.permissions.access import Access

TAG = "pools"
ROW: Schema = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "format": "uuid"}}}
WAITING: Schema = {
    "type": "object",
    "required": ["items", "next", "previous", "claims_left"],
    "properties": {
        "items": {"type": "array", "items": ROW},
        "next": {"type": ["string", "null"]},
        "previous": {"type": ["string", "null"]},
        "claims_left": {"type": ["integer", "null"]},
    },
}
CLAIM: Schema = {
    "type": "object",
    "required": ["record"],
    "properties": {
        "record": {"type": "string", "format": "uuid"},
        "reason": {"type": "string", "maxLength": 300},
    },
    "additionalProperties": False,
}

REQUESTS: Schema = {
    "type": "object",
    "required": ["items", "next", "previous"],
    "properties": {name: kind for name, kind in WAITING["properties"].items() if name != "claims_left"},
}
DECIDE: Schema = {
    "type": "object",
    "required": ["record", "agree"],
    "properties": {
        "record": {"type": "string", "format": "uuid"},
        "agree": {"type": "boolean"},
        "until": {"type": ["string", "null"], "format": "date"},
        "word": {"type": "string", "maxLength": 300},
        "version": {"type": ["integer", "null"]},
    },
    "additionalProperties": False,
}
DECIDED: Schema = {
    "type": "object",
    "required": ["id", "agreed", "protected_until"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "agreed": {"type": "boolean"},
        "protected_until": {"type": ["string", "null"], "format": "date-time"},
    },
}


def _asked(name: str, kind: str = "string") -> Schema:
    return {"name": name, "in": "query", "schema": {"type": kind}}


def paths(wanted: list[Entity], access: Access) -> dict[str, Any]:
    """For whoever may read pools."""
    if not access.may(TAG, "read") or all(entity.name != TAG for entity in wanted):
        return {}
    asked = [_asked(name) for name in ("filter", "q", "sort", "fields", "cursor")]
    read = operation(
        "pools.waiting",
        _("What waits in a pool, for its members"),
        TAG,
        {200: WAITING},
        READING,
        description=_("Only the fields that the pool opens before something is claimed."),
        parameters=[KEY, *asked, _asked("limit", "integer")],
    )
    claim = operation(
        "pools.claim",
        _("Claim a record of a pool"),
        TAG,
        {200: ROW},
        WRITING,
        description=_("One who comes later is told so with status 409."),
        parameters=[KEY, ONCE],
        requestBody=body(CLAIM),
    )
    requests = operation(
        "pools.requests",
        _("Records of a pool for which protection is asked, for who manages it"),
        TAG,
        {200: REQUESTS},
        READING,
        parameters=[KEY, *asked, _asked("limit", "integer")],
    )
    decide = operation(
        "pools.decide",
        _("Agree to protection of a record, or decline it"),
        TAG,
        {200: DECIDED},
        WRITING,
        description=_("To agree takes no longer than was asked for; to decline takes a word on why."),
        parameters=[KEY, ONCE],
        requestBody=body(DECIDE),
    )
    return {
        "/api/v1/pools/{key}/waiting": {"get": read},
        "/api/v1/pools/{key}/claim": {"post": claim},
        "/api/v1/pools/{key}/requests": {"get": requests},
        "/api/v1/pools/{key}/decide": {"post": decide},
    }
