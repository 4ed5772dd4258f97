"""Pages that open in the side panel: the same pages without the shell, and the answer once something was saved."""

from __future__ import annotations

import json
import uuid
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotFound
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.link import Link
from guanxi.engine.permissions import Access
from guanxi.engine.reading import read_one
from guanxi.engine.registry import registry
from guanxi.web import addresses, cells, marks
from guanxi.web.guard import Asking

ASKED, SAVED = "Gx-Panel", "Gx-Saved"
"""The header by which the panel asks for a page, and the one that tells it what was saved (JSON)."""


def in_panel(request: HttpRequest) -> bool:
    """Whether the side panel asks."""
    return ASKED in request.headers


def shell_template(request: HttpRequest) -> str:
    """What a page that can stand in the panel extends."""
    return "web/panel.html" if in_panel(request) else "web/base.html"


def behind(request: HttpRequest) -> str:
    """The page under the panel, to come back to from there; nothing for a page of its own."""
    there = urlsplit(request.headers.get("Referer", ""))
    if not in_panel(request) or there.netloc != request.get_host():
        return ""
    return addresses.own_or(f"{there.path}?{there.query}" if there.query else there.path, "")


def saved(request: Asking, face: Entity, key: uuid.UUID) -> HttpResponse:
    """Tell the panel what was saved, with the messages of it; a record that left one's sight has no name."""
    try:
        label = cells.title_of(face, read_one(face, key, request.user, fields=_title(face, request.user.access)))
    except NotFound:
        label = ""
    told = {"entity": face.name, "id": str(key), "label": label, "url": addresses.record_url(face.name, key)}
    response = render(request, "web/parts/toasts.html")
    response.headers[SAVED] = json.dumps(told)
    return response


def done(request: Asking, face: Entity, key: uuid.UUID) -> HttpResponse:
    """After something was done to a record: the panel is told; a page leads back, or to the record while it is seen."""
    if in_panel(request):
        return saved(request, face, key)
    try:
        read_one(face, key, request.user, fields=())
        there = addresses.record_url(face.name, key)
    except NotFound:
        there = addresses.list_url(face.name)
    return redirect(addresses.way_back(request, there))


def nested_url(kind: Kind, access: Access) -> str:
    """The form of a new record that this link could lead to, if this person may make one; colleagues aren't made so."""
    if not isinstance(kind, Link) or marks.is_person(kind):
        return ""
    other = registry[kind.target]
    may = "create" in other.verbs and access.may(other.name, "create")
    return addresses.page_url("new", other.name) if may else ""


def _title(face: Entity, access: Access) -> tuple[str, ...]:
    return (face.title,) if access.readable(face, face.title) else ()
