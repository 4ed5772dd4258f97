"""Files brought in over HTTP: handed in as multipart, followed by their id."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from guanxi.api.body import decode, read_form
from guanxi.api.endpoint import Answer, Call
from guanxi.api.refusals import BadRequest
from guanxi.engine import imports
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid, NotFound
from guanxi.engine.imports import recipes
from guanxi.engine.imports.instructions import MOST_HEADING_ROWS
from guanxi.engine.models.imports import Import
from guanxi.engine.registry import registry

FIELDS = (
    *("entity", "recipe", "mapping", "made", "options", "dry_run"),
    *("encoding", "delimiter", "sheet", "header_row", "heading_rows"),
)


def create(call: Call) -> Answer:
    """POST of a file with `entity`; a `recipe`, or `mapping`, `made` and `options` as JSON; `dry_run` only checks."""
    call.parameters()
    form, file = _form(call.request)
    entity = registry.get(form.get("entity", ""))
    if entity is None:
        raise Invalid({"entity": [_("There are no records of this name.")]})
    call.caller.demand("write", entity.name)
    imports.may_import(entity, call.actor)
    work, notes = _begun(call, form, file, entity)
    if form.get("dry_run") == "true":
        imports.check(work, call.actor)
    else:
        imports.begin(work, call.actor)
    return Answer(told(work) | {"notes": notes}, 202, {"Location": f"/api/v1/imports/{work.pk}"})


def _begun(call: Call, form: dict[str, str], file: UploadedFile, entity: Entity) -> tuple[Import, list[str]]:
    """The file taken in as the form says, and what of its recipe was left out."""
    table: dict[str, Any] = {name: form.get(name) or None for name in ("encoding", "delimiter", "sheet")}
    table["header_row"] = _whole(form, "header_row")
    table["heading_rows"] = _whole(form, "heading_rows", MOST_HEADING_ROWS) or 1
    said = {name: _object(form, name) for name in ("mapping", "options", "made")}
    if not form.get("recipe"):
        return imports.begun(call.actor, entity, file, file.name or "", **said, **table), []
    if any(one is not None for one in said.values()):
        raise Invalid({"recipe": [_("Give either a recipe, or mapping, made and options.")]})
    call.caller.demand("read", "recipes")
    recipe = recipes.find(call.actor, entity, form["recipe"])
    return recipes.begun(call.actor, entity, file, file.name or "", recipe, **table)


def read(call: Call) -> Answer:
    """GET of an import: where it stands."""
    call.parameters()
    return Answer(told(imports.find(call.actor, call.key)))


def told(work: Import) -> dict[str, Any]:
    """An import as JSON; `checked` holds the counts of a dry run."""
    return {
        "id": work.pk,
        "entity": work.entity,
        "file_name": work.file_name,
        "format": work.format,
        "encoding": work.encoding,
        "state": work.state,
        "columns": work.columns,
        "mapping": work.mapping,
        "made": work.made,
        "recipe": work.recipe,
        "options": work.options,
        "position": work.position,
        "counts": work.counts,
        "checked": work.checked,
        "error": work.error,
        "problems": [
            {
                "row": row,
                "column": work.columns[place] if place is not None and place < len(work.columns) else None,
                "text": text,
                "level": "problem" if is_problem else "remark",
            }
            for row, place, text, is_problem in work.marks
        ],
        "started_at": work.started_at,
        "finished_at": work.finished_at,
    }


def _form(request: HttpRequest) -> tuple[dict[str, str], UploadedFile]:
    """The parts of the body; raises BadRequest, TooLarge, Invalid."""
    if request.content_type != "multipart/form-data":  # type: ignore[attr-defined]
        raise BadRequest(_("The file is sent as multipart/form-data, in a part named “file”."))
    form, files = read_form(request)
    errors = {
        name[:80]: [_("There is no field “%(field)s”.") % {"field": name[:80]}] for name in form if name not in FIELDS
    }
    if "file" not in files or len(files) > 1:
        errors["file"] = [_("Exactly one file is expected here.")]
    if errors:
        raise Invalid(errors)
    return form, files["file"]


def _whole(form: dict[str, str], name: str, most: int = 999_999) -> int | None:
    text = form.get(name) or ""
    if text and not (text.isascii() and text.isdigit() and len(text) < 7 and int(text) <= most):
        raise Invalid({name: [_("A whole number is expected here.")]})
    return int(text) if text else None


def _object(form: dict[str, str], name: str) -> dict[str, Any] | None:
    text = form.get(name)
    if not text:
        return None
    value = decode(text)
    if not isinstance(value, dict):
        raise Invalid({name: [_("An object is expected: {…}.")]})
    return value


def problems_file(call: Call) -> Answer:
    """GET of the rows with problems, as CSV that can be corrected and sent again."""
    from guanxi.api.exports import Download
    from guanxi.engine.imports import error_file
    from guanxi.kit.tables import csv_pieces

    call.parameters()
    work = imports.find(call.actor, call.key)
    if not work.counts["failed"] and not (work.checked or {}).get("failed"):
        raise NotFound(_("No row had a problem."))
    content = b"".join(csv_pieces(error_file.header(work), error_file.rows(work)))
    return Download(content, "text/csv; charset=utf-8", f"{work.pk}-problems.csv")
