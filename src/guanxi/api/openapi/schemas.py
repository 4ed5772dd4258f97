"""JSON Schemas: of records as they are read and written, and of what all entities share."""

from __future__ import annotations

from typing import Any

from guanxi.engine.entity import Entity, LineSet
from guanxi.engine.fields.base import Kind
from guanxi.engine.permissions.access import Access
from guanxi.engine.permissions.grants import Mode

Schema = dict[str, Any]
ID: Schema = {"type": "string", "format": "uuid"}
MARK: Schema = {"type": ["string", "null"]}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def items(inside: Schema, **more: Schema) -> Schema:
    """An object with a list of items and perhaps more."""
    return {
        "type": "object",
        "required": ["items"],
        "properties": {"items": {"type": "array", "items": inside}, **more},
    }


COMMON: dict[str, Schema] = {
    "Ref": {
        "type": "object",
        "required": ["id", "label"],
        "properties": {"id": ID, "label": {"type": ["string", "null"]}},
        "description": "A linked record; the label is null when the caller may not see the record.",
    },
    "Masked": {
        "type": "object",
        "required": ["masked"],
        "properties": {"masked": {"type": "string"}},
        "description": "The outline of a value that the caller may not see.",
    },
    "Count": {
        "type": "object",
        "required": ["value", "exact"],
        "properties": {"value": {"type": "integer"}, "exact": {"type": "boolean"}},
        "description": "A number of records; when not exact, there are more.",
    },
    "Filter": {
        "type": "object",
        "description": "A condition {field, op, value}, or a group {all: […]}, {any: […]}, {not: …}.",
        "properties": {
            "field": {"type": "string"},
            "op": {
                "enum": [
                    *("eq", "ne", "lt", "lte", "gt", "gte", "in"),
                    *("between", "contains", "startswith", "empty", "within"),
                ]
            },
            "value": True,
            "all": {"type": "array", "items": ref("Filter")},
            "any": {"type": "array", "items": ref("Filter")},
            "not": ref("Filter"),
        },
        "additionalProperties": False,
    },
    "Happening": {
        "type": "object",
        "required": ["id", "at", "verb", "version", "changes"],
        "properties": {
            "id": ID,
            "at": {"type": "string", "format": "date-time"},
            "verb": {"type": "string"},
            "actor": {"anyOf": [ref("Ref"), {"type": "null"}]},
            "instead_of": {"anyOf": [ref("Ref"), {"type": "null"}]},
            "via": {"type": "string"},
            "address": {"type": "string"},
            "reason": {"type": "string"},
            "version": {"type": "integer"},
            "changes": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["field", "from", "to"],
                    "properties": {"field": {"type": "string"}, "from": True, "to": True},
                },
            },
        },
    },
    "Hit": {
        "type": "object",
        "required": ["entity", "id", "label", "field", "text", "spans"],
        "properties": {
            "entity": {"type": "string"},
            "id": ID,
            "label": {"type": "string"},
            "field": {"type": "string"},
            "text": {"type": "string"},
            "spans": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}},
        },
    },
    "LooksAlike": {
        "type": "object",
        "required": ["id", "title", "owner", "score", "reasons"],
        "properties": {
            "id": {"type": ["string", "null"], "format": "uuid"},
            "title": {"type": ["string", "null"]},
            "owner": {"type": ["string", "null"]},
            "score": {"type": ["number", "null"]},
            "reasons": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["kind", "degree"],
                    "properties": {"kind": {"type": "string"}, "degree": {"type": "number"}},
                },
            },
        },
        "description": "A record that may be the same as a new one; of one the caller may not open, only whose it is.",
    },
    "Problem": {
        "type": "object",
        "required": ["type", "title", "status", "detail", "code"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "code": {"type": "string"},
            "request": {"type": "string"},
            "version": {"type": "integer"},
            "possible_duplicates": {"type": "array", "items": ref("LooksAlike")},
            "conflicts": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "properties": {"yours": True, "theirs": True, "base": True},
                },
            },
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["field", "messages"],
                    "properties": {
                        "field": {"type": "string"},
                        "messages": {"type": "array", "items": {"type": "string"}},
                    },
                },
            },
        },
    },
}


def name_of(entity: Entity) -> str:
    return entity.model.__name__


def record_schemas(entity: Entity, access: Access) -> dict[str, Schema]:
    """A record as it is read, as it is created, and as it is changed."""
    name = name_of(entity)
    schemas = {name: _read(entity, access)}
    if "create" in entity.verbs and access.may(entity.name, "create"):
        schemas[f"New{name}"] = _written(entity, access, creating=True)
    if "update" in entity.verbs and access.may(entity.name, "update"):
        schemas[f"Changed{name}"] = _written(entity, access, creating=False)
    return schemas


def _read(entity: Entity, access: Access) -> Schema:
    properties: Schema = {"id": ID, "version": {"type": "integer"}}
    for name in access.visible(entity):
        properties[name] = shown(entity.fields[name], access.mode(entity, name))
    for name, lines in entity.lines.items():
        if access.readable(entity, name):
            properties[name] = {"type": "array", "title": lines.label, "items": _line(lines)}
    if entity.identity is not None and access.may(entity.name, "create"):
        properties["possible_duplicates"] = {"type": "array", "readOnly": True, "items": ref("LooksAlike")}
    return {
        "type": "object",
        "title": entity.label,
        "required": ["id", "version"],
        "properties": properties,
        "additionalProperties": False,
    }


def shown(kind: Kind, mode: Mode = Mode.OPEN) -> Schema:
    """A field as it is read."""
    title = str(kind.verbose_name)  # type: ignore[attr-defined]
    if mode is Mode.MASKED:
        return {"title": title, "anyOf": [ref("Masked"), {"type": "null"}]}
    if kind.kind == "link":
        told: Schema = {"title": title, "anyOf": [ref("Ref"), {"type": "null"}], "x-entity": kind.target}  # type: ignore[attr-defined]
    else:
        told = {"title": title, **kind.schema()}
    return told if mode is Mode.OPEN and not kind.only_by_verb else {**told, "readOnly": True}


def _line(lines: LineSet) -> Schema:
    properties = {"id": ID, **{name: shown(kind) for name, kind in lines.fields.items()}}
    return {"type": "object", "required": ["id"], "properties": properties, "additionalProperties": False}


def _written(entity: Entity, access: Access, *, creating: bool) -> Schema:
    names = access.writable(entity) if creating else access.changeable(entity)
    writable = {name: entity.fields[name] for name in names}
    properties: Schema = {name: accepted(kind) for name, kind in writable.items()}
    for name, lines in entity.lines.items():
        if access.mode(entity, name) is Mode.OPEN:
            properties[name] = {
                "type": "array",
                "maxItems": 500,
                "items": {
                    "type": "object",
                    "properties": {"id": ID, **{n: accepted(kind) for n, kind in lines.fields.items()}},
                    "additionalProperties": False,
                },
            }
    told: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if creating:
        needed = [n for n, k in writable.items() if k.needed and not k.has_default() and not k.default_actor]  # type: ignore[attr-defined]
        return {**told, "required": needed} if needed else told
    properties["version"] = {
        "type": "integer",
        "minimum": 1,
        "maximum": 2**31 - 1,
        "description": "The version the change is based on: what others changed since then is merged by field.",
    }
    return told


def accepted(kind: Kind) -> Schema:
    """A field as it is written: a little more than is read, such as numbers for decimals."""
    title = str(kind.verbose_name)  # type: ignore[attr-defined]
    nothing: list[Schema] = [] if kind.needed else [{"type": "null"}]
    if kind.kind == "link":
        by_object = {"type": "object", "required": ["id"], "properties": {"id": ID}}
        return {"title": title, "anyOf": [ID, by_object, *nothing], "x-entity": kind.target}  # type: ignore[attr-defined]
    told = kind.schema()
    if kind.kind in ("decimal", "money"):
        return {"title": title, "anyOf": [{**told, "type": "string"}, {"type": "number"}, *nothing]}
    return {"title": title, **told}
