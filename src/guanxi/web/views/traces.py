"""Who saw what is sensitive, who took out what, and whether the history that says so is whole."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, NotFound
from guanxi.engine.events import proving
from guanxi.engine.events.traces import RIGHT, Wanted, traces
from guanxi.engine.jobs import Job, enqueue
from guanxi.engine.models.event import Event
from guanxi.engine.permissions import Actor
from guanxi.engine.reading.history import in_place
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.registry import registry
from guanxi.engine.wording import listed
from guanxi.web import addresses, cells, marks
from guanxi.web.forms.values import as_key
from guanxi.web.guard import Asking, page

Context = dict[str, Any]
LABELS = {
    "see": pgettext_lazy("trace", "Read"),
    "reveal": pgettext_lazy("trace", "Had shown"),
    "export": pgettext_lazy("trace", "Took out"),
    "alarm": pgettext_lazy("trace", "Unusual reading"),
    "disclose": pgettext_lazy("trace", "Personal data taken out"),
    "erase": pgettext_lazy("trace", "Personal data erased"),
}
SYSTEM = gettext_lazy("System")


@page()
def seen(request: Asking) -> HttpResponse:
    """The traces, newest first, of everybody or of one person, one record, one kind."""
    actor = request.user
    asked = {name: request.GET.get(name, "") for name in ("verb", "person", "record")}
    wanted = Wanted(actor=_key(asked["person"]), record=_key(asked["record"]), verb=asked["verb"])
    found = traces(actor, wanted, request.GET.get("cursor", ""))
    n = len(found.rows)
    context = {
        "title": _("Who saw what"),
        "filters": [
            {"label": label, "url": _url(asked, verb=verb), "active": asked["verb"] == verb}
            for verb, label in (("", _("All")), *((verb, str(LABELS[verb])) for verb in LABELS))
        ],
        "narrowed": bool(asked["person"] or asked["record"]),
        "all_url": addresses.page_url("traces"),
        "rows": _rows(found.rows, actor),
        "proof": _proof(actor),
        "pager": {
            "text": ngettext("%(n)d shown", "%(n)d shown", n) % {"n": n},
            "previous_url": "",
            "next_url": _url(asked, cursor=found.next) if found.next else "",
        },
        "empty": {
            "title": _("Nothing yet"),
            "text": _("What people read that is sensitive, had shown or took out stands here."),
        },
    }
    return render(request, "web/traces.html", context)


@page("POST")
def prove(request: Asking) -> HttpResponse:
    """Have the whole history looked at."""
    if not request.user.access.may(*RIGHT):
        raise NotFound()
    job = enqueue(proving.NAME, {}, actor=request.user)
    return redirect(addresses.page_url("job-progress", job.pk))


def _key(text: str) -> uuid.UUID | None:
    key = as_key(text) if text else None
    if text and key is None:
        raise BadQuery(_("This page mark can't be read. Begin again from the first page."))
    return key


def _url(asked: dict[str, str], **more: str) -> str:
    return addresses.page_url("traces", **{name: value for name, value in {**asked, **more}.items() if value})


def _proof(actor: Actor) -> Context:
    """What came of the last look at the history."""
    jobs = Job.objects.visible_to(actor).filter(name=proving.NAME, finished_at__isnull=False)
    last = jobs.order_by("-finished_at").first()
    told = {
        "prove_url": addresses.page_url("traces-prove"),
        "text": _("Nobody has asked for the proof yet."),
        "tone": "",
    }
    if last is not None:
        day = timezone.localtime(last.finished_at).strftime("%Y-%m-%d %H:%M")
        told["text"] = f"{day} · {last.error or _whole(last.result or {})}"
        told["tone"] = "bad" if last.error else "ok"
        told["url"] = addresses.page_url("job-progress", last.pk)
    return told


def _whole(proved: dict[str, int]) -> str:
    told = {"n": f"{proved.get('events', 0):,}", "seals": f"{proved.get('seals', 0):,}"}
    return _("The history is whole: %(n)s events, %(seals)s seals.") % told


def _rows(events: list[Event], actor: Actor) -> list[Context]:
    named = {key for event in events for key in (event.actor, event.instead_of) if key}
    people = titles_of(marks.people(), named, actor.access)
    titles: dict[str, dict[uuid.UUID, str]] = {}
    for name in {event.entity for event in events}:
        keys = {event.record for event in events if event.entity == name and event.record}
        titles[name] = titles_of(name, keys, actor.access)
    return [_row(event, people, titles[event.entity].get(event.record) if event.record else None) for event in events]


def _row(event: Event, people: dict[uuid.UUID, str], title: str | None) -> Context:
    face = registry.get(event.entity)
    name = people.get(event.actor, "") if event.actor else ""
    return {
        "person": marks.person(event.actor, name) if event.actor and name else None,
        "who": in_place(name, people.get(event.instead_of, "")) or str(SYSTEM),  # type: ignore[arg-type]
        "person_url": addresses.page_url("traces", person=event.actor) if event.actor else "",
        "verb": str(LABELS[event.verb]),
        "bad": event.verb == "alarm",
        "what": _what(event, face),
        "title": title or "",
        "url": addresses.record_url(event.entity, event.record) if title else "",
        "when": timezone.localtime(event.at).strftime("%Y-%m-%d %H:%M"),
        "why": str(event.changes.get("why", "")) or event.reason,
        "address": event.address,
    }


def _what(event: Event, face: Entity | None) -> str:
    told = event.changes
    if event.verb == "alarm":
        return _("%(n)s rows in an hour") % {"n": f"{int(told.get('rows', 0)):,}"}
    if face is None:
        return event.entity
    if event.verb == "export":
        number = face.numbered(int(told.get("count", 0)))
        return _("%(things)s as %(format)s") % {"things": number, "format": str(told.get("format", "")).upper()}
    if event.verb not in ("see", "reveal"):
        return capfirst(face.label)
    fields = listed(cells.label(face, name) for name in told.get("fields", ()) if name in face.fields)
    if "count" in told:
        return _("%(fields)s of %(things)s") % {"fields": fields, "things": face.numbered(int(told["count"]))}
    return fields
