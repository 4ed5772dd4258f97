"""The answers of the command palette."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.web import addresses
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.home import seen
from guanxi.web.palette import acting, finding
from guanxi.web.palette.recent import visited

HOME = "@home"


@page()
def palette(request: Asking) -> HttpResponse:
    """Groups of results as a part of a page."""
    q = request.GET.get("q", "")
    found = finding.groups(request.user, q, here=urlsplit(request.headers.get("HX-Current-URL", "")).path)
    n = sum(len(group.rows) for group in found)
    context: dict[str, Any] = {
        "groups": found,
        "told": ngettext("%(n)d result", "%(n)d results", n) % {"n": n} if n else _("Nothing found"),
        "query": q,
        "all_url": addresses.page_url("search", q=q.strip()),
    }
    return _part(request, context)


@page()
def acts(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """What can be done with one record."""
    group = acting.acts(face_of(request, entity), key, request.user)
    return _part(request, {"groups": [group], "told": group.label})


@page("POST")
def opened(request: Asking) -> HttpResponse:
    """A page says that it was opened."""
    what = request.POST.get("what", "")
    if what == HOME:
        seen.note(request.user)
    else:
        visited(request.user, what)
    return HttpResponse(status=204)


def _part(request: Asking, context: dict[str, Any]) -> HttpResponse:
    response = render(request, "web/parts/palette_results.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response
