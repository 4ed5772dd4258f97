"""What happened to a record."""

from __future__ import annotations

from typing import Any

from guanxi.api.encoding import masked
from guanxi.api.endpoint import Answer, Call
from guanxi.api.listing import number
from guanxi.engine.entity import Entity
from guanxi.engine.reading import Former, Happening, history


def happenings(call: Call) -> Answer:
    """GET of a record's history, newest first; `cursor` goes on."""
    given = call.parameters("limit", "cursor")
    entity, limit = call.entity, number(given, "limit", 50)
    before = number(given, "cursor", 0) or None
    found = history(entity, call.key, call.actor, before=before, limit=limit)
    more = len(found) == limit and found[-1].version > 1
    return Answer({"items": [_told(entity, one) for one in found], "next": str(found[-1].version) if more else None})


def _told(entity: Entity, one: Happening) -> dict[str, Any]:
    changes = [
        {"field": c.field, "from": _value(entity, c.field, c.old), "to": _value(entity, c.field, c.new)}
        for c in one.changes
    ]
    return {
        "id": one.id,
        "at": one.at,
        "verb": one.verb,
        "actor": one.actor,
        "instead_of": one.instead_of,
        "via": one.via,
        "address": one.address,
        "reason": one.reason,
        "version": one.version,
        "changes": changes,
    }


def _value(entity: Entity, field: str, value: Any) -> Any:
    kind = entity.fields.get(field)
    if isinstance(value, Former):
        return str(value)
    shown = masked(value)
    return shown if kind is None or value is None or shown is not value or kind.kind == "link" else kind.to_json(value)
