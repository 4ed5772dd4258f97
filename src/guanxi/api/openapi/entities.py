"""The addresses of one entity."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from guanxi.api.openapi.parts import (
    DELETED,
    DUPLICATES,
    FIELDS,
    IF_MATCH,
    KEY,
    ONCE,
    READING,
    WRITING,
    body,
    limit,
    operation,
    query,
)
from guanxi.api.openapi.schemas import ID, MARK, Schema, accepted, items, name_of, ref
from guanxi.engine.action import Action
from guanxi.engine.entity import Entity
from guanxi.engine.permissions.access import Access

FORESEEN: Schema = {
    "type": "object",
    "required": ["items"],
    "properties": {"items": {"type": "array", "items": {"type": "string"}}},
    "additionalProperties": False,
}
"""What a verb would do, line by line."""


def paths(entity: Entity, access: Access) -> dict[str, Any]:
    """Every address of the entity, with the methods that the caller's rights make useful."""

    def may(verb: str) -> bool:
        return verb in entity.verbs and access.may(entity.name, verb)

    base, record = f"/api/v1/{entity.name}", ref(name_of(entity))
    found: dict[str, Any] = {
        base: {"get": _list(entity, record)},
        f"{base}/{{key}}": {"get": _read(entity, record)},
        f"{base}/{{key}}/history": {"get": _history(entity)},
    }
    if may("create"):
        found[base]["post"] = _create(entity, record)
    if may("update"):
        found[f"{base}/{{key}}"]["patch"] = _change(entity, record)
    if may("delete"):
        found[f"{base}/{{key}}"]["delete"] = _delete(entity)
    if may("restore"):
        found[f"{base}/{{key}}/restore"] = {"post": _restore(entity, record)}
    if entity.holding:
        found[f"{base}/{{key}}/files/{{file}}"] = {"get": _held(entity)}
    if entity.holding and (may("create") or may("update")):
        found[f"{base}/files"] = {"post": _hand_in(entity)}
    if access.may(entity.name, "reveal"):
        found[f"{base}/{{key}}/reveal"] = {"post": _reveal(entity)}
    actions = [action for action in entity.actions.values() if access.may(entity.name, action.verb)]
    for action in actions:
        found[f"{base}/{{key}}/{action.name}"] = {"post": _act(entity, action, record)}
    verbs = [*(verb for verb in ("update", "delete", "restore") if may(verb)), *(action.name for action in actions)]
    if verbs:
        found[f"{base}/bulk"] = {"post": _bulk(entity, verbs)}
    return found


def _list(entity: Entity, record: Schema) -> Schema:
    parameters = [
        {"name": "filter", "in": "query", "content": {"application/json": {"schema": ref("Filter")}}},
        query("q", _("What to look for: Chinese characters, pinyin, initials, words, digits.")),
        query("sort", _("Fields to order by, separated by commas; a minus before one turns it round.")),
        FIELDS,
        limit(500, 50),
        query("cursor", _("The mark of a page: `next` or `previous` of another page.")),
        {"name": "count", "in": "query", "schema": {"enum": ["bounded", "exact"]}},
        DELETED,
    ]
    answer = items(record, next=MARK, previous=MARK, count=ref("Count"))
    summary = _("A page of %(records)s") % {"records": entity.label_plural}
    return operation(f"{entity.name}.list", summary, entity.name, {200: answer}, READING, parameters=parameters)


def _create(entity: Entity, record: Schema) -> Schema:
    return operation(
        f"{entity.name}.create",
        _("Create: %(record)s") % {"record": entity.label},
        entity.name,
        {201: record},
        WRITING,
        parameters=[ONCE, *([DUPLICATES] if entity.identity else [])],
        requestBody=body(ref(f"New{name_of(entity)}")),
    )


def _hand_in(entity: Entity) -> Schema:
    file: Schema = {"type": "string", "contentMediaType": "application/octet-stream"}
    form: Schema = {
        "type": "object",
        "required": ["field", "file"],
        "properties": {"field": {"type": "string", "enum": list(entity.holding)}, "file": file},
    }
    return operation(
        f"{entity.name}.hand_in",
        _("Hand in a file for a field"),
        entity.name,
        {201: entity.fields[entity.holding[0]].schema()},
        WRITING,
        parameters=[ONCE],
        requestBody={"required": True, "content": {"multipart/form-data": {"schema": form}}},
    )


def _held(entity: Entity) -> Schema:
    which = {"name": "file", "in": "path", "required": True, "schema": ID}
    summary = _("A file that a field holds")
    told = operation(f"{entity.name}.file", summary, entity.name, {}, READING, parameters=[KEY, which])
    content = {"application/octet-stream": {"schema": {"type": "string"}}}
    told["responses"]["200"] = {"description": summary, "content": content}
    return told


def _read(entity: Entity, record: Schema) -> Schema:
    since = {"name": "If-None-Match", "in": "header", "schema": {"type": "string"}}
    return operation(
        f"{entity.name}.read",
        _("Read: %(record)s") % {"record": entity.label},
        entity.name,
        {200: record, 304: None},
        READING,
        parameters=[KEY, FIELDS, DELETED, since],
    )


def _change(entity: Entity, record: Schema) -> Schema:
    return operation(
        f"{entity.name}.update",
        _("Change: %(record)s") % {"record": entity.label},
        entity.name,
        {200: record},
        WRITING,
        parameters=[KEY, IF_MATCH, ONCE],
        requestBody=body(ref(f"Changed{name_of(entity)}")),
    )


def _delete(entity: Entity) -> Schema:
    summary = _("Delete: %(record)s") % {"record": entity.label}
    parameters = [KEY, IF_MATCH, ONCE]
    return operation(f"{entity.name}.delete", summary, entity.name, {204: None}, WRITING, parameters=parameters)


def _restore(entity: Entity, record: Schema) -> Schema:
    summary = _("Restore: %(record)s") % {"record": entity.label}
    parameters = [KEY, IF_MATCH, ONCE]
    return operation(f"{entity.name}.restore", summary, entity.name, {200: record}, WRITING, parameters=parameters)


def _history(entity: Entity) -> Schema:
    return operation(
        f"{entity.name}.history",
        _("History: %(record)s") % {"record": entity.label},
        entity.name,
        {200: items(ref("Happening"), next=MARK)},
        READING,
        parameters=[KEY, limit(200, 50), query("cursor", _("`next` of the page before."))],
    )


def _act(entity: Entity, action: Action, record: Schema) -> Schema:
    asks = {name: entity.fields[name] for name in action.asks} | action.inputs
    needed = [name for name, kind in asks.items() if name in action.asks or kind.needed]
    schema: Schema = {
        "type": "object",
        "properties": {name: accepted(kind) for name, kind in asks.items()},
        "additionalProperties": False,
        **({"required": needed} if needed else {}),
    }
    return operation(
        f"{entity.name}.{action.name}",
        str(action.label),
        entity.name,
        {200: {"oneOf": [record, FORESEEN]} if action.foresee else record},
        WRITING,
        description=str(action.help),
        parameters=[KEY, IF_MATCH, ONCE, *([_foresee()] if action.foresee else [])],
        requestBody=body(schema, required=bool(needed)),
    )


def _reveal(entity: Entity) -> Schema:
    asked: Schema = {
        "type": "object",
        "required": ["field", "why"],
        "properties": {"field": {"type": "string"}, "why": {"type": "string", "minLength": 1, "maxLength": 200}},
        "additionalProperties": False,
    }
    answer: Schema = {
        "type": "object",
        "required": ["field", "value"],
        "properties": {"field": {"type": "string"}, "value": {}},
    }
    return operation(
        f"{entity.name}.reveal",
        _("Show a masked value of: %(record)s") % {"record": entity.label},
        entity.name,
        {200: answer},
        WRITING,
        description=_("It is kept who saw it, when, and what for."),
        parameters=[KEY],
        requestBody=body(asked),
    )


def _foresee() -> Schema:
    """Whether only to tell what would happen."""
    said = _("Only tell, line by line, what it would do with these answers; nothing changes.")
    return {"name": "foresee", "in": "query", "description": said, "schema": {"enum": ["true", "false"]}}


def _bulk(entity: Entity, verbs: list[str]) -> Schema:
    common: Schema = {"verb": {"enum": verbs}, "values": {"type": "object"}}
    ways = [
        {
            "type": "object",
            "required": ["verb", which],
            "properties": {**common, which: schema},
            "additionalProperties": False,
        }
        for which, schema in (("ids", {"type": "array", "items": ID, "maxItems": 1000}), ("filter", ref("Filter")))
    ]
    answer: Schema = {
        "type": "object",
        "required": ["done", "refused"],
        "properties": {
            "done": {"type": "array", "items": ID},
            "refused": {"type": "object", "additionalProperties": ref("Problem")},
        },
    }
    summary = _("The same change to many: %(records)s") % {"records": entity.label_plural}
    return operation(
        f"{entity.name}.bulk",
        summary,
        entity.name,
        {200: answer},
        WRITING,
        parameters=[ONCE],
        requestBody=body({"oneOf": ways}),
    )
