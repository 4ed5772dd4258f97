"""Files of records: given out, attached, removed."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.engine import files
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid
from guanxi.engine.permissions import Actor
from guanxi.engine.reading.rows import titles_of
from guanxi.web import addresses, marks
from guanxi.web.guard import Asking, face_of, page

MOST_AT_ONCE = 20


@page()
def download(request: Asking, file: uuid.UUID) -> FileResponse:
    """One file, as a download."""
    return files.serve(request, file, request.user)


@page("GET", "POST")
def of_record(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """The files of a record; takes further ones."""
    face = face_of(request, entity)
    if request.method == "POST":
        _attach(request, face, key)
        return redirect(f"{addresses.record_url(entity, key)}#files")
    return render(request, "web/parts/files.html", {"files": panel(face, key, request.user)})


@page("POST")
def remove(request: Asking, file: uuid.UUID) -> HttpResponse:
    """Take a file off its record."""
    gone = files.detach(file, actor=request.user)
    messages.success(request, _("Removed %(name)s") % {"name": gone.name})
    return redirect(f"{addresses.record_url(gone.entity, gone.record)}#files")


def panel(face: Entity, key: uuid.UUID, actor: Actor, *, may_change: bool | None = None) -> dict[str, Any]:
    """What `web/parts/files.html` shows; raises NotFound."""
    if may_change is None:
        may_change = actor.access.narrow(face, face.manager().filter(pk=key), "update").exists()
    found = files.files_of(face, key, actor)
    people = titles_of(marks.people(), {file.uploaded_by for file in found if file.uploaded_by}, actor.access)
    return {
        "upload_url": addresses.page_url("files", face.name, key) if may_change else "",
        "max_bytes": files.MOST_BYTES,
        "max_text": filesizeformat(files.MOST_BYTES),
        "items": [_item(file, people, may_change) for file in found],
    }


def _item(file: files.StoredFile, people: dict[uuid.UUID, str], may_change: bool) -> dict[str, str]:
    day = timezone.localtime(file.at).strftime("%Y-%m-%d")
    who = people.get(file.uploaded_by) if file.uploaded_by else None
    return {
        "name": file.name,
        "url": addresses.page_url("file", file.pk),
        "size": filesizeformat(file.size),
        "meta": f"{who}, {day}" if who else day,
        "remove_url": addresses.page_url("file-remove", file.pk) if may_change else "",
    }


def _attach(request: Asking, face: Entity, key: uuid.UUID) -> None:
    uploads = request.FILES.getlist("file")
    if not uploads:
        raise Invalid({"file": [_("Choose a file.")]})
    if len(uploads) > MOST_AT_ONCE:
        raise Invalid({"file": [_("At most %(most)d files at once.") % {"most": MOST_AT_ONCE}]})
    for upload in uploads:
        files.attach(face, key, upload, actor=request.user)
    count = len(uploads)
    messages.success(request, ngettext("Attached %(count)d file", "Attached %(count)d files", count) % {"count": count})
