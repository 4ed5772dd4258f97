"""Putting a condition on a list: one field, how to compare, with what."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery
from guanxi.engine.fields.base import Kind
from guanxi.engine.filters import compile_filter
from guanxi.web import addresses, cells
from guanxi.web.forms.fields import field_row
from guanxi.web.forms.values import titles_for, to_shown
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.lists import words
from guanxi.web.lists.conditions import joined
from guanxi.web.lists.state import ListState

Context = dict[str, Any]
ALONE = ("eq", "ne", "lt", "lte", "gt", "gte", "contains", "startswith")
"""The operators that take one value."""


@page()
def condition(request: Asking, entity: str, field: str) -> HttpResponse:
    """The form, and with `op` in the address the way back to the list with one condition more."""
    face = face_of(request, entity)
    access = request.user.access
    kind = face.fields.get(field)
    if kind is None or not access.readable(face, field):
        raise BadQuery(_("There is no field “%(field)s”.") % {"field": field[:80]})
    state = ListState.read(face, request.GET)
    error = ""
    if "op" in request.GET:
        try:
            told = wanted(kind, field, request.GET["op"], request.GET.getlist("value"))
            compile_filter(face, told, access)
        except BadQuery as bad:
            error = bad.message
        else:
            return redirect(state.url(filter=joined(state.filter, told)))
    return _form(request, face, kind, state, error)


def _form(request: Asking, face: Entity, kind: Kind, state: ListState, error: str) -> HttpResponse:
    name = kind.name  # type: ignore[attr-defined]
    typed = request.GET.getlist("value") if kind.kind == "choices" else request.GET.get("value", "")
    shown = to_shown(kind, typed, titles_for([(kind, typed)], request.user.access)) if typed else None
    value = field_row(kind, shown, name="value", errors=[error] if error else None, focus=True, needed=False)
    context = {
        "crumbs": [
            {"label": capfirst(face.label_plural), "url": state.url()},
            {"label": _("Add condition")},
        ],
        "title": _("Condition on “%(field)s”") % {"field": cells.kind_label(kind)},
        "form_url": addresses.page_url("condition", face.name, name),
        "form_hidden": list(state.parameters().items()),
        "operators": [{**choice, "chosen": choice["value"] == request.GET.get("op")} for choice in choices(kind)],
        "field": value | {"label": _("Value"), "hint": ""},
        "cancel_url": state.url(),
    }
    return render(request, "web/condition.html", context, status=422 if error else 200)


def choices(kind: Kind) -> list[Context]:
    """How a field of this kind can be compared; what needs no value of its own says its own."""
    told = [{"value": op, "label": words.operator(op, kind)} for op in kind.operators if op in ALONE]
    if "within" in kind.operators and kind.kind in ("date", "datetime"):
        spans = [(name, label) for name, label in words.SPANS.items() if name not in words.OF_LINKS]
        within = words.operator("within", kind)
        told = [{"value": f"within:{name}", "label": f"{within} {label}"} for name, label in spans] + told
    if "empty" in kind.operators:
        told.append({"value": "empty:yes", "label": words.operator("empty")})
        told.append({"value": "empty:no", "label": _("is not empty")})
    return told


def wanted(kind: Kind, field: str, op: str, values: list[str]) -> Context:
    """The condition that was asked for; raises BadQuery."""
    op, _colon, said = op.partition(":")
    if op == "empty":
        return {"field": field, "op": "empty", "value": said != "no"}
    if op == "within":
        return {"field": field, "op": "within", "value": said}
    text = next((value for value in reversed(values) if value), "")
    if op in ("contains", "startswith") and not kind.several:
        return {"field": field, "op": op, "value": text}
    try:
        value = kind.from_text(text)
    except ValidationError as bad:
        raise BadQuery(" ".join(bad.messages)) from bad
    if kind.is_nothing(value):
        raise BadQuery(_("Say what to compare with."))
    if kind.kind == "tags":
        return {"field": field, "op": op, "value": value}
    if isinstance(value, list):
        value = value[0]
    plain = isinstance(value, bool | int | str)
    return {"field": field, "op": op, "value": value if plain else str(kind.to_json(value))}
