"""One fact of a record, edited in its place; and what is wrong with a value, told while a form is filled in."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Conflict, Invalid, NotAllowed, NotFound
from guanxi.engine.fields.base import Kind
from guanxi.engine.reading import history, read_one
from guanxi.engine.reading.allowed import verbs_on
from guanxi.web import addresses, cells
from guanxi.web.answers import for_scripts
from guanxi.web.forms.fields import attributes, control, nesting
from guanxi.web.forms.submission import Submission
from guanxi.web.forms.values import as_key
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.panels import nested_url
from guanxi.web.records import facts
from guanxi.web.templatetags.gx import UNDO
from guanxi.web.views.conflict import by_oneself, titles, told_side
from guanxi.web.views.form import sent_version

Context = dict[str, Any]


@page("GET", "POST")
def field(request: Asking, entity: str, key: uuid.UUID, field: str) -> HttpResponse:
    """The control of one field; saved, the fact as it is now."""
    face, row = face_of(request, entity), {}
    row = read_one(face, key, request.user)
    kind = _open(request, face, row, field)
    if request.method != "POST":
        return _saved(request, face, row, field) if "shown" in request.GET else _form(request, face, row, kind)
    sent = Submission(face, request.POST, request.user.access)
    value = {name: typed for name, typed in sent.values().items() if name == field}
    try:
        done = gate.update(face, key, value, actor=request.user, version=sent_version(request), given="text")
    except Invalid as bad:
        return _form(request, face, row | sent.shown(), kind, bad=bad)
    except Conflict as both:
        return _form(request, face, row | sent.shown(), kind, both=both)
    return _after(request, face, row, field, done.version)


def _open(request: Asking, face: Entity, row: Context, field: str) -> Kind:
    """The kind of a field that this person may change on this record."""
    kind = face.fields.get(field)
    if kind is None or field not in row:
        raise NotFound()
    may = "update" in face.verbs and "update" in verbs_on(face, row["id"], request.user, ("update",))
    if not may or field not in request.user.access.changeable(face):
        raise NotAllowed()
    return kind


def _after(request: Asking, face: Entity, before: Context, field: str, version: int) -> HttpResponse:
    try:
        row = read_one(face, before["id"], request.user)
    except NotFound:  # the change took it out of this person's sight
        messages.success(request, _("Saved"))
        return HttpResponse(headers={"HX-Redirect": addresses.list_url(face.name)})
    if version != before["version"]:
        undo = addresses.page_url("put-back", face.name, row["id"], field=field, version=version)
        label = cells.label(face, field)
        messages.success(request, _("Saved: %(field)s") % {"field": label}, extra_tags=f"{UNDO}{undo}")
    response = _saved(request, face, row, field)
    told = {"entity": face.name, "id": str(row["id"]), "version": row["version"], "fields": [field]}
    response.headers["HX-Trigger"] = json.dumps({"record:changed": told})
    return response


def _saved(request: Asking, face: Entity, row: Context, field: str) -> HttpResponse:
    """The fact, and everything else of the page that shows it."""
    editable = set(request.user.access.changeable(face))
    titled = field == face.title
    context = {
        "row": None if titled else facts.fact(face, row, field, editable),
        "record": facts.name(face, row, editable),
        "facts": facts.key_facts(face, row, request.user.access),
    }
    response = render(request, "web/records/saved.html", context)
    response.headers["HX-Retarget"] = f"#fact-{field}"
    response.headers["HX-Reswap"] = "none" if titled else "outerHTML"
    return response


def _form(
    request: Asking,
    face: Entity,
    row: Context,
    kind: Kind,
    *,
    bad: Invalid | None = None,
    both: Conflict | None = None,
) -> HttpResponse:
    name = kind.name
    url = addresses.page_url("field", face.name, row["id"], name)
    errors = _errors(face, name, bad)
    hint, label = str(kind.help_text or ""), cells.kind_label(kind)
    parts = [f"edit_{name}-{part}" for part, there in (("hint", hint), ("error", errors)) if there]
    attrs = attributes(required=kind.needed, described=" ".join(parts), invalid=bool(errors), label=label)
    attrs += nesting(kind, nested_url(kind, request.user.access))
    context = {
        "name": name,
        "label": label,
        "form_url": url,
        "version": both.version if both else sent_version(request) if bad else row["version"],
        "control": control(kind, row.get(name), name=name, ident=f"edit_{name}", attrs=attrs),
        "hint": hint,
        "errors": errors,
        "theirs": _theirs(request, face, row, kind, both) if both else None,
    }
    return render(request, "web/records/inplace.html", context, status=422 if bad else 409 if both else 200)


def _errors(face: Entity, name: str, bad: Invalid | None) -> list[str]:
    """What is wrong; with the name of the field where it is said of another one."""
    told = bad.errors if bad else {}
    others = [
        f"{cells.label(face, other)}: {text}" if other in face.fields else text
        for other, texts in told.items()
        if other != name
        for text in texts
    ]
    return [*told.get(name, ()), *others]


def _theirs(request: Asking, face: Entity, row: Context, kind: Kind, both: Conflict) -> Context:
    last = history(face, row["id"], request.user, limit=1)[0]
    sides = both.fields[kind.name]
    return {
        "who": last.who or _("System"),
        "by_me": by_oneself(request, last),
        "when": timezone.localtime(last.at).strftime("%H:%M"),
        "html": told_side(kind, sides["theirs"], titles(request, kind, (sides["theirs"],))),
        "keep_url": addresses.page_url("field", face.name, row["id"], kind.name, shown=1),
    }


@page("POST")
@for_scripts
def check(request: Asking, entity: str, field: str) -> JsonResponse:
    """What is wrong with a field of a form, before it is sent; nothing is written."""
    face = face_of(request, entity)
    key = request.GET.get("key", "")
    sent = Submission(face, request.POST, request.user.access)
    record = as_key(key) if key else None
    if key and record is None:
        raise NotFound()
    errors = gate.check(face, field, sent.fields, actor=request.user, key=record, given="text")
    return JsonResponse({"errors": errors})
