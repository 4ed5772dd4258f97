"""The addresses by which records come in and go out as files."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from guanxi.api.openapi.parts import FIELDS, KEY, ONCE, READING, WRITING, operation, query
from guanxi.api.openapi.schemas import ID, Schema, ref
from guanxi.engine import exports
from guanxi.engine.entity import Entity
from guanxi.engine.permissions.access import Access

IMPORT: Schema = {
    "type": "object",
    "required": ["id", "entity", "state", "columns", "mapping", "options", "position", "counts", "problems"],
    "properties": {
        "id": ID,
        "entity": {"type": "string"},
        "file_name": {"type": "string"},
        "format": {"type": "string"},
        "encoding": {"type": "string"},
        "state": {"type": "string"},
        "columns": {"type": "array", "items": {"type": "string"}},
        "mapping": True,
        "made": {"type": "object"},
        "recipe": {"type": ["string", "null"], "format": "uuid"},
        "notes": {"type": "array", "items": {"type": "string"}},
        "options": {"type": "object"},
        "position": {"type": "integer"},
        "counts": {"type": "object"},
        "checked": {"type": ["object", "null"]},
        "error": {"type": "string"},
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "row": {"type": "integer"},
                    "column": {"type": ["string", "null"]},
                    "text": {"type": "string"},
                    "level": {"enum": ["problem", "remark"]},
                },
            },
        },
        "started_at": {"type": ["string", "null"], "format": "date-time"},
        "finished_at": {"type": ["string", "null"], "format": "date-time"},
    },
}
EXPORT: Schema = {
    "type": "object",
    "required": ["id", "entity", "state", "file"],
    "properties": {
        "id": ID,
        "entity": {"type": "string"},
        "state": {"type": "string"},
        "done": {"type": "integer"},
        "total": {"type": ["integer", "null"]},
        "error": {"type": "string"},
        "file": {"type": ["string", "null"], "description": "Where the file is, once it is ready."},
    },
}


def paths(wanted: list[Entity], access: Access) -> dict[str, Any]:
    """Imports and exports, as far as the caller may do either with any entity."""
    imported = [entity.name for entity in wanted if "import" in entity.verbs and access.may(entity.name, "import")]
    exported = [entity for entity in wanted if "export" in entity.verbs and access.may(entity.name, "export")]
    found: dict[str, Any] = {}
    if imported:
        found["/api/v1/imports/{key}"] = {"get": _progress("imports.progress", "imports", ref("ImportProgress"))}
        found["/api/v1/imports/{key}/problems"] = {
            "get": _file("imports.problems", _("The rows with problems, to correct and send again"), "imports", [KEY])
        }
    for entity in exported:
        address = f"/api/v1/{entity.name}/export"
        found[address] = {"get": _now(entity), "post": _later(entity)}
    if exported:
        found["/api/v1/exports/{key}"] = {"get": _progress("exports.progress", "exports", ref("ExportProgress"))}
        found["/api/v1/exports/{key}/file"] = {
            "get": _file("exports.file", _("The file of an export"), "exports", [KEY])
        }
    return found


def start(wanted: list[Entity], access: Access) -> Schema | None:
    """POST of a file, if the caller may import anything."""
    names = [entity.name for entity in wanted if "import" in entity.verbs and access.may(entity.name, "import")]
    if not names:
        return None
    text: Schema = {"type": "string"}
    form: Schema = {
        "type": "object",
        "required": ["entity", "file"],
        "properties": {
            "entity": {"type": "string", "enum": names},
            "file": {"type": "string", "contentMediaType": "application/octet-stream"},
            "recipe": {**text, "description": _("The key or the name of a recipe, instead of the next three.")},
            "mapping": {**text, "description": _("JSON: column to field; guessed when missing.")},
            "made": {**text, "description": _("JSON: field to how it is made of columns, as recipes have it.")},
            "options": {**text, "description": _("JSON: what becomes of records that exist already.")},
            "encoding": text,
            "delimiter": text,
            "sheet": text,
            "header_row": text,
            "heading_rows": text,
            "dry_run": {"enum": ["true", "false"], "description": _("Only check the file.")},
        },
    }
    return operation(
        "imports.create",
        _("Bring in a file: CSV, XLSX or address cards"),
        "imports",
        {202: ref("ImportProgress")},
        WRITING,
        parameters=[ONCE],
        requestBody={"required": True, "content": {"multipart/form-data": {"schema": form}}},
    )


def _parameters(entity: Entity) -> list[Schema]:
    return [
        {"name": "filter", "in": "query", "content": {"application/json": {"schema": ref("Filter")}}},
        query("q", _("What to look for: Chinese characters, pinyin, initials, words, digits.")),
        query("sort", _("Fields to order by, separated by commas; a minus before one turns it round.")),
        FIELDS,
        {"name": "format", "in": "query", "schema": {"enum": list(exports.formats_of(entity))}},
        {
            "name": "exact",
            "in": "query",
            "description": _("Values as programs read them, without the guard against formulas."),
            "schema": {"enum": ["true", "false"]},
        },
    ]


def _now(entity: Entity) -> Schema:
    summary = _("Export up to 5,000: %(records)s") % {"records": entity.label_plural}
    return _file(f"{entity.name}.export", summary, entity.name, _parameters(entity))


def _later(entity: Entity) -> Schema:
    return operation(
        f"{entity.name}.export.begin",
        _("Export any number, in the background: %(records)s") % {"records": entity.label_plural},
        entity.name,
        {202: ref("ExportProgress")},
        WRITING,
        parameters=[*_parameters(entity), ONCE],
    )


def _progress(ident: str, tag: str, schema: Schema) -> Schema:
    return operation(ident, _("Where it stands"), tag, {200: schema}, READING, parameters=[KEY])


def _file(ident: str, summary: str, tag: str, parameters: list[Schema]) -> Schema:
    told = operation(ident, summary, tag, {}, READING, parameters=parameters)
    kinds = [kind.partition(";")[0] for kind in exports.FORMATS.values()]
    content = {kind: {"schema": {"type": "string"}} for kind in kinds}
    told["responses"]["200"] = {"description": summary, "content": content}
    return told
