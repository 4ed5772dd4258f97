"""A record moved along the stages that a company draws: asked first, with what is missing there."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.reading import read_one
from guanxi.engine.reading.allowed import verbs_on
from guanxi.web import addresses, cells, panels
from guanxi.web.forms.fields import field_row
from guanxi.web.forms.once import do_once, sent_token, token
from guanxi.web.forms.values import Submitted, tidy, titles_for, to_shown
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.templatetags.gx import UNDO

Context = dict[str, Any]


@page("GET", "POST")
def move(request: Asking, entity: str, key: uuid.UUID, step: str) -> HttpResponse:
    """Ask whether to move the record there, then do it."""
    face = face_of(request, entity)
    row = read_one(face, key, request.user)
    stage: Any = face.stage
    if stage is None or stage.only_by_verb or step not in stage.steps or stage.name not in row:
        raise NotFound()
    if stage.name not in request.user.access.changeable(face) or "update" not in verbs_on(
        face, key, request.user, ("update",)
    ):
        raise NotAllowed()
    if request.method != "POST":
        return _asking(request, face, row, step)
    told: dict[str, int] = {}  # empty when a double click did it before

    def work() -> dict[str, str]:
        values = {**_answers(request, face), stage.name: step}
        told["version"] = gate.update(face, key, values, actor=request.user, given="text").version or 0
        return {"id": str(key)}

    try:
        do_once(request, work)
    except Invalid as bad:
        return _asking(request, face, row, step, bad)
    _tell(request, face, row, step, told.get("version", 0))
    return panels.done(request, face, key)


def _tell(request: Asking, face: Entity, row: Context, step: str, version: int) -> None:
    stage: Any = face.stage
    undo = ""
    if version > row["version"]:
        undo = UNDO + addresses.page_url("put-back", face.name, row["id"], field=stage.name, version=version)
    messages.success(request, _("Moved to “%(stage)s”") % {"stage": stage.to_text(step)}, extra_tags=undo)


def _answers(request: Asking, face: Entity) -> dict[str, Submitted]:
    """What was filled in because the stage asks for it."""
    offered = request.user.access.changeable(face)
    asked = [name for name in request.POST if name in offered and name in face.fields]
    return {name: tidy(face.fields[name].from_inputs(request.POST.getlist(name))) for name in asked}


def _missing(request: Asking, face: Entity, row: Context, step: str, bad: Invalid) -> dict[str, Context]:
    """The fields without which the record can't come there: with a fault, or such as the rule of the stage goes by."""
    stage: Any = face.stage
    rule = face.gates.get(step) if stage.name in bad.errors else None
    wanted = {*bad.errors, *_answers(request, face), *(rule.uses if rule else ())} - {stage.name}
    names = [name for name in face.fields if name in wanted & set(request.user.access.changeable(face))]
    typed = _answers(request, face)
    titles = titles_for([(face.fields[name], typed[name]) for name in names if name in typed], request.user.access)
    return {
        name: field_row(
            face.fields[name],
            to_shown(face.fields[name], typed[name], titles) if name in typed else row.get(name),
            name=name,
            errors=bad.errors.get(name),
            focus=not place,
            needed=True,
        )
        for place, name in enumerate(names)
    }


def _asking(request: Asking, face: Entity, row: Context, step: str, bad: Invalid | None = None) -> HttpResponse:
    stage: Any = face.stage
    url, title = addresses.record_url(face.name, row["id"]), cells.title_of(face, row)
    fields = _missing(request, face, row, step, bad) if bad else {}
    others = [text for name, texts in bad.errors.items() if name not in fields for text in texts] if bad else []
    here = {"record": title, "stage": stage.to_text(row[stage.name])}
    context = {
        "crumbs": [
            {"label": capfirst(face.label_plural), "url": addresses.list_url(face.name)},
            {"label": title, "url": url},
            {"label": stage.to_text(step)},
        ],
        "title": _("Move to “%(stage)s”?") % {"stage": stage.to_text(step)},
        "text": " ".join(others) or _("“%(record)s” is at “%(stage)s” now.") % here,
        "fields": list(fields.values()),
        "form_url": addresses.page_url("stage", face.name, row["id"], step),
        "form_hidden": [sent_token(request) if bad else token()],
        "submit_label": pgettext("to another stage", "Move"),
        "cancel_url": url,
    }
    return render(request, "web/confirm.html", context, status=422 if bad else 200)
