"""The list of an entity."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guanxi.engine.duplicates.pairs import verb_of
from guanxi.engine.permissions import Access
from guanxi.web import addresses
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.htmx import is_partial
from guanxi.web.lists import region
from guanxi.web.lists.emptiness import may_import
from guanxi.web.lists.state import ALL, ListState
from guanxi.web.savedviews.opening import opened, tabs
from guanxi.web.savedviews.shelf import Shelf
from guanxi.web.views import saved


@page()
def records(request: Asking, entity: str) -> HttpResponse:
    """A page of records; only the table when htmx asks for it."""
    face = face_of(request, entity)
    access = request.user.access
    here = opened(face, request.GET, request.user)
    state = here.state
    shown = region.region(request, state)
    shown["view_menu"] = saved.menu(request, Shelf(face, request.user), here)
    shown["title"] = region.title(face, deleted=state.deleted)
    shown["actions"] = _actions(state, access)
    if is_partial(request, "list"):
        shown["edited"] = here.edited and state.view != ALL
        return render(request, "web/parts/list_part.html", shown)
    if "total" in shown:
        shown["title_note"] = region.counted(face, shown["total"])
    shown["views"] = tabs(face, here, request.user)
    shown["counts_url"] = addresses.page_url("view-counts", face.name)
    return render(request, "web/list.html", shown)


def _actions(state: ListState, access: Access) -> list[dict[str, Any]]:
    """What one can do with the whole list."""
    face = state.entity
    actions: list[dict[str, Any]] = []
    if "export" in face.verbs and access.may(face.name, "export"):
        url = addresses.with_query(addresses.page_url("export", face.name), state.parameters())
        actions.append({"label": _("Export"), "url": url, "icon": "download"})
    if face.identity is not None and access.may(face.name, verb_of(face)):
        url = addresses.page_url("duplicates", face.name)
        actions.append({"label": _("Possible duplicates"), "url": url, "icon": "copy"})
    if may_import(face, access):
        actions.append({"label": _("Import"), "url": addresses.page_url("import", face.name), "icon": "upload"})
    if "create" in face.verbs and access.may(face.name, "create"):
        label = _("New %(thing)s") % {"thing": face.label}
        url = addresses.page_url("new", face.name)
        actions.append({"label": label, "url": url, "icon": "plus", "primary": True, "panel": "#list"})
    return actions
