"""Bringing a file in, in four steps; nothing is written before the last."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.engine import gate, imports
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid, NotFound
from guanxi.engine.imports import error_file, storage
from guanxi.engine.imports.making import made_targets, read_all
from guanxi.engine.imports.opening import table_of
from guanxi.engine.imports.options import Options
from guanxi.engine.imports.trying import first_values
from guanxi.engine.models.imports import ENDED, PREPARING, Import
from guanxi.engine.permissions import Actor
from guanxi.engine.reading import Query, read_page
from guanxi.engine.registry import registry
from guanxi.engine.wording import strung
from guanxi.kit.tables import csv_pieces
from guanxi.web import addresses
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.htmx import is_partial
from guanxi.web.importing import checking, course, mapping, recipes, undoing
from guanxi.web.importing.steps import found, shell, step_url, url

Context = dict[str, Any]
EARLIER = 5
ACCEPT = ".csv,.tsv,.txt,.xlsx,.xlsb,.xls,.ods,.vcf"


@page("GET", "POST")
def choose(request: Asking, entity: str) -> HttpResponse:
    """Step 1: the file."""
    face = face_of(request, entity)
    imports.may_import(face, request.user)
    errors: list[str] = []
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            if upload is None:
                raise Invalid({"file": [_("Choose a file.")]})
            work = imports.start(request.user, face, upload, upload.name or "")
        except Invalid as bad:
            errors = [text for texts in bad.errors.values() for text in texts]
        else:
            return redirect(url("import-map", work))
    context = shell(face, 0) | {
        "form_url": addresses.page_url("import", face.name),
        "max_bytes": storage.most_bytes(),
        "max_text": f"{storage.most_bytes() // 1_000_000} MB",
        "accept": ACCEPT,
        "errors": errors,
        "earlier": _earlier(face, request.user),
    }
    return render(request, "web/import_file.html", context, status=422 if errors else 200)


def _earlier(face: Entity, actor: Actor) -> list[Context]:
    """One's imports of late into this entity."""
    faces = registry.for_model(Import)
    if not actor.access.may(faces.name, "read"):
        return []
    query = Query(
        filter={"field": "entity", "op": "eq", "value": face.name},
        fields=("file_name", "state", "created_at", "owner", "total"),
        limit=EARLIER,
    )
    stage: Any = faces.fields["state"]
    tones = {"open": "acc", "done": "ok", "bad": "bad", "closed": "off"}
    return [
        {
            "label": row["file_name"],
            "url": addresses.page_url("import-run", face.name, row["id"]),
            "meta": strung(
                (
                    timezone.localtime(row["created_at"]).strftime("%Y-%m-%d %H:%M"),
                    str(row["owner"] or _("System")),
                    ngettext("%(n)s row", "%(n)s rows", row["total"]) % {"n": f"{row['total']:,}"},
                )
            ),
            "status": stage.to_text(row["state"]),
            "tone": tones.get(stage.kind_of(row["state"]), ""),
        }
        for row in read_page(faces, actor, query).rows
    ]


@page("GET", "POST")
def map_columns(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """Step 2: which column goes where."""
    face, work = found(request, entity, key)
    if work.state not in PREPARING:
        return redirect(step_url(work))
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            return redirect(_act(request, face, work))
        except Invalid as bad:
            errors = bad.errors
    return _map_page(request, face, work, errors)


def _act(request: Asking, face: Entity, work: Import) -> str:
    """What a button of the page asks for, and where it leads; raises Invalid."""
    act, _colon, said = request.POST.get("act", "").partition(":")
    here = url("import-map", work)
    if act == "reread":
        _reread(request, work)
        return here
    if act == "use":
        recipes.use(request, face, work, said or request.POST.get("recipe", ""))
        return here
    chosen = _chosen(request, work)
    plain, made = mapping.split(work, chosen)
    if act == "remove":
        made = {name: one for name, one in made.items() if name != said and not name.startswith(f"{said}/")}
    is_begun = bool(plain or made)
    if is_begun or act not in ("add", "adjust", "column"):
        imports.set_mapping(work, request.user, plain, _options(request), made)
    if act == "adjust":
        return _field_page(work, said)
    if act == "column":
        return _field_page(work, chosen.get(_column(work, said), ""))
    if act == "add":
        return _field_page(work, request.POST.get("further", ""))
    if act == "keep":
        recipes.keep(request, work)
    elif act == "renew":
        recipes.renew(request, face, work)
    elif act in ("", "check"):
        imports.check(work, request.user)
        return url("import-check", work)
    return here


def _chosen(request: Asking, work: Import) -> dict[str, str]:
    return {name: request.POST.get(f"column-{place}", "") for place, name in enumerate(work.columns)}


def _column(work: Import, place: str) -> str:
    """The column whose button was pressed."""
    return work.columns[int(place)] if place.isascii() and place.isdigit() and int(place) < len(work.columns) else ""


def _field_page(work: Import, field: str) -> str:
    if not field:
        raise Invalid({"mapping": [_("Choose a field first.")]})
    return addresses.page_url("import-field", work.entity, work.pk, field)


def _options(request: Asking) -> Context:
    form = request.POST
    return {
        "on_match": form.get("matching", ""),
        "day_first": mapping.day_first(form.get("day_first", "")),
        "match_by": [name for name in form.get("match_by", "").split(",") if name],
        "when_new": "skip" if form.get("skip_new") else "create",
        "leave_out": mapping.left_out(form),
    }


def _reread(request: Asking, work: Import) -> None:
    """Read the file as the person says; what the form doesn't ask of this file is found out again."""
    row, height = request.POST.get("header_row", ""), request.POST.get("heading_rows", "")
    imports.reopen(
        work,
        request.user,
        encoding=request.POST.get("encoding") or None,
        delimiter=request.POST.get("delimiter") or None,
        sheet=request.POST.get("sheet") or None,
        header_row=int(row) if row.isascii() and row.isdigit() and len(row) < 7 else None,
        heading_rows=int(height) if height in map(str, range(1, mapping.MOST_HEIGHT + 1)) else 1,
    )


def _map_page(request: Asking, face: Entity, work: Import, errors: dict[str, list[str]]) -> HttpResponse:
    actor = request.user
    known, options = imports.targets(face, actor.access), Options.read(work.options)
    made = read_all(work.made)
    everything = made_targets(face, actor.access, known, made)
    shown = mapping.Shown.of(work.mapping, made)
    chosen = _chosen(request, work) if request.method == "POST" else shown.chosen
    values = first_values(
        work, {name: (everything[name], making) for name, making in made.items() if name in everything}
    )
    context = shell(face, 1, work) | {
        "form_url": url("import-map", work),
        "back_url": addresses.page_url("import", face.name),
        "columns": mapping.column_rows(imports.guesses(work, actor), chosen, known, errors, made, values),
        "columns_note": mapping.columns_note(chosen, made, work.columns),
        "further": mapping.further_rows(shown.further, made, everything, values, errors),
        "addable": mapping.free_targets(everything, {*shown.chosen.values(), *made}),
        "matching": mapping.matching(options),
        "match_by": mapping.match_by(face, known, actor.access, options),
        "skip_new": options.when_new == "skip",
        "leaving": mapping.leaving(work, options),
        "is_leaving": bool(options.leave_out),
        "recipes": recipes.panel(face, work, actor),
        "reading": mapping.reading(work, table_of(work), options),
        "problems": [
            {"id": "", "label": "", "text": text}
            for name, texts in errors.items()
            if not name.startswith("mapping.")
            for text in texts
        ],
    }
    return render(request, "web/import_map.html", context, status=422 if errors else 200)


@page("GET", "POST")
def check(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """Step 3: what would become of each row."""
    face, work = found(request, entity, key)
    if work.state not in PREPARING:
        return redirect(step_url(work))
    if request.method == "POST":
        imports.begin(work, request.user)
        return redirect(url("import-run", work))
    if work.checked is None:
        return _waiting(request, face, work)
    if is_partial(request, "job"):
        response = HttpResponse()
        response.headers["HX-Redirect"] = url("import-check", work)
        return response
    only = request.GET.get("only", "")
    only = only if only in checking.FILTERS else ""
    shown = imports.preview(work, request.user, only=only)
    counts = work.checked
    more = counts.get(only or "total", 0) - len(shown.lines)
    context = shell(face, 2, work) | {
        "figures": checking.figures(counts),
        "filters": checking.filters(work, counts, only),
        "problems_url": url("import-problems", work) if counts.get("failed") else "",
        "problems_count": counts.get("failed", 0),
        "columns": shown.columns,
        "rows": checking.rows(shown),
        "more_rows": max(0, more),
        "form_url": url("import-check", work),
        "back_url": url("import-map", work),
        "submit_label": checking.start_label(counts),
        "can_start": checking.can_start(counts),
    }
    return render(request, "web/import_check.html", context)


def _waiting(request: Asking, face: Entity, work: Import) -> HttpResponse:
    """A large file is checked in the background."""
    if work.job is None:
        return redirect(url("import-map", work))
    context = shell(face, 2, work) | {"job": course.check_state(work)}
    if is_partial(request, "job"):
        return render(request, "web/parts/job_state.html", context)
    return render(request, "web/import_run.html", context)


@page()
def run(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """Step 4: under way, and done."""
    face, work = found(request, entity, key)
    if work.state in PREPARING:
        return redirect(step_url(work))
    context = shell(face, 3, work) | {"job": course.run_state(face, work, request.user)}
    if is_partial(request, "job"):
        return render(request, "web/parts/job_state.html", context)
    return render(request, "web/import_run.html", context)


@page("GET", "POST")
def undo(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """Taking a whole import back: what would become of it, and what would stay."""
    face, work = found(request, entity, key)
    if work.state not in ENDED or not work.brought_something:
        return redirect(step_url(work))
    if request.method == "POST":
        gate.act(registry.for_model(Import), work.pk, "undo", actor=request.user)
        return redirect(url("import-run", work))
    ahead = imports.forecast(work)
    context = shell(face, 3, work) | {
        "crumbs": _undo_crumbs(face, work),
        **undoing.page(face, work, ahead, request.user),
    }
    return render(request, "web/import_undo.html", context)


def _undo_crumbs(face: Entity, work: Import) -> list[Context]:
    return [*shell(face, 3, work)["crumbs"], {"label": work.file_name, "url": url("import-run", work)}]


@page()
def problems(request: Asking, entity: str, key: uuid.UUID) -> StreamingHttpResponse:
    """The rows with problems, to be corrected and brought in again."""
    _face, work = found(request, entity, key)
    if not (work.counts["failed"] or (work.checked or {}).get("failed")) or work.spool is None:
        raise NotFound()
    pieces = csv_pieces(error_file.header(work), error_file.rows(work))
    name = _("%(file)s, rows with problems.csv") % {"file": work.file_name.rpartition(".")[0] or work.file_name}
    return StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8", headers=download_headers(name))


def download_headers(name: str) -> dict[str, str]:
    """What every file has that is made for keeping, not for showing."""
    return {
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }
