"""A configuration taken out, and one brought in: compared, tried, carried out, taken back."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.engine import configuration, gate
from guanxi.engine.configuration import CHANGED, HERE_ONLY, NEW, SAME, Difference
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid
from guanxi.engine.models.move import APPLIED, COMPARED, Move
from guanxi.engine.permissions import Actor
from guanxi.engine.reading import Query, read_page
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.registry import registry
from guanxi.web import addresses, cells
from guanxi.web.forms.values import as_key
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.htmx import is_partial
from guanxi.web.views import configuration_back, jobs
from guanxi.web.views.imports import download_headers

Context = dict[str, Any]
EARLIER = 10
TONES = {COMPARED: "acc", APPLIED: "ok"}
VERBS = ("try_out", "apply")


def face() -> Entity:
    """The face of moves."""
    return registry.for_model(Move)


@page("GET", "POST")
def overview(request: Asking) -> HttpResponse:
    """What can be taken out, where a file is brought in, and what was brought in before."""
    moves, actor = face_of(request, face().name), request.user
    errors: list[str] = []
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            if upload is None:
                raise Invalid({"file": [_("Choose a file.")]})
            data = upload.read(configuration.LARGEST + 1)
            move = configuration.receive(actor, data, upload.name or "")
        except Invalid as bad:
            errors = [text for texts in bad.errors.values() for text in texts]
        else:
            return redirect(_url(move.pk))
    context = {
        "crumbs": [{"label": _("Configuration")}],
        "parts": [{"name": one.name, "label": capfirst(one.label_plural)} for one in configuration.parts(actor)],
        "download_url": addresses.page_url("configuration-download"),
        "form_url": addresses.page_url("configuration") if actor.access.may(moves.name, "apply") else "",
        "limit": f"{configuration.LARGEST // 1024 // 1024} MB",
        "max_bytes": configuration.LARGEST,
        "errors": errors,
        "own": configuration_back.own(actor),
        "days": configuration.DAYS,
        "earlier": _earlier(moves, actor),
    }
    return render(request, "web/configuration.html", context, status=422 if errors else 200)


@page()
def download(request: Asking) -> HttpResponse:
    """The document, with the kinds of records that were ticked."""
    face_of(request, face().name)
    names = request.GET.getlist("part") or None
    text = json.dumps(configuration.make(request.user, names), ensure_ascii=False, indent=2)
    name = f"guanxi-configuration-{timezone.localdate():%Y-%m-%d}.json"
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers=download_headers(name))


@page("GET", "POST")
def move(request: Asking, key: uuid.UUID) -> HttpResponse:
    """One document beside what is here, and what can be done with it."""
    moves, actor = face_of(request, face().name), request.user
    found = configuration.found(actor, key)
    if request.method == "POST":
        return _done(request, moves, found)
    running = _running(found, actor)
    if is_partial(request, "job") and running:
        return render(request, "web/parts/job_state.html", {"job": running})
    context: Context = {
        "crumbs": [{"label": _("Configuration"), "url": addresses.page_url("configuration")}, {"label": found.title}],
        "title": found.title,
        "state": {"label": capfirst(moves.fields["state"].to_text(found.state)), "tone": TONES.get(found.state, "off")},
        "job": running if running and running["running"] else None,
    }
    if context["job"] is None:
        context |= _compared(moves, found, actor)
    return render(request, "web/configuration_move.html", context)


def _done(request: Asking, moves: Entity, found: Move) -> HttpResponse:
    verb = request.POST.get("do", "")
    if verb not in VERBS:
        return redirect(_url(found.pk))
    chosen = request.POST.getlist("chosen")
    if not chosen:
        messages.warning(request, _("Tick what shall be brought in."))
        return redirect(_url(found.pk))
    configuration.choose(found, request.user, chosen)
    gate.act(moves, found.pk, verb, actor=request.user)
    return redirect(_url(found.pk))


def _running(found: Move, actor: Actor) -> Context | None:
    """The work on it, when there was any that this person may see."""
    work = jobs.face()
    if found.job is None or not actor.access.may(work.name, "read"):
        return None
    page = read_page(work, actor, Query(filter={"field": "id", "op": "eq", "value": str(found.job)}, limit=1))
    if not page.rows:
        return None
    told = jobs.job_state(work, page.rows[0], actor)
    to_it = {"label": _("To the comparison"), "url": _url(found.pk), "icon": face().icon, "primary": True}
    return told | {"state_url": _url(found.pk), "results": [] if told["running"] else [to_it]}


def _compared(moves: Entity, found: Move, actor: Actor) -> Context:
    differences = configuration.compare(actor, found.document)
    may = actor.access.may(moves.name, "apply")
    is_open = found.state == COMPARED
    chosen = None if found.chosen is None else set(found.chosen)
    groups = [
        {
            "label": capfirst(entity.label_plural),
            "icon": entity.icon,
            "same": sum(one.entity is entity and one.state == SAME for one in differences),
            "rows": _rows(entity, differences, (NEW, CHANGED), found.problems, chosen),
            "left": [(one.title, one.remarks) for one in differences if one.entity is entity and _is_quiet(one)],
            "only_here": _rows(entity, differences, (HERE_ONLY,), found.problems, chosen),
        }
        for entity in dict.fromkeys(one.entity for one in differences)
    ]
    known = {one.name for one in differences}
    return {
        "groups": groups,
        "strange": ", ".join(configuration.strange(actor, found.document)),
        "nothing": not any(group["rows"] or group["only_here"] for group in groups),
        "can_choose": may and is_open,
        "undo_url": addresses.page_url("configuration-back", found.pk) if may and found.state == APPLIED else "",
        "form_url": _url(found.pk),
        "back_url": addresses.page_url("configuration"),
        "note": _note(found),
        "stays": [] if is_open else _stays({n: text for n, text in found.problems.items() if n not in known}, actor),
    }


def _is_quiet(one: Difference) -> bool:
    """Whether it has no line of its own, though something of it is left out."""
    return one.state == SAME and bool(one.remarks)


def _stays(problems: dict[str, str], actor: Actor) -> list[Context]:
    """What was not taken back, and why."""
    found: list[Context] = []
    for name, text in problems.items():
        entity, _slash, key = name.partition("/")
        there = as_key(key)
        label = titles_of(entity, [there], actor.access).get(there, "—") if there else name
        found.append({"label": label, "url": addresses.record_url(entity, there) if there else "", "why": text})
    return found


def _rows(
    entity: Entity,
    differences: list[Difference],
    states: tuple[str, ...],
    problems: dict[str, str],
    chosen: set[str] | None,
) -> list[Context]:
    return [_row(one, problems, chosen) for one in differences if one.entity is entity and one.state in states]


def _row(one: Difference, problems: dict[str, str], chosen: set[str] | None) -> Context:
    label, tone = {
        NEW: (_("new"), "ok"),
        CHANGED: (_("different"), "acc"),
        HERE_ONLY: (_("only here"), "off"),
    }[one.state]
    return {
        "name": one.name,
        "title": one.entity.fields[one.entity.title].told(one.title),
        "url": addresses.record_url(one.entity.name, one.row["id"]) if one.row else "",
        "label": label,
        "tone": tone,
        "checked": one.name in chosen if chosen is not None else one.state in (NEW, CHANGED),
        "changes": [
            {"label": cells.label(one.entity, name), "here": _told(one, name, here), "there": _told(one, name, there)}
            for name, here, there in (one.changes if one.state == CHANGED else ())
        ],
        "problem": problems.get(one.name, ""),
        "above": " › ".join(map(str, one.identity[:-1])) if configuration.is_tree(one.entity) else "",
        "remarks": one.remarks,
    }


def _told(one: Difference, name: str, value: Any) -> str:
    if name in one.entity.lines and isinstance(value, list):
        parts = one.entity.lines[name].fields
        return "\n".join(_words({part: line.get(part) for part in parts if isinstance(line, dict)}) for line in value)
    kind = one.entity.fields.get(name)
    if kind is not None and isinstance(value, str):
        value = kind.told(value)
        return cells.words(kind, value) if kind.kind in ("choice", "text", "long_text") else _words(value)
    return _words(value)


def _words(value: Any) -> str:
    """A value of the document as people read it; lines one below the other."""
    if value in (None, "", []):
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "\n".join(_words(one) for one in value)
    if isinstance(value, dict):
        return " · ".join(_words(one) for one in value.values() if one not in (None, "", False, []))
    return str(value)


def _note(found: Move) -> Context | None:
    """What came of the last attempt."""
    n = len(found.problems)
    if found.state == COMPARED and n:
        told = ngettext(
            "%(n)s thing stands in the way. Nothing was brought in; everything is as it was.",
            "%(n)s things stand in the way. Nothing was brought in; everything is as it was.",
            n,
        )
        return {"text": told % {"n": n}, "tone": "bad", "icon": "alert-circle"}
    if found.state == APPLIED and n:
        return {
            "text": _("Later work stands in the way. Nothing was taken back."),
            "tone": "bad",
            "icon": "alert-circle",
        }
    if found.state == COMPARED and found.tried is not None:
        return {"text": _("Tried out: nothing stands in the way."), "tone": "ok", "icon": "circle-check"}
    return None


def _earlier(moves: Entity, actor: Actor) -> list[Context]:
    query = Query(sort=("-created_at",), limit=EARLIER, fields=("title", "state", "owner", "created_at"))
    return [
        {
            "label": row["title"],
            "url": _url(row["id"]),
            "meta": f"{timezone.localtime(row['created_at']):%Y-%m-%d %H:%M} · {row['owner'] or _('System')}",
            "status": capfirst(moves.fields["state"].to_text(row["state"])),
            "tone": TONES.get(row["state"], "off"),
        }
        for row in read_page(moves, actor, query).rows
    ]


def _url(key: Any) -> str:
    return addresses.page_url("configuration-move", key)
