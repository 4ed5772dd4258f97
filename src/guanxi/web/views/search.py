"""Search over everything one may see."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guanxi.web.guard import Asking, page
from guanxi.web.palette.finding import Group, found_records

EACH = 8
Context = dict[str, Any]


@page()
def everywhere(request: Asking) -> HttpResponse:
    """The best of each entity, each with the reason why it was found."""
    q = request.GET.get("q", "").strip()
    groups = [_group(group) for group in found_records(request.user, q, EACH)] if q else []
    context: Context = {"title": _("Search"), "query": q, "groups": groups}
    if q and not groups:
        text = _("Try fewer characters, pinyin or a part of the number.")
        context["empty"] = {"title": _("Nothing found for “%(q)s”") % {"q": q[:60]}, "text": text}
    return render(request, "web/search.html", context)


def _group(group: Group) -> Context:
    return {
        "label": group.label,
        "icon": group.rows[0].icon,
        "count": f"{len(group.rows)}+" if group.more_url else str(len(group.rows)),
        "url": group.more_url,
        "rows": group.rows,
    }
