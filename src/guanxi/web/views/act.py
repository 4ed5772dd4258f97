"""A verb on one record, and verbs on many."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine import gate
from guanxi.engine.action import Action
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid, NotAllowed, NotFound, WrongStage
from guanxi.engine.nightly import NightlyRule
from guanxi.engine.permissions import Actor
from guanxi.engine.reading import read_one
from guanxi.engine.reading.allowed import verbs_on
from guanxi.engine.simulating import look
from guanxi.engine.wording import About, labelled
from guanxi.web import addresses, cells, foresight, panels, undoing
from guanxi.web.forms.once import do_once, sent_token, token
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.records.actions import as_record, asks_something, fits
from guanxi.web.records.asking import answers, questions

Context = dict[str, Any]
MOST_TOLD = 40
SEEN = "seen"
"""The hidden field that says with which answers somebody saw what would happen."""


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
    if (rule := _simulated(face, verb, row)) is not None and foresight.ASKED in request.POST:
        _judge(request, face, verb, row)
        foresight.answered(request, rule)
        url = addresses.page_url("act", face.name, key, action)
        return _asking(request, face, verb, row) if panels.in_panel(request) else redirect(url)

    try:
        if told := _foreseen(request, face, verb, key):
            return _asking(request, face, verb, row, told=told)
    except Invalid as bad:
        return _asking(request, face, verb, row, bad)

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
    return panels.done(request, face, key)


def _judge(request: Asking, face: Entity, verb: Action, row: Context) -> None:
    """Refuse before asking, not after."""
    if verb.verb not in verbs_on(face, row["id"], request.user, (verb.verb,)):
        raise NotAllowed()
    if not fits(face, verb, row):
        why: str = as_record(face, row).why_not(verb.name)  # type: ignore[attr-defined]
        raise WrongStage(why or _("“%(verb)s” isn't possible now.") % {"verb": verb.label})


def _foreseen(request: Asking, face: Entity, verb: Action, key: uuid.UUID) -> list[str]:
    """What the verb would do with these answers; nothing where they were seen with it already."""
    if not verb.foresee or request.POST.get(SEEN) == _mark(request, face, verb):
        return []
    given = answers(face, verb, request.POST)
    return gate.foresee(face, key, verb.name, given, actor=request.user, given="text")


def _mark(request: Asking, face: Entity, verb: Action) -> str:
    """These answers and no others."""
    told = json.dumps(answers(face, verb, request.POST), sort_keys=True, default=str)
    return sha256(told.encode()).hexdigest()[:16]


def _simulated(face: Entity, verb: Action, row: Context) -> NightlyRule | None:
    """The rule, where the verb is seen before by what the rule would do."""
    rule = as_record(face, row) if verb.preview else None
    return rule if isinstance(rule, NightlyRule) else None


def _touched(face: Entity, verb: Action, row: Context, actor: Actor) -> Context:
    """What the verb touches besides the record, the first of it; or how far it is until that is known."""
    if (rule := _simulated(face, verb, row)) is not None:
        seen = look(rule, actor)
        told = rule.simulation(actor).told(seen.found) if seen.found is not None else []
        url = addresses.page_url("act", face.name, row["id"], verb.name)
        return _first(told) | {"foresight": foresight.shown(seen, actor, url)}
    return _first(getattr(as_record(face, row), verb.preview)(actor) if verb.preview else [])


def _first(told: Sequence[str]) -> Context:
    return {"items": [_shown(line) for line in told[:MOST_TOLD]], "items_more": max(0, len(told) - MOST_TOLD)}


def _shown(line: str) -> str:
    """A line of text; it leads to the record that it is about."""
    if isinstance(line, About):
        return format_html('<a href="{}">{}</a>', addresses.record_url(line.entity, line.key), line)
    return line


def _asking(
    request: Asking,
    face: Entity,
    verb: Action,
    row: Context,
    bad: Invalid | None = None,
    told: Sequence[str] = (),
) -> HttpResponse:
    """The questions; after a refusal with what is wrong, and with what would happen once that was worked out."""
    url = addresses.record_url(face.name, row["id"])
    asked = questions(face, verb, request, row, Invalid({}) if told else bad)
    again = bad is not None or bool(told)
    context = {
        "crumbs": [
            {"label": capfirst(face.label_plural), "url": addresses.list_url(face.name)},
            {"label": cells.title_of(face, row), "url": url},
            {"label": str(verb.label)},
        ],
        "title": labelled(verb.label, cells.title_of(face, row)),
        "text": asked.text,
        "fields": asked.fields,
        **(_first(told) if told else _touched(face, verb, row, request.user)),
        "form_url": addresses.page_url("act", face.name, row["id"], verb.name),
        "form_hidden": [
            sent_token(request) if again else token(),
            *([(SEEN, _mark(request, face, verb))] if told else []),
        ],
        "submit_label": _("See what changes") if verb.foresee and not told else str(verb.label),
        "cancel_url": url,
        "sign": verb.icon or ("alert-triangle" if verb.danger else ""),
        "danger": verb.danger and (bool(told) or not verb.foresee),
    }
    return render(request, "web/confirm.html", context, status=422 if bad else 200)
