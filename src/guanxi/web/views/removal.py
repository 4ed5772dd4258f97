"""Into the recycle bin and out of it, one record or many."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guanxi.engine import gate
from guanxi.web import addresses, cells, undoing
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.lists import bulk


@page("POST")
def delete(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """Move a record to the bin; the message offers to take it back."""
    face = face_of(request, entity)
    gone = gate.delete(face, key, actor=request.user)
    messages.success(
        request,
        _("Deleted %(title)s") % {"title": cells.record_title(face, gone, request.user.access)},
        extra_tags=undoing.offer(face, "delete"),
    )
    return redirect(addresses.way_back(request, addresses.list_url(face.name)))


@page("POST")
def restore(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """Take a record back."""
    face = face_of(request, entity)
    back = gate.restore(face, key, actor=request.user)
    title = cells.record_title(face, back, request.user.access)
    messages.success(request, _("Restored %(title)s") % {"title": title}, extra_tags=undoing.offer(face, "restore"))
    return redirect(addresses.record_url(face.name, key))


@page("POST")
def restore_many(request: Asking, entity: str) -> HttpResponse:
    """Take back what was deleted together: the undo of a bulk deletion."""
    face = face_of(request, entity)
    keys = bulk.keys(request.GET.get("ids", "").split(","))
    result = gate.bulk(face, keys, "restore", actor=request.user)
    if result.done:
        messages.success(request, bulk.told(face, "restore", result))
    if result.refused:
        messages.warning(request, bulk.refused(face, result))
    return redirect(addresses.way_back(request, addresses.list_url(face.name)))
