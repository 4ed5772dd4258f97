"""What a script asks while a form is filled in: which fields it asks for now, and what a formula makes of a record."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guanxi.engine.computing import GIVES, fitted
from guanxi.engine.customfields.kinds import result_kind
from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotAllowed, NotFound
from guanxi.engine.expressions import Type, Wrong, compile_expression
from guanxi.engine.expressions.filtering import as_filter
from guanxi.engine.expressions.functions import FUNCTIONS
from guanxi.engine.expressions.parts import OF_KINDS
from guanxi.engine.expressions.words import NAMES, said
from guanxi.engine.models.customfield import CustomField
from guanxi.engine.models.stagerule import StageRule
from guanxi.engine.reading import Query, read_one, read_page
from guanxi.engine.registry import registry
from guanxi.web import cells
from guanxi.web.answers import for_scripts
from guanxi.web.forms.asking import as_record, unasked
from guanxi.web.forms.building import beginning
from guanxi.web.forms.submission import Submission
from guanxi.web.forms.values import as_key
from guanxi.web.guard import Asking, face_of, page

Context = dict[str, Any]


@page("POST")
@for_scripts
def asked(request: Asking, entity: str) -> JsonResponse:
    """The fields that aren't asked for with what the form holds now; nothing is written."""
    face = face_of(request, entity)
    key = as_key(request.GET.get("key", ""))
    before = read_one(face, key, request.user) if key else beginning(face, request)
    sent = Submission(face, request.POST, request.user.access)
    return JsonResponse({"away": sorted(unasked(face, before | sent.shown()))})


@page("POST")
def formula(request: Asking) -> HttpResponse:
    """What the formula in a form gives for the record that was changed last, and what can be put into it."""
    of = request.GET.get("of", "")
    fields = registry.for_model(StageRule if of == "only_when" else CustomField)
    if not request.user.access.may(fields.name, "read"):
        raise NotFound()
    if not any(request.user.access.may(fields.name, verb) for verb in ("create", "update")):
        raise NotAllowed()
    key = as_key(request.GET.get("key", ""))
    row = read_one(fields, key, request.user) if key else {}
    told = {name: str(row.get(name) or request.POST.get(name, "")) for name in ("entity", "gives", "over")}
    own = f"custom_{row['key']}" if "key" in row else ""
    if of == "only_when":
        told["entity"] = request.POST.get("stage", "").partition(":")[0]
    face = registry.get(told["over"].partition(".")[0] if of == "only" else told["entity"])
    context: Context = {"functions": list(FUNCTIONS.values())}
    if face is None or not request.user.access.may(face.name, "read"):
        return render(request, "web/formula.html", context)
    context["fields"] = _fields(face, request, own)
    is_condition = of in ("asked_when", "only", "only_when")
    written = request.POST.get(of if is_condition else "formula", "")
    if written.strip():
        wanted = Type.TRUTH if is_condition else GIVES.get(told["gives"])
        context |= _tried(request, face, written, "" if is_condition else told["gives"], wanted, own)
    return render(request, "web/formula.html", context)


def _fields(face: Entity, request: Asking, own: str) -> list[Context]:
    """The fields a formula can use, by their keys."""
    return [
        {"name": name, "label": cells.kind_label(kind), "type": NAMES[OF_KINDS[kind.kind]]}
        for name, kind in face.fields.items()
        if kind.kind in OF_KINDS and name != own and request.user.access.readable(face, name)
    ]


def _tried(request: Asking, face: Entity, written: str, gives: str, wanted: Type | None, own: str) -> Context:
    """What it gives, by what this person may read."""
    known = {
        name: kind for name, kind in face.fields.items() if name != own and request.user.access.readable(face, name)
    }
    try:
        found = compile_expression(written, known)
        if request.GET.get("of") == "only":
            as_filter(written, known)
    except Wrong as wrong:
        return {"wrong": str(wrong)}
    if wanted is not None and found.type is not wanted:
        told = {"found": said([found.type]), "wanted": said([wanted])}
        return {"wrong": _("This gives %(found)s, and %(wanted)s is expected.") % told}
    rows = read_page(face, request.user, Query(sort=("-updated_at",), limit=1)).rows
    if not rows:
        return {"result": _("This can be worked out, but there is no record yet to try it on.")}
    row = read_one(face, rows[0]["id"], request.user)
    value = found.value(as_record(face, row))
    kinds = [gives] if gives in GIVES else [name for name, type_ in GIVES.items() if type_ is found.type]
    kind = result_kind(kinds[0]) if kinds else None
    shown = kind.in_words(fitted(kind, value)) if kind is not None and value is not None else ""
    return {"result": shown or "—", "record": cells.title_of(face, row)}
