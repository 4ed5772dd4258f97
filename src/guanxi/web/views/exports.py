"""Taking records out."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine import exports
from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery
from guanxi.engine.reading import Count
from guanxi.web import addresses
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.lists.region import counted
from guanxi.web.lists.state import ListState
from guanxi.web.views.imports import download_headers

NAMES: dict[str, str | Promise] = {
    "xlsx": gettext_lazy("Excel (.xlsx)"),
    "csv": gettext_lazy("CSV, for spreadsheets and programs"),
    "vcf": gettext_lazy("Address cards (.vcf)"),
    "json": gettext_lazy("JSON, one record a line"),
}


@page("GET", "POST")
def export(request: Asking, entity: str) -> HttpResponseBase:
    """Ask for the format, then give the file; a large one is made in the background."""
    face = face_of(request, entity, "export")
    state = ListState.read(face, request.POST if request.method == "POST" else request.GET)
    if request.method != "POST":
        return _asking(request, face, state)
    form = request.POST.get("format", "csv")
    if form not in exports.formats_of(face):
        raise BadQuery(_("There is no such format."))
    wanted = exports.Wanted(face.name, state.filter, state.q, state.sort, format=form)
    if exports.count(wanted, request.user, bound=exports.DIRECT) > exports.DIRECT:
        return redirect("web:job-progress", exports.begin(wanted, request.user).pk)
    pieces = exports.take(wanted, request.user)
    return StreamingHttpResponse(pieces, content_type=wanted.type, headers=download_headers(wanted.file_name))


def _asking(request: Asking, face: Entity, state: ListState) -> HttpResponse:
    wanted = exports.Wanted(face.name, state.filter, state.q, state.sort)
    number = exports.count(wanted, request.user, bound=exports.DIRECT)
    many = number > exports.DIRECT
    offered = [name for name in NAMES if name in exports.formats_of(face)]
    formats: list[dict[str, Any]] = [
        {"value": name, "label": str(NAMES[name]), "chosen": not place} for place, name in enumerate(offered)
    ]
    context = {
        "crumbs": [{"label": capfirst(face.label_plural), "url": state.url()}, {"label": _("Export")}],
        "title": _("Export %(things)s") % {"things": counted(face, Count(min(number, exports.DIRECT), exact=not many))},
        "note": _("So many are made in the background; you get the file when it is ready.") if many else "",
        "formats": formats,
        "form_url": addresses.page_url("export", face.name),
        "form_hidden": list(state.parameters().items()),
        "cancel_url": state.url(),
    }
    return render(request, "web/export.html", context)
