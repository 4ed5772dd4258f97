"""Files of records: shown, given out, attached in versions, removed."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.engine import files
from guanxi.engine.entity import Entity
from guanxi.engine.errors import EngineError, Invalid
from guanxi.engine.permissions import Actor
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.wording import strung
from guanxi.web import addresses, marks
from guanxi.web.errors import text_of
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.templatetags.gx import UNDO

MOST_AT_ONCE = 20
PICTURES = frozenset(("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"))
ICONS = {"picture": "photo", "paper": "file-type-pdf", "text": "file-text"}
Context = dict[str, Any]


@page()
def download(request: Asking, file: uuid.UUID) -> FileResponse:
    """One file, as a download."""
    return files.serve(request, file, request.user)


@page("GET", "POST")
def of_record(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """The files of a record; takes further ones, from a form or one by one from a script, which is told in JSON."""
    face = face_of(request, entity)
    if request.method != "POST":
        return render(request, "web/parts/files.html", {"files": panel(face, key, request.user)})
    if "application/json" not in request.headers.get("Accept", ""):
        count = _attach(request, face, key)
        told = ngettext("Attached %(count)d file", "Attached %(count)d files", count)
        messages.success(request, told % {"count": count})
        return redirect(f"{addresses.record_url(entity, key)}#files")
    try:
        _attach(request, face, key)
    except EngineError as refused:
        return JsonResponse({"message": text_of(refused)}, status=refused.status)
    return JsonResponse({"message": ""}, status=201)


@page("POST")
def remove(request: Asking, file: uuid.UUID) -> HttpResponse:
    """Take a file off its record."""
    gone = files.detach(file, actor=request.user)
    way = f"{UNDO}{addresses.page_url('file-again', gone.pk)}"
    messages.success(request, _("Removed %(name)s") % {"name": gone.name}, extra_tags=way)
    return redirect(f"{addresses.record_url(gone.entity, gone.record)}#files")


@page("POST")
def put_back(request: Asking, file: uuid.UUID) -> HttpResponse:
    """Put a file back that was just taken off its record: the way back that its message offers."""
    back = files.reattach(file, actor=request.user)
    messages.success(request, _("Put back %(name)s") % {"name": back.name})
    return redirect(f"{addresses.record_url(back.entity, back.record)}#files")


@page("POST")
def bring_back(request: Asking, file: uuid.UUID) -> HttpResponse:
    """Make an earlier version the present one."""
    made = files.bring_back(file, actor=request.user)
    told = _("%(name)s: version %(number)d has what an earlier one had")
    messages.success(request, told % {"name": made.name, "number": made.number})
    return redirect(f"{addresses.record_url(made.entity, made.record)}#files")


def panel(face: Entity, key: uuid.UUID, actor: Actor, *, may_change: bool | None = None) -> Context:
    """What `web/parts/files.html` shows; raises NotFound. Who says `may_change` has just read the record."""
    was_read = may_change is not None
    if may_change is None:
        may_change = actor.access.narrow(face, face.manager().filter(pk=key), "update").exists()
    found = files.versions_of(face, key, actor, was_read=was_read)
    uploaders = {file.uploaded_by for versions in found for file in versions if file.uploaded_by}
    people = titles_of(marks.people(), uploaders, actor.access)
    items = []
    for present, *earlier in found:
        item = _item(present, people, may_change)
        item["earlier"] = [_item(file, people, may_change) for file in earlier]
        items.append(item)
    return {
        "url": addresses.page_url("files", face.name, key),
        "upload_url": addresses.page_url("files", face.name, key) if may_change else "",
        "max_bytes": files.MOST_BYTES,
        "max_text": filesizeformat(files.MOST_BYTES),
        "items": items,
    }


def shown_as(file: files.StoredFile) -> str:
    """How a file can be looked at without fetching it: picture, paper (PDF), text, or not at all."""
    if file.type in PICTURES:
        return "picture"
    return {"application/pdf": "paper", "text/plain": "text"}.get(file.type, "")


def _item(file: files.StoredFile, people: dict[uuid.UUID, str], may_change: bool) -> Context:
    moment = timezone.localtime(file.at).strftime("%Y-%m-%d %H:%M" if file.replaced_at else "%Y-%m-%d")
    who = people.get(file.uploaded_by) if file.uploaded_by else None
    return {
        "name": file.name,
        "number": file.number,
        "icon": ICONS.get(shown_as(file), "paperclip"),
        "url": addresses.page_url("file", file.pk),
        "preview_url": addresses.page_url("file-preview", file.pk),
        "meta": strung(part for part in (filesizeformat(file.size), who, moment) if part),
        "remove_url": addresses.page_url("file-remove", file.pk) if may_change else "",
        "restore_url": addresses.page_url("file-bring-back", file.pk) if may_change and file.replaced_at else "",
    }


def _attach(request: Asking, face: Entity, key: uuid.UUID) -> int:
    uploads = request.FILES.getlist("file")
    if not uploads:
        raise Invalid({"file": [_("Choose a file.")]})
    if len(uploads) > MOST_AT_ONCE:
        raise Invalid({"file": [_("At most %(most)d files at once.") % {"most": MOST_AT_ONCE}]})
    replacing = "as_version" in request.POST
    for upload in uploads:
        files.attach(face, key, upload, actor=request.user, replacing=replacing)
    return len(uploads)
