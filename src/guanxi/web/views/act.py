"""A verb on one record, and verbs on many."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine import gate
from guanxi.engine.action import Action
from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, Invalid, NotAllowed, NotFound, WrongStage
from guanxi.engine.reading import read_one
from guanxi.engine.reading.allowed import verbs_on
from guanxi.engine.wording import labelled
from guanxi.web import addresses, cells, panels, undoing
from guanxi.web.forms.once import do_once, sent_token, token
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.lists import bulk as picked
from guanxi.web.records.actions import asks_something, fits
from guanxi.web.records.asking import answers, questions

Context = dict[str, Any]


@page("GET", "POST")
def act(request: Asking, entity: str, key: uuid.UUID, action: str) -> HttpResponse:
    """Ask what the verb asks for, then do it."""
    face = face_of(request, entity)
    verb = face.actions.get(action)
    if verb is None:
        raise NotFound()
    row = read_one(face, key, request.user)
    if request.method != "POST":
        _judge(request, face, verb, row)
        return _asking(request, face, verb, row)

    def work() -> dict[str, str]:
        gate.act(face, key, action, answers(face, verb, request.POST), actor=request.user, given="text")
        return {"id": str(key)}

    try:
        do_once(request, work)
    except Invalid as bad:
        if not asks_something(verb):
            raise
        return _asking(request, face, verb, row, bad)
    messages.success(request, _("%(verb)s: done") % {"verb": verb.label}, extra_tags=undoing.offer(face, action))
    if panels.in_panel(request):
        return panels.saved(request, face, key)
    return redirect(addresses.way_back(request, _after(request, face, key)))


def _judge(request: Asking, face: Entity, verb: Action, row: Context) -> None:
    """Refuse before asking, not after."""
    if verb.verb not in verbs_on(face, row["id"], request.user, (verb.verb,)):
        raise NotAllowed()
    if not fits(face, verb, row):
        raise WrongStage(_("“%(verb)s” isn't possible now.") % {"verb": verb.label})


def _after(request: Asking, face: Entity, key: uuid.UUID) -> str:
    """The record, unless the verb took it out of this person's sight."""
    try:
        read_one(face, key, request.user, fields=())
    except NotFound:
        return addresses.list_url(face.name)
    return addresses.record_url(face.name, key)


def _asking(request: Asking, face: Entity, verb: Action, row: Context, bad: Invalid | None = None) -> HttpResponse:
    url = addresses.record_url(face.name, row["id"])
    asked = questions(face, verb, request, row, bad)
    context = {
        "crumbs": [
            {"label": capfirst(face.label_plural), "url": addresses.list_url(face.name)},
            {"label": cells.title_of(face, row), "url": url},
            {"label": str(verb.label)},
        ],
        "title": labelled(verb.label, cells.title_of(face, row)),
        "text": asked.text,
        "fields": asked.fields,
        "form_url": addresses.page_url("act", face.name, row["id"], verb.name),
        "form_hidden": [token() if bad is None else sent_token(request)],
        "submit_label": str(verb.label),
        "cancel_url": url,
        "danger": verb.danger,
    }
    return render(request, "web/confirm.html", context, status=422 if bad else 200)


@page("POST")
def bulk(request: Asking, entity: str) -> HttpResponse:
    """A verb on the rows that were picked; what it asks for is asked in between."""
    face = face_of(request, entity)
    keys, verb = picked.keys(request.POST.getlist("ids")), request.POST.get("action", "")
    back = addresses.way_back(request, addresses.list_url(face.name))
    action = face.actions.get(verb)
    if action is None and verb not in ("delete", "restore"):
        raise BadQuery(_("There is no such action."))
    if not keys:
        messages.warning(request, _("Nothing was picked."))
        return redirect(back)
    values: dict[str, Any] | None = None
    if action is not None:
        if asks_something(action) and "confirmed" not in request.POST:
            return _asking_many(request, face, action, keys, back)
        values = answers(face, action, request.POST)
    result = gate.bulk(face, keys, verb, values, actor=request.user, given="text")
    wrong = next((error for error in result.refused.values() if isinstance(error, Invalid)), None)
    if wrong and action and not result.done:
        return _asking_many(request, face, action, keys, back, wrong)
    if result.done:
        way = undoing.offer(face, verb, back=back)
        messages.success(request, picked.told(face, verb, result), extra_tags=way)
    if result.refused:
        messages.warning(request, picked.refused(face, result))
    return redirect(back)


def _asking_many(
    request: Asking, face: Entity, action: Action, keys: list[uuid.UUID], back: str, bad: Invalid | None = None
) -> HttpResponse:
    asked = questions(face, action, request, None, bad)
    n = len(keys)
    context = {
        "crumbs": [{"label": capfirst(face.label_plural), "url": back}, {"label": str(action.label)}],
        "title": labelled(action.label, face.numbered(n)),
        "text": asked.text,
        "fields": asked.fields,
        "form_url": addresses.page_url("bulk", face.name),
        "form_hidden": [
            ("action", action.name),
            ("next", back),
            ("confirmed", "1"),
            *(("ids", str(key)) for key in keys),
        ],
        "submit_label": str(action.label),
        "cancel_url": back,
        "danger": action.danger,
    }
    return render(request, "web/confirm.html", context, status=422 if bad else 200)
