"""The list of an entity."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guanxi.engine.permissions import Access
from guanxi.web import addresses
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.htmx import is_partial
from guanxi.web.lists import region
from guanxi.web.lists.emptiness import may_import
from guanxi.web.lists.state import ListState


@page()
def records(request: Asking, entity: str) -> HttpResponse:
    """A page of records; only the table when htmx asks for it."""
    face = face_of(request, entity)
    access = request.user.access
    state = ListState.read(face, request.GET)
    shown = region.region(request, state)
    shown["title"] = region.title(face, deleted=state.deleted)
    if is_partial(request, "list"):
        return render(request, "web/parts/list_region.html", shown)
    if "total" in shown:
        shown["title_note"] = region.counted(face, shown["total"])
    shown["views"] = _views(state, access)
    shown["actions"] = _actions(state, access)
    return render(request, "web/list.html", shown)


def _views(state: ListState, access: Access) -> list[dict[str, Any]]:
    """All, one's own, and what was deleted; saved views join them here."""
    face = state.entity
    views = [
        {"label": _("All"), "url": addresses.list_url(face.name), "active": not state.narrowed and not state.deleted}
    ]
    owner = face.owner_path if face.owner_path in face.fields else ""
    if owner and access.readable(face, owner):
        mine = {"field": owner, "op": "eq", "value": "me"}
        url = addresses.filtered_url(face.name, mine)
        views.append({"label": _("Mine"), "url": url, "active": state.filter == mine and not state.deleted})
    if "restore" in face.verbs and access.may(face.name, "restore"):
        url = addresses.with_query(addresses.list_url(face.name), {"deleted": "1"})
        views.append({"label": _("Recycle bin"), "url": url, "active": state.deleted})
    return views if len(views) > 1 else []


def _actions(state: ListState, access: Access) -> list[dict[str, Any]]:
    """What one can do with the whole list."""
    face = state.entity
    actions: list[dict[str, Any]] = []
    if "export" in face.verbs and access.may(face.name, "export"):
        url = addresses.with_query(addresses.page_url("export", face.name), state.parameters())
        actions.append({"label": _("Export"), "url": url, "icon": "download"})
    if may_import(face, access):
        actions.append({"label": _("Import"), "url": addresses.page_url("import", face.name), "icon": "upload"})
    if "create" in face.verbs and access.may(face.name, "create"):
        label = _("New %(thing)s") % {"thing": face.label}
        url = addresses.page_url("new", face.name)
        actions.append({"label": label, "url": url, "icon": "plus", "primary": True, "panel": "#list"})
    return actions
