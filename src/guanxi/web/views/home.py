"""The first page: what is left today, and the tiles of whoever asks."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.engine.errors import NotFound
from guanxi.web import addresses, tours
from guanxi.web.guard import Asking, page
from guanxi.web.home import arranging, due, seen, shipped, standing, steps, views
from guanxi.web.home.tiles import FULL, NARROW, WIDE, Content, Tile, offered
from guanxi.web.remembering import recall

SECONDS = 0.015
"""What the first answer may take; tiles that come later are fetched by the page, all at once."""
Context = dict[str, Any]

__all__ = ["choices", "due", "home", "one", "shipped", "standing", "steps", "views"]


@page()
def home(request: Asking) -> HttpResponse:
    """The tiles in their columns."""
    actor = request.user
    recall(actor, arranging.NAME, seen.NAME, "recent", tours.NAME)
    tour = tours.told(actor, asked="tour" in request.GET)
    deadline = time.perf_counter() + SECONDS
    zones: dict[int, list[Context]] = {FULL: [], WIDE: [], NARROW: []}
    left = late = 0
    for tile, size in arranging.arranged(actor):
        later = tile.slow or (time.perf_counter() > deadline and not tile.counts)
        content = None if later else tile.rows(actor)
        zones[size].append(_context(tile, content))
        left += content.left if content else 0
        late += content.late if content else 0
    context = {
        "title": _("Home"),
        "greeting": _greeting(str(actor)),
        "today": _today(),
        "left": _left(left, late),
        "zones": [{"size": size, "tiles": tiles} for size, tiles in zones.items()],
        "choices_url": addresses.page_url("home-tiles"),
        "tour": tour,
        "visit": "@home",
    }
    return render(request, "web/home.html", context)


def _today() -> str:
    today = timezone.localdate()
    names = {"weekday": date_format(today, "l"), "day": date_format(today, "MONTH_DAY_FORMAT")}
    return _("%(weekday)s, %(day)s") % names


@page()
def one(request: Asking, tile: str) -> HttpResponse:
    """One tile alone."""
    found = offered(request.user).get(tile)
    if found is None:
        raise NotFound()
    return render(request, "web/tiles/tile.html", {"tile": _context(found, found.rows(request.user))})


@page()
def choices(request: Asking) -> HttpResponse:
    """The tiles one could have."""
    found = [
        {"name": tile.name, "label": str(tile.label), "icon": tile.icon, "size": tile.size, "url": _url(tile)}
        for tile in offered(request.user).values()
    ]
    return render(request, "web/tiles/choices.html", {"choices": found})


def _context(tile: Tile, content: Content | None) -> Context:
    """A tile as its template shows it; without its content it is fetched later."""
    told: Context = {"name": tile.name, "label": str(tile.label), "icon": tile.icon, "full": tile.size == FULL}
    if content is None:
        return told | {"url": _url(tile), "template": "web/tiles/later.html"}
    return told | {
        "template": content.template,
        "rows": content.rows,
        "count": content.count,
        "more": content.more,
        "empty": content.empty,
        **content.extra,
    }


def _url(tile: Tile) -> str:
    return addresses.page_url("home-tile", tile.name)


def _greeting(name: str) -> str:
    hour = timezone.localtime().hour
    if hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    return (_("Good afternoon, %(name)s") if hour < 18 else _("Good evening, %(name)s")) % {"name": name}


def _left(left: int, late: int) -> str:
    """What is left today, in one sentence."""
    if not left:
        return _("Nothing waits for you today.")
    told = ngettext("%(n)d thing left today", "%(n)d things left today", left) % {"n": left}
    if not late:
        return _("%(told)s.") % {"told": told}
    return _("%(told)s, %(late)s.") % {
        "told": told,
        "late": ngettext("%(n)d is late", "%(n)d are late", late) % {"n": late},
    }
