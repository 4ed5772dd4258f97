"""Verbs on many records: the picked ones at once, everything that matches in the background; and their undoing."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine import gate, mass
from guanxi.engine.action import Action
from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, Invalid, NotAllowed
from guanxi.engine.fields.base import Kind
from guanxi.engine.gate import BulkResult
from guanxi.engine.models.job import Job
from guanxi.engine.registry import registry
from guanxi.engine.uniting.merging import MOST
from guanxi.engine.wording import labelled
from guanxi.web import addresses, cells, undoing
from guanxi.web.forms.fields import field_row
from guanxi.web.forms.values import Submitted, tidy, titles_for, to_shown
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.lists import bulk as telling
from guanxi.web.lists.picking import Picked, picked
from guanxi.web.records.actions import asks_something
from guanxi.web.records.asking import answers, questions

Context = dict[str, Any]
STANDARD = ("update", "delete", "restore")


@page("POST")
def bulk(request: Asking, entity: str) -> HttpResponse:
    """A verb on many records; what it asks for is asked in between."""
    face = face_of(request, entity)
    verb = request.POST.get("action", "")
    action = face.actions.get(verb)
    if action is None and verb not in (*STANDARD, "export", "merge"):
        raise BadQuery(_("There is no such action."))
    chosen = picked(request, face)
    if chosen.keys is not None and not chosen.keys:
        messages.warning(request, _("Nothing was picked."))
        return redirect(chosen.back)
    if verb == "export":
        told = chosen.state.parameters() | {"filter": addresses.compact(chosen.narrowing())}
        return redirect(addresses.with_query(addresses.page_url("export", face.name), told))
    if verb == "merge":
        return _to_merge(request, chosen)
    confirmed = "confirmed" in request.POST
    if verb == "update":
        return _update(request, chosen) if confirmed else _editing(request, chosen)
    values: dict[str, Any] | None = None
    if action is not None:
        if not confirmed and (asks_something(action) or chosen.keys is None):
            return _asking(request, chosen, action)
        values = answers(face, action, request.POST)
    elif chosen.keys is None and not confirmed:
        return _sure(request, chosen, verb)
    return _carry_out(request, chosen, verb, values, action)


def _to_merge(request: Asking, chosen: Picked) -> HttpResponse:
    """The picked records side by side."""
    if chosen.keys is None or not 2 <= len(chosen.keys) <= MOST:
        messages.warning(request, _("Choose from two to five records."))
        return redirect(chosen.back)
    told = ",".join(str(key) for key in chosen.keys)
    return redirect(addresses.page_url("merge", chosen.entity.name, records=told))


def _carry_out(
    request: Asking, chosen: Picked, verb: str, values: dict[str, Any] | None, action: Action | None = None
) -> HttpResponse:
    face = chosen.entity
    if chosen.keys is None:
        size = chosen.size(request.user)
        title = labelled(telling.verb_label(face, verb), face.numbered(size.value, size))
        job = mass.begin(chosen.wish(verb, values), request.user, title)
        return redirect("web:job-progress", job.pk)
    result = gate.bulk(face, list(chosen.keys), verb, values, actor=request.user, given="text")
    wrong = next((error for error in result.refused.values() if isinstance(error, Invalid)), None)
    if wrong and not result.done and (action is not None or verb == "update"):
        return _asking(request, chosen, action, wrong) if action else _editing(request, chosen, wrong)
    _tell(request, face, verb, result, chosen.back)
    return redirect(chosen.back)


def _tell(request: Asking, face: Entity, verb: str, result: BulkResult, back: str) -> None:
    if result.done:
        messages.success(request, telling.told(face, verb, result), extra_tags=undoing.offer(face, verb, back=back))
    if result.refused:
        messages.warning(request, telling.refused(face, result))


@page("POST")
def undo_job(request: Asking, key: uuid.UUID) -> HttpResponse:
    """Take back what a job of this person did; the way back is a job itself."""
    face_of(request, registry.for_model(Job).name)
    return redirect("web:job-progress", mass.begin_undo(key, request.user).pk)


# --- asking -----------------------------------------------------------------------------------------------------------


def _page(chosen: Picked, request: Asking, label: str, **more: Any) -> Context:
    face, size = chosen.entity, chosen.size(request.user)
    return {
        "crumbs": [{"label": capfirst(face.label_plural), "url": chosen.back}, {"label": label}],
        "title": labelled(label, face.numbered(size.value, size)),
        "note": _("So many are changed in the background; you can watch, stop and undo it.")
        if chosen.keys is None
        else "",
        "form_url": addresses.page_url("bulk", face.name),
        "submit_label": label,
        "cancel_url": chosen.back,
        **more,
    }


def _asking(request: Asking, chosen: Picked, action: Action, bad: Invalid | None = None) -> HttpResponse:
    asked = questions(chosen.entity, action, request, None, bad)
    context = _page(chosen, request, str(action.label), fields=asked.fields, danger=action.danger)
    context["text"] = " ".join(part for part in (asked.text, context["note"]) if part)
    context["form_hidden"] = [("action", action.name), ("confirmed", "1"), *chosen.hidden()]
    return render(request, "web/confirm.html", context, status=422 if bad else 200)


def _sure(request: Asking, chosen: Picked, verb: str) -> HttpResponse:
    """A last look before everything that matches is deleted or restored."""
    context = _page(chosen, request, telling.verb_label(chosen.entity, verb), danger=verb == "delete")
    context["text"] = context["note"]
    context["form_hidden"] = [("action", verb), ("confirmed", "1"), *chosen.hidden()]
    return render(request, "web/confirm.html", context)


def _editable(chosen: Picked, request: Asking) -> dict[str, Kind]:
    face, access = chosen.entity, request.user.access
    if "update" not in face.verbs or not access.may(face.name, "update"):
        raise NotAllowed()
    return {name: face.fields[name] for name in access.changeable(face) if name not in face.holding}


def _sent(request: Asking, kinds: dict[str, Kind]) -> dict[str, Submitted]:
    """The fields that were chosen, with what was typed."""
    data = request.POST
    chosen = [name for name in dict.fromkeys(data.getlist("field")) if name in kinds]
    gone = data.get("drop", "")
    return {name: tidy(kinds[name].from_inputs(data.getlist(name))) for name in chosen if name != gone}


def _editing(request: Asking, chosen: Picked, bad: Invalid | None = None) -> HttpResponse:
    """Which fields get which values: fields are added one by one."""
    kinds = _editable(chosen, request)
    typed = _sent(request, kinds)
    titles = titles_for([(kinds[name], value) for name, value in typed.items()], request.user.access)
    errors = bad.errors if bad else {}
    added = request.POST.getlist("field")[-1:]
    rows = [
        field_row(
            kinds[name],
            to_shown(kinds[name], value, titles),
            name=name,
            errors=errors.get(name),
            focus=added == [name] and not bad,
            needed=False,
        )
        | {"name": name}
        for name, value in typed.items()
    ]
    others = [text for name, texts in errors.items() if name not in typed for text in texts]
    context = _page(chosen, request, _("Edit"), rows=rows)
    context["text"] = " ".join(part for part in (*others, context["note"]) if part)
    context["choices"] = [
        {"value": name, "label": cells.kind_label(kind)} for name, kind in kinds.items() if name not in typed
    ]
    context["form_hidden"] = [("action", "update"), *chosen.hidden()]
    return render(request, "web/bulk_edit.html", context, status=422 if bad else 200)


def _update(request: Asking, chosen: Picked) -> HttpResponse:
    typed = _sent(request, _editable(chosen, request))
    if not typed:
        return _editing(request, chosen, Invalid({"": [_("Choose a field to change.")]}))
    return _carry_out(request, chosen, "update", dict(typed))


def outcome(face: Entity, job: Job, titles: dict[uuid.UUID, str]) -> Context:
    """What a job changed, as its page tells it: figures, refusals, and how to take it back."""
    result = job.result or {}
    told: Context = {
        "figures": [
            {"label": _("Changed"), "value": f"{result['done']:,}", "tone": "ok"},
            {
                "label": _("Not changed"),
                "value": f"{result['refusals']:,}",
                "tone": "warn" if result["refusals"] else "",
            },
        ],
        "refusals": [
            {
                "label": titles.get(uuid.UUID(key)) or f"{capfirst(face.label)} …{key[-6:]}",
                "url": addresses.record_url(face.name, key),
                "why": why,
            }
            for key, why in result["refused"]
        ],
        "refusals_more": max(result["refusals"] - len(result["refused"]), 0),
    }
    if mass.can_be_undone(job):
        told["undo_url"] = addresses.page_url("job-undo", job.pk)
    return told
