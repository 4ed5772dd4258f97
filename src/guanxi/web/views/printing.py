"""One record on paper."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guanxi.web import addresses
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.records import facts
from guanxi.web.records.related import related
from guanxi.web.views.record import found


@page()
def printed(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """Title, facts, lines and related records, without anything to press; only what this person may see."""
    face, actor = face_of(request, entity), request.user
    row, _is_deleted = found(face, key, actor)
    context = {
        "record": facts.header(face, row),
        "theme": "light",  # paper is white
        "kind": face.label,
        "path": facts.path(face, row, {}, None),
        "groups": [group for group in facts.groups(face, row, request.user.access) if group["rows"]],
        "lines": facts.lines(face, row, actor.access),
        "related": [panel for panel in related(face, row, actor) if panel["rows"]],
        "record_url": addresses.record_url(face.name, key),
        "brand_now": timezone.localtime(),
        "who": str(actor),
    }
    return render(request, "web/print.html", context)
