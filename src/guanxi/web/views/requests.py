"""Requests for protection: what waits for one's word, agreed to or declined one by one."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from guanxi.engine import gate
from guanxi.engine.errors import BadQuery, Conflict, EngineError, NotFound
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.registry import registry
from guanxi.ownership import pools, protecting
from guanxi.ownership.protecting import Request
from guanxi.web import addresses, answers, cells, marks
from guanxi.web.forms.once import do_once, token
from guanxi.web.guard import Asking, page

Context = dict[str, Any]


@page()
def requests(request: Asking) -> HttpResponse:
    """Everything for which this person may give protection, the oldest first."""
    found = protecting.waiting_for(request.user)
    if not found and not protecting.decides(request.user):
        raise NotFound()
    shown = [_shown(request, one, _names(one)) for one in found]
    context = {
        "title": _("Requests for protection"),
        "requests": shown,
        "once": token(),
        "empty": {
            "title": _("Nothing waits for your word"),
            "text": _("When somebody asks to keep a record from falling to a pool, it stands here."),
        },
    }
    return render(request, "web/requests.html", context)


def _names(one: Request) -> dict[uuid.UUID, str]:
    keys = {one.record.owner_id, one.record.asked_by_id} - {None}
    return titles_of(marks.people(), keys, one.actor.access)


def _shown(request: Asking, one: Request, names: dict[uuid.UUID, str]) -> Context:
    record, access = one.record, one.actor.access
    asker, mine = record.asked_by_id, record.asked_by_id == request.user.pk
    may_open = one.actor is request.user
    return {
        "title": cells.record_title(one.entity, record, access),
        "url": addresses.record_url(one.entity.name, record.pk) if may_open else "",
        "icon": one.entity.icon,
        "owner": names.get(record.owner_id, _("hidden")),
        "asker": names.get(asker, _("hidden")) if asker != record.owner_id else "",
        "pool": record.pool.name if record.pool else "",
        "until": record.asked_until,
        "why": record.asked_why if access.readable(one.entity, "asked_why") else "",
        "asked": date_format(timezone.localtime(record.asked_at), "DATETIME_FORMAT"),
        "kept": record.asked_holds if record.asked_holds and record.asked_holds >= timezone.localdate() else None,
        "falls": record.falls_on if access.readable(one.entity, "falls_on") else None,
        "mine": mine,
        "key": str(record.pk),
        "version": record.version,
        "decide_url": addresses.page_url("request", one.entity.name, record.pk),
    }


@page("POST")
def decide(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """Agree, perhaps to a shorter time, or decline with a word; a refusal is told on the page of requests."""
    face = registry.get(entity)
    if face is None or face not in list(pools.pooled()):
        raise NotFound()
    deed, version = request.POST.get("deed", ""), request.POST.get("version", "")
    if deed not in protecting.VERBS or not version.isdecimal() or len(version) > 9:
        raise BadQuery(_("This form is incomplete. Reload the page and send it again."))
    actor = protecting.decider(request.user, face, key)
    said = {"word": request.POST.get("word", "")}
    if deed == "agree":
        said["until"] = request.POST.get("until", "")

    def work() -> Context:
        verb = protecting.VERBS[deed]
        record = gate.act(face, key, verb, said, actor=actor, version=int(version), given="text")
        return {"title": cells.record_title(face, record, actor.access)}

    try:
        done = do_once(request, work)
    except Conflict:
        messages.error(request, _("It changed meanwhile. Look at it again before you decide."))
    except EngineError as bad:
        messages.error(request, answers.told(bad))
    else:
        pattern = _("Protected: %(what)s") if deed == "agree" else _("Declined: %(what)s")
        messages.success(request, pattern % {"what": done["title"]})
    return redirect(addresses.page_url("requests"))
