"""Creating a record and changing one."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine import gate
from guanxi.engine.duplicates.finding import Found, LooksAlike
from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, Conflict, Invalid, KeyReused, NotAllowed, NotFound
from guanxi.engine.reading import read_one
from guanxi.engine.reading.allowed import verbs_on
from guanxi.web import addresses, cells, likeness, panels, undoing
from guanxi.web.forms import conditions
from guanxi.web.forms.asking import asked_since
from guanxi.web.forms.building import beginning, form
from guanxi.web.forms.once import FIELD, do_once, token
from guanxi.web.forms.submission import Submission
from guanxi.web.forms.uploads import with_files
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.ownlayouts import previewing
from guanxi.web.templatetags.gx import OPEN
from guanxi.web.views.conflict import conflict_page, given_up, merged
from guanxi.web.views.gone import gone_page, revived

Context = dict[str, Any]


@page("GET", "POST")
def new(request: Asking, entity: str) -> HttpResponse:
    """The form of a new record; what the address says is filled in."""
    face = face_of(request, entity, "create")
    if conditions.was_asked(request.POST):
        return _built(request, face, None)
    if previewing.was_asked(face, request.POST):
        return _previewed(request, face, None)
    if request.method != "POST":
        prefilled = Submission(face, request.GET, request.user.access).shown()
        return _new_page(request, face, beginning(face, request) | prefilled)
    data, wrong = with_files(request, face)
    sent = Submission(face, data, request.user.access)
    if wrong:
        return _new_page(request, face, beginning(face, request) | sent.shown(), Invalid(wrong))
    if asked_since(face, beginning(face, request) | sent.shown(), request.POST):
        return _new_page(request, face, beginning(face, request) | sent.shown(), Invalid({"": [more_asked()]}))

    def work() -> dict[str, str]:
        likeness.warn(face, sent, request.user, request.POST)
        made = gate.create(face, sent.values() | sent.lines, actor=request.user, given="text")
        return {"id": str(made.pk)}

    try:
        answer = do_once(request, work)
    except Invalid as bad:
        return _new_page(request, face, beginning(face, request) | sent.shown(), bad)
    except LooksAlike as like:
        return _alike_page(request, face, beginning(face, request) | sent.shown(), like.found)
    except KeyReused as used:
        return _made_before(request, face, beginning(face, request) | sent.shown(), used)
    url = addresses.record_url(face.name, answer["id"])
    again = "again" in request.POST
    messages.success(request, _("Saved"), extra_tags=f"{OPEN}{url}" if again or panels.in_panel(request) else "")
    if panels.in_panel(request):
        return panels.saved(request, face, uuid.UUID(answer["id"]))
    return redirect(_new_url(request, face) if again else addresses.way_back(request, url))


def _new_page(request: Asking, face: Entity, values: Context, bad: Invalid | None = None) -> HttpResponse:
    context = _new_context(request, face, values, bad)
    return render(request, "web/form.html", context, status=422 if bad else 200)


def _alike_page(request: Asking, face: Entity, values: Context, found: Found) -> HttpResponse:
    """The form with the records that the new one surely is like; saved again, it is made nevertheless."""
    context = _new_context(request, face, values, sent=request.POST)
    context |= {"alike": likeness.as_told(face, found) | {"asks": True}, "dirty": True}
    return render(request, "web/form.html", context, status=422)


def _new_context(
    request: Asking, face: Entity, values: Context, bad: Invalid | None = None, sent: QueryDict | None = None
) -> Context:
    """`sent`: what the form says that comes back, when it isn't what the request says."""
    back = addresses.way_back(request, "") if sent is None else addresses.own_or(sent.get("next", ""), "")
    hidden = [_token(request, bad, sent), ("next", back)]
    return form(face, request, values, errors=bad.errors if bad else None) | {
        "crumbs": _new_crumbs(face),
        "title": _("New %(thing)s") % {"thing": face.label},
        "form_url": _new_url(request, face),
        "form_hidden": [(name, value) for name, value in hidden if value],
        "check_url": addresses.list_url(face.name),
        "submit_label": _("Save"),
        "again_label": _("Save and new"),
        "cancel_url": back or addresses.list_url(face.name),
        **previewing.offer(face, request),
    }


def _made_before(request: Asking, face: Entity, values: Context, used: KeyReused) -> HttpResponse:
    """The form was sent, gone back to and changed: what it made is named, and another is made if that is wanted."""
    made = addresses.record_url(face.name, used.answer["id"])
    note = {
        "text": _("This form was saved before. Save again to make another %(thing)s.") % {"thing": face.label},
        "url": made,
        "label": _("Open what was saved"),
    }
    context = _new_context(request, face, values) | {"note": note, "dirty": True, "once_new": True}
    return render(request, "web/form.html", context, status=422)


@page("GET", "POST")
def edit(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """The form of a record; what others changed meanwhile merges, or is shown side by side."""
    face = face_of(request, entity)
    try:
        row = read_one(face, key, request.user)
    except NotFound:
        row = read_one(face, key, request.user, deleted=True)
        if request.method != "POST":
            return redirect(addresses.record_url(face.name, key))
        return revived(request, face, row) if "revive" in request.POST else gone_page(request, face, row)
    if "update" not in face.verbs or "update" not in verbs_on(face, key, request.user, ("update",)):
        raise NotAllowed()
    if conditions.was_asked(request.POST):
        return _built(request, face, row)
    if previewing.was_asked(face, request.POST):
        return _previewed(request, face, row)
    if request.method != "POST":
        return _edit_page(request, face, row, row)
    data, wrong = with_files(request, face)
    sent = Submission(face, data, request.user.access, given_up(request.POST))
    if wrong:
        return _edit_page(request, face, row, row | sent.shown(), Invalid(wrong))
    version = sent_version(request)
    if asked_since(face, row | sent.shown(), request.POST):
        return _edit_page(request, face, row, row | sent.shown(), Invalid({"": [more_asked()]}))

    def work() -> dict[str, str]:
        gate.update(face, key, sent.values(), actor=request.user, version=version, given="text")
        return {"id": str(key)}

    try:
        do_once(request, work)
    except Invalid as bad:
        return _edit_page(request, face, row, row | sent.shown(), bad)
    except Conflict as both:
        return conflict_page(request, face, row, both)
    way = undoing.offer(face, "update", back=panels.behind(request))
    messages.success(request, merged(request, face, row, version) or _("Saved"), extra_tags=way)
    if panels.in_panel(request):
        return panels.saved(request, face, key)
    return redirect(addresses.record_url(face.name, key))


def more_asked() -> str:
    """Why a form comes back with fields that it did not have before."""
    return _("With what you chose, more is asked. Look through the fields below, and save again.")


def _new_url(request: Asking, face: Entity) -> str:
    """The form's address with what it says of the fields, so that the next one begins with it too."""
    told = request.GET.urlencode()
    url = addresses.page_url("new", face.name)
    return f"{url}?{told}" if told else url


def _edit_page(
    request: Asking, face: Entity, row: Context, values: Context, bad: Invalid | None = None
) -> HttpResponse:
    context = _edit_context(request, face, row, values, bad)
    return render(request, "web/form.html", context, status=422 if bad else 200)


def _edit_context(
    request: Asking,
    face: Entity,
    row: Context,
    values: Context,
    bad: Invalid | None = None,
    sent: QueryDict | None = None,
) -> Context:
    """`sent`: as for a new record."""
    url = addresses.record_url(face.name, row["id"])
    title = cells.title_of(face, row)
    told = request.POST if sent is None else sent
    version = str(row["version"]) if bad is None and sent is None else told.get("version", "")
    return form(face, request, values, row=row, errors=bad.errors if bad else None) | {
        "crumbs": _edit_crumbs(face, row),
        "title": _("Edit %(title)s") % {"title": title},
        "form_url": addresses.page_url("edit", face.name, row["id"]),
        "form_hidden": [("version", version), _token(request, bad, sent)],
        "check_url": addresses.list_url(face.name),
        "check_key": row["id"],
        "submit_label": _("Save"),
        "cancel_url": url,
        **previewing.offer(face, request),
    }


def _new_crumbs(face: Entity) -> list[Context]:
    return [{"label": capfirst(face.label_plural), "url": addresses.list_url(face.name)}, {"label": _("New")}]


def _edit_crumbs(face: Entity, row: Context) -> list[Context]:
    return [
        {"label": capfirst(face.label_plural), "url": addresses.list_url(face.name)},
        {"label": cells.title_of(face, row), "url": addresses.record_url(face.name, row["id"])},
        {"label": _("Edit")},
    ]


def _token(request: Asking, bad: Invalid | None, sent: QueryDict | None) -> tuple[str, str]:
    """A new token; the same again for a form that comes back, since nothing was done under it."""
    if bad is None and sent is None:
        return token()
    return FIELD, (request.POST if sent is None else sent).get(FIELD, "")


def _built(request: Asking, face: Entity, row: Context | None) -> HttpResponse:
    """The form on its way to the builder of conditions, or back from it with everything that was typed."""
    url = _new_url(request, face) if row is None else addresses.page_url("edit", face.name, row["id"])
    note = None
    try:
        step = conditions.step(request, face, url, _new_crumbs(face) if row is None else _edit_crumbs(face, row))
        if isinstance(step, HttpResponse):
            return step
    except Invalid as bad:
        step, note = conditions.form_of(request.POST), {"text": " ".join(bad.errors[""])}
    typed = Submission(face, step, request.user.access).shown()
    if row is None:
        context = _new_context(request, face, beginning(face, request) | typed, sent=step)
    else:
        context = _edit_context(request, face, row, row | typed, sent=step)
    return render(request, "web/form.html", context | {"dirty": True, "note": note}, status=422 if note else 200)


def _previewed(request: Asking, face: Entity, row: Context | None) -> HttpResponse:
    """The form with everything that was typed, and below it what that makes of the pages; nothing is saved."""
    typed = Submission(face, request.POST, request.user.access).shown()
    shown, wrong = {}, None
    try:
        shown = previewing.told(request, face, row["id"] if row else None)
    except Invalid as bad:
        wrong = bad
    if row is None:
        context = _new_context(request, face, beginning(face, request) | typed, wrong, sent=request.POST)
    else:
        context = _edit_context(request, face, row, row | typed, wrong, sent=request.POST)
    if shown:
        context["note"] = {"text": _("Nothing is saved yet. How it looks stands below the form.")}
    context |= {"dirty": True, "preview": context.get("preview", {}) | shown}
    return render(request, "web/form.html", context, status=422 if wrong else 200)


def sent_version(request: Asking) -> int:
    """The version the form was shown with; without it nobody could tell whose change is the newer."""
    text = request.POST.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadQuery(_("This form is incomplete. Reload the page and send it again."))
    return int(text)
