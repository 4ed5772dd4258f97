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
from guanxi.engine.errors import Invalid, NotAllowed, NotFound, WrongStage
from guanxi.engine.permissions import Actor
from guanxi.engine.reading import read_one
from guanxi.engine.reading.allowed import verbs_on
from guanxi.engine.wording import labelled
from guanxi.web import addresses, cells, panels, undoing
from guanxi.web.forms.once import do_once, sent_token, token
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.records.actions import as_record, asks_something, fits
from guanxi.web.records.asking import answers, questions

Context = dict[str, Any]
MOST_TOLD = 20


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
    way = undoing.offer(face, action, back=panels.behind(request))
    messages.success(request, _("%(verb)s: done") % {"verb": verb.label}, extra_tags=way)
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


def _touched(face: Entity, verb: Action, row: Context, actor: Actor) -> Context:
    """What the verb touches besides the record, the first of it."""
    told = getattr(as_record(face, row), verb.preview)(actor) if verb.preview else []
    return {"items": told[:MOST_TOLD], "items_more": max(0, len(told) - MOST_TOLD)}


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
        **_touched(face, verb, row, request.user),
        "form_url": addresses.page_url("act", face.name, row["id"], verb.name),
        "form_hidden": [token() if bad is None else sent_token(request)],
        "submit_label": str(verb.label),
        "cancel_url": url,
        "danger": verb.danger,
    }
    return render(request, "web/confirm.html", context, status=422 if bad else 200)
