"""Search over everything one may see."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.registry import registry
from guanxi.engine.search.everywhere import Hit, search
from guanxi.web import addresses, cells
from guanxi.web.guard import Asking, page

EACH = 8
Context = dict[str, Any]


@page()
def everywhere(request: Asking) -> HttpResponse:
    """The best of each entity, with what was found marked."""
    q = request.GET.get("q", "").strip()
    hits = search(request.user, q, limit=EACH + 1) if q else []
    groups = [_group(name, list(found), q) for name, found in groupby(hits, key=lambda hit: hit.entity)]
    context: Context = {"title": _("Search"), "query": q, "search_query": q, "groups": groups}
    if q and not groups:
        text = _("Try fewer characters, pinyin or a part of the number.")
        context["empty"] = {"title": _("Nothing found for “%(q)s”") % {"q": q[:60]}, "text": text}
    return render(request, "web/search.html", context)


def _group(name: str, hits: list[Hit], q: str) -> Context:
    entity = registry[name]
    more = len(hits) > EACH
    return {
        "label": capfirst(entity.label_plural),
        "icon": entity.icon,
        "count": f"{EACH}+" if more else str(len(hits)),
        "url": addresses.with_query(addresses.list_url(name), {"q": q}) if more else "",
        "rows": [_row(hit) for hit in hits[:EACH]],
    }


def _row(hit: Hit) -> Context:
    entity = registry[hit.entity]
    in_title = hit.field == entity.title
    return {
        "label": marked(hit.text, hit.spans) if in_title else hit.label,
        "url": addresses.record_url(hit.entity, hit.id),
        "meta": "" if in_title else _meta(cells.label(entity, hit.field), hit),
    }


def _meta(label: str, hit: Hit) -> SafeString:
    return format_html("{}: {}", label, marked(hit.text, hit.spans))


def marked(text: str, spans: tuple[tuple[int, int], ...]) -> SafeString:
    """The text with what answers the search marked."""
    parts, at = [], 0
    for start, end in spans:
        parts.append((text[at:start], text[start:end]))
        at = end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", parts), text[at:])
