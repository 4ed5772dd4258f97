"""What a grading rule would change before it is active: a table from rating to rating, and who that is."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.engine.errors import BadQuery, NotAllowed
from guanxi.engine.reading import read_one
from guanxi.engine.simulating import look
from guanxi.grading.foreseeing import MOST_KEPT, Foresight, Move
from guanxi.web import addresses, cells, foresight
from guanxi.web.cross import cross
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.records.actions import as_record
from guanxi.web.views.record import crumbs

Context = dict[str, Any]
RULES = "grading-rules"


@page("GET", "POST")
def foreseen(request: Asking, key: uuid.UUID) -> HttpResponse:
    """As far as this person sees the records."""
    face, actor = face_of(request, RULES), request.user
    row = read_one(face, key, actor)
    rule: Any = as_record(face, row)
    simulation = Foresight(rule, actor)
    if not simulation.is_told:
        raise NotAllowed()
    here = addresses.page_url("foreseen", key)
    if foresight.answered(request, rule):
        return redirect(here)
    seen = look(rule, actor)
    found = seen.found or {"moves": {}}
    moves = simulation.moves(found)
    title = _("What “%(rule)s” would change") % {"rule": cells.title_of(face, row)}
    context = {
        "title": title,
        "crumbs": [*crumbs(face, row, linked=True), {"label": _("What it would change")}],
        "is_known": seen.found is not None,
        "foresight": foresight.shown(seen, actor, here),
        "summary": [simulation.in_words(move) for move in moves if move.here != move.there],
        "cross": _cross(simulation, moves, key),
        "chosen": _chosen(request, simulation, found, moves),
        "back_url": addresses.record_url(RULES, key),
    }
    return render(request, "web/foreseen.html", context)


def _cross(simulation: Foresight, moves: list[Move], key: uuid.UUID) -> Context:
    ratings = [("", pgettext("grade", "none")), *((name, simulation.kind.to_text(name)) for name in simulation.order)]

    def cell(here: str, there: str) -> Context:
        url = addresses.page_url("foreseen", key, move=f"{here}>{there}") + "#who"
        return {"url": url, "tone": simulation.tone(here, there)}

    numbers = {(move.here, move.there): move.number for move in moves}
    told = cross(numbers, ratings, ratings, cell)
    return {**told, "caption": _("From rating to rating"), "corner": _("Now")}


def _chosen(request: Asking, simulation: Foresight, found: Context, moves: list[Move]) -> Context | None:
    """Who goes from where to where, where the address names both."""
    asked = request.GET.get("move", "")
    if not asked:
        return None
    here, mark, there = asked.partition(">")
    move = next((one for one in moves if (one.here, one.there) == (here, there)), None)
    if not mark or not {here, there} <= {"", *simulation.order}:
        raise BadQuery(_("Choose one of the numbers in the table."))
    if move is None:
        return None
    names = simulation.who(found, [move], MOST_KEPT)[move]
    left = move.number - len(names)
    return {
        "title": simulation.in_words(move),
        "people": [
            {"label": name, "url": addresses.record_url(simulation.entity.name, one)} for one, name in names.items()
        ],
        "more": _("And %(n)s more.") % {"n": f"{left:,}"} if left > 0 else "",
    }
