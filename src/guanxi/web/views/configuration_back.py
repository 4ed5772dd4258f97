"""What was brought in, or what one changed oneself, taken back in one go: first what becomes of each record."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine import configuration, gate
from guanxi.engine.configuration import CHANGES, GOES, RETURNS, Fate
from guanxi.engine.errors import BadQuery, Invalid, NotAllowed
from guanxi.engine.models import Event
from guanxi.engine.models.move import APPLIED, Move
from guanxi.engine.permissions import Actor
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.registry import registry
from guanxi.engine.wording import labelled
from guanxi.web import addresses
from guanxi.web.forms.once import do_once, sent_token, token
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.records.timeline import VERBS

Context = dict[str, Any]
GROUPS = {
    GOES: gettext_lazy("To the recycle bin"),
    CHANGES: gettext_lazy("As it was before"),
    RETURNS: gettext_lazy("Out of the recycle bin"),
}
OWN_SHOWN = 20
NAMED = 3
"""So many records of one change are named."""


@page("GET", "POST")
def back(request: Asking, key: uuid.UUID) -> HttpResponse:
    """One that was brought in."""
    moves, actor = face_of(request, registry.for_model(Move).name), request.user
    found, place = configuration.found(actor, key), addresses.page_url("configuration-move", key)
    if not actor.access.may(moves.name, "apply"):
        raise NotAllowed()
    if found.state != APPLIED:
        return redirect(place)
    if request.method == "POST":
        try:
            do_once(request, lambda: _begun(gate.act(moves, key, "undo", _answers(request), actor=actor)))
        except Invalid:
            pass  # somebody worked on it meanwhile: the page says on what
        else:
            return redirect(place)
    fates = configuration.take_back(actor, configuration.deeds_of(found), leave=False, is_dry=True)
    crumbs = [{"label": found.title, "url": place}]
    return _page(request, fates, _("Take back “%(title)s”") % {"title": found.title}, crumbs, place)


@page("GET", "POST")
def own_back(request: Asking) -> HttpResponse:
    """One's own changes since a moment."""
    face_of(request, registry.for_model(Move).name)
    actor, place = request.user, addresses.page_url("configuration")
    if request.method != "POST" and "since" not in request.GET:
        return redirect(place)  # there one chooses since when
    since = _moment(request)
    if request.method == "POST":
        leave = _answers(request)["leave"]

        def work() -> dict[str, Any]:
            deeds = configuration.own_deeds(actor, since)
            done = configuration.take_back(actor, deeds, leave=leave, is_dry=False)
            stuck = configuration.in_the_way(done)
            if stuck and not leave:
                raise Invalid({"": configuration.told(stuck)})
            return {"done": len(done) - len(stuck)}

        try:
            told = do_once(request, work)
        except Invalid:
            pass  # somebody worked on it meanwhile: the page says on what
        else:
            messages.success(request, _("Taken back: %(n)d") % {"n": told["done"]})
            return redirect(place)
    fates = configuration.take_back(actor, configuration.own_deeds(actor, since), leave=False, is_dry=True)
    day = timezone.localtime(since).strftime("%Y-%m-%d %H:%M:%S")
    return _page(request, fates, _("Take back what you changed since %(day)s") % {"day": day}, [], place)


def own(actor: Actor) -> list[Context]:
    """What this person changed last, by the forms that were sent; each with the way back to before it."""
    events = configuration.own_changes(actor)
    rows = [list(group) for _request, group in groupby(events, key=lambda event: event.request or str(event.pk))]
    rows = rows[:OWN_SHOWN]
    titles: dict[Any, str] = {}
    for name in {event.entity for row in rows for event in row}:
        titles |= titles_of(
            name, [e.record for row in rows for e in row if e.entity == name and e.record], actor.access
        )
    return [
        {
            "when": timezone.localtime(row[-1].at).strftime("%Y-%m-%d %H:%M"),
            "what": [_deed(event, titles) for event in row[:NAMED]],
            "more": max(0, len(row) - NAMED),
            "why": _(row[0].reason) if row[0].reason else "",
            "url": addresses.page_url("configuration-own-back", since=row[-1].at.isoformat()),
        }
        for row in rows
    ]


def _deed(event: Event, titles: dict[Any, str]) -> str:
    face = registry[event.entity]
    action = face.actions.get(event.verb)
    verb = action.label if action else VERBS.get(event.verb, event.verb)
    title = face.fields[face.title].told(titles.get(event.record, "—"))
    return labelled(verb, _("%(thing)s “%(title)s”") % {"thing": face.label, "title": title})


def _page(request: Asking, fates: Sequence[Fate], title: str, crumbs: list[Context], back_url: str) -> HttpResponse:
    stuck = configuration.in_the_way(fates)
    free = [fate for fate in fates if not fate.problem]
    context = {
        "crumbs": [
            {"label": _("Configuration"), "url": addresses.page_url("configuration")},
            *crumbs,
            {"label": _("Take back")},
        ],
        "title": title,
        "stuck": [_row(fate) for fate in stuck],
        "groups": [
            {"label": str(label), "rows": [_row(fate) for fate in free if fate.what == what]}
            for what, label in GROUPS.items()
        ],
        "free": len(free),
        "form_url": request.get_full_path(),
        "form_hidden": [sent_token(request) if request.method == "POST" else token()],
        "back_url": back_url,
    }
    return render(request, "web/configuration_back.html", context, status=409 if request.method == "POST" else 200)


def _row(fate: Fate) -> Context:
    return {
        "kind": capfirst(fate.entity.label),
        "title": fate.title,
        "url": addresses.record_url(fate.entity.name, fate.key),
        "problem": fate.problem,
    }


def _answers(request: Asking) -> dict[str, bool]:
    return {"leave": request.POST.get("leave") == "1"}


def _begun(_record: Any) -> dict[str, Any]:
    return {}


def _moment(request: Asking) -> dt.datetime:
    try:
        since = dt.datetime.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        since = None
    if since is None or since.tzinfo is None:
        raise BadQuery(_("This page mark can't be read. Begin again from the first page."))
    return since
