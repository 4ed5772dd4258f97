"""The addresses of talking about records."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from guanxi.api.openapi.parts import KEY, ONCE, READING, WRITING, body, limit, operation, query
from guanxi.api.openapi.schemas import ID, MARK, Schema, items, name_of, ref
from guanxi.engine.entity import Entity
from guanxi.engine.permissions.access import Access
from guanxi.engine.registry import registry
from guanxi.messaging.inbox import TABS
from guanxi.messaging.models.comment import SIGNS
from guanxi.messaging.models.notification import KINDS
from guanxi.messaging.rooms import NEVER

TAG = "talk"
FOLLOWS: Schema = {"type": "object", "required": ["follows"], "properties": {"follows": {"type": "boolean"}}}
WISH: Schema = {"type": "object", "required": ["wanted"], "properties": {"wanted": {"type": "boolean"}}}
SIGN: Schema = {
    "type": "object",
    "required": ["sign"],
    "properties": {"sign": {"type": "string", "enum": [sign for sign, _label in SIGNS]}},
}
WORDS: Schema = {
    "type": "object",
    "required": ["body"],
    "properties": {
        "body": {"type": "string", "minLength": 1, "maxLength": 20_000},
        "mentions": {"type": "array", "items": ID},
        "quotes": ID,
    },
}
READ: Schema = {
    "type": "object",
    "properties": {"ids": {"type": "array", "items": ID}, "all": {"type": "boolean"}},
}
NOTIFICATION: Schema = {
    "type": "object",
    "required": ["id", "kind", "at", "read_at", "waits", "count", "entity", "record", "by", "source", "words"],
    "properties": {
        "id": ID,
        "kind": {"type": "string", "enum": list(KINDS)},
        "at": {"type": "string", "format": "date-time"},
        "read_at": {"type": ["string", "null"], "format": "date-time"},
        "waits": {"type": "boolean"},
        "count": {"type": "integer"},
        "entity": {"type": ["string", "null"]},
        "record": {"type": ["object", "null"]},
        "by": {"type": ["object", "null"]},
        "source": {"type": ["string", "null"]},
        "words": {"type": ["string", "null"]},
        "instead_of": {"type": ["object", "null"]},
        "turn": {"type": ["string", "null"]},
        "other": {"type": ["object", "null"]},
        "until": {"type": ["string", "null"], "format": "date-time"},
    },
}


def paths(wanted: list[Entity], access: Access) -> dict[str, Any]:
    """What is said about the records of each entity; the caller's own notifications."""
    found: dict[str, Any] = {}
    for entity in wanted:
        if entity.name not in NEVER:
            found |= _about(entity, access)
    if access.may("comments", "read"):
        react = operation(
            "comments.react", _("Put a sign under a comment, or take it away"), "comments", {204: None}, WRITING
        )
        found["/api/v1/comments/{key}/react"] = {"post": react | {"parameters": [KEY, ONCE], "requestBody": body(SIGN)}}
    told = operation(
        "notifications", _("What the caller was told"), TAG, {200: items(NOTIFICATION, next=MARK)}, READING
    )
    only = {"name": "only", "in": "query", "schema": {"enum": list(TABS)}}
    told["parameters"] = [only, limit(100, 30), query("cursor", _("The mark of a page: `next` of another page."))]
    read = operation("notifications.read", _("Mark notifications as read"), TAG, {200: {"type": "object"}}, WRITING)
    return found | {
        "/api/v1/notifications": {"get": told},
        "/api/v1/notifications/read": {"post": read | {"parameters": [ONCE], "requestBody": body(READ)}},
    }


def _about(entity: Entity, access: Access) -> dict[str, Any]:
    base = f"/api/v1/{entity.name}/{{key}}"
    follow = {
        "get": _one(entity, "follows", _("Whether the caller hears of it"), {200: FOLLOWS}, READING),
        "post": _one(entity, "follow", _("Hear of it, or no more"), {200: FOLLOWS}, WRITING, body(WISH)),
    }
    found: dict[str, Any] = {f"{base}/follow": follow}
    for name, new in (("comments", WORDS), ("notes", ref(f"New{name_of(registry['notes'])}"))):
        if not access.may(name, "read"):
            continue
        said = registry[name]
        record = ref(name_of(said))
        listed = _one(
            entity,
            f"{name}.list",
            _("%(records)s on one record") % {"records": said.label_plural},
            {200: items(record, next=MARK, previous=MARK)},
            READING,
        )
        listed["parameters"] += [limit(500, 50), query("cursor", _("The mark of a page: `next` of another page."))]
        found[f"{base}/{name}"] = {"get": listed}
        if name == "comments" or access.may(name, "create"):
            summary = _("Write on one record: %(record)s") % {"record": said.label}
            found[f"{base}/{name}"]["post"] = _one(entity, f"{name}.write", summary, {201: record}, WRITING, body(new))
    return found


def _one(
    entity: Entity,
    name: str,
    summary: str,
    answers: dict[int, Schema | None],
    problems: tuple[int, ...],
    sent: Schema | None = None,
) -> Schema:
    told = operation(f"{entity.name}.{name}", summary, entity.name, answers, problems)
    told["parameters"] = [KEY, *([ONCE] if sent else [])]
    return told | ({"requestBody": sent} if sent else {})
