"""How one field of an import is made, seen on the first rows while it is said."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from guanxi.engine import imports
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid, NotFound
from guanxi.engine.imports.making import Making, made_targets, read_all
from guanxi.engine.imports.targets import Target
from guanxi.engine.imports.trying import tried
from guanxi.engine.models.imports import PREPARING, Import
from guanxi.engine.permissions import Actor
from guanxi.web import addresses
from guanxi.web.guard import Asking, page
from guanxi.web.importing import adjusting
from guanxi.web.importing.steps import found, shell, step_url, url

Context = dict[str, Any]


@page("GET", "POST")
def adjust(request: Asking, entity: str, key: uuid.UUID, field: str) -> HttpResponse:
    """Of which columns and through which steps a field is made."""
    face, work = found(request, entity, key)
    if work.state not in PREPARING:
        return redirect(step_url(work))
    target = _target(face, work, request.user, field)
    given, act = _now(work, field), ""
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        act = request.POST.get("act", "show")
        given = adjusting.changed(adjusting.said_in(request.POST, work.columns), act, request.POST.get("add", ""))
        _making, errors = adjusting.making_of(given)
        if act.startswith("fill-") and not errors:
            given = adjusting.filled(given, act, work)
        if act == "keep" and not errors:
            try:
                _keep(work, request.user, field, given)
            except Invalid as bad:
                errors = _own(bad.errors, field)
            else:
                return redirect(url("import-map", work))
        errors = errors if act in ("keep", "show") else {}
    making, _wrong = adjusting.making_of(given)
    context = shell(face, 1, work) | {
        "form_url": addresses.page_url("import-field", work.entity, work.pk, field),
        "back_url": url("import-map", work),
        **adjusting.page(work, target, given, request.user.access, errors, tried(work, target, making)),
    }
    return render(request, "web/import_field.html", context, status=422 if errors and act == "keep" else 200)


def _target(face: Entity, work: Import, actor: Actor, field: str) -> Target:
    known = imports.targets(face, actor.access)
    target = made_targets(face, actor.access, known, read_all(work.made)).get(field)
    if target is None:
        raise NotFound()
    return target


def _now(work: Import, field: str) -> Context:
    """How the field is made at present."""
    column = next((name for name, target in work.mapping.items() if target == field), None)
    making = Making((column,)) if column else Making.read(work.made.get(field, {}))
    return {"steps": [], "joined": making.joined} | making.as_json()


def _keep(work: Import, actor: Actor, field: str, given: Context) -> None:
    """Put it among what was said of the file."""
    making = Making.read(given)
    mapping = {column: target for column, target in work.mapping.items() if target != field}
    made = {name: one for name, one in work.made.items() if name != field}
    if making.is_plain and making.sources[0] not in mapping:
        mapping[making.sources[0]] = field
    elif making != Making(joined=making.joined):
        made[field] = making.as_json()
    if not making.create:
        made = {name: one for name, one in made.items() if not name.startswith(f"{field}/")}
    imports.set_mapping(work, actor, mapping, None, made)


def _own(errors: dict[str, list[str]], field: str) -> dict[str, list[str]]:
    """By the names that this page's form has for its parts."""
    return {name.removeprefix(f"fields.{field}."): texts for name, texts in errors.items()}
