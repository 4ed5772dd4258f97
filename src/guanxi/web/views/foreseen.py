"""What a grading rule would change before it is active: a table from rating to rating, and who that is."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.engine.errors import BadQuery, NotAllowed
from guanxi.engine.reading import read_one
from guanxi.grading.foreseeing import Foresight, Move
from guanxi.web import addresses, cells
from guanxi.web.cross import cross
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.records.actions import as_record
from guanxi.web.views.record import crumbs

Context = dict[str, Any]
RULES = "grading-rules"
MOST = 200


@page()
def foreseen(request: Asking, key: uuid.UUID) -> HttpResponse:
    """As far as this person sees the records."""
    face, actor = face_of(request, RULES), request.user
    row = read_one(face, key, actor)
    rule: Any = as_record(face, row)
    foresight = Foresight(rule, actor)
    if not foresight.is_told:
        raise NotAllowed()
    moves = foresight.moves()
    title = _("What “%(rule)s” would change") % {"rule": cells.title_of(face, row)}
    context = {
        "title": title,
        "crumbs": [*crumbs(face, row, linked=True), {"label": _("What it would change")}],
        "summary": [foresight.in_words(move) for move in moves if move.here != move.there],
        "cross": _cross(foresight, moves, key),
        "chosen": _chosen(request, foresight, moves),
        "back_url": addresses.record_url(RULES, key),
    }
    return render(request, "web/foreseen.html", context)


def _cross(foresight: Foresight, moves: list[Move], key: uuid.UUID) -> Context:
    ratings = [("", pgettext("grade", "none")), *((name, foresight.kind.to_text(name)) for name in foresight.order)]

    def cell(here: str, there: str) -> Context:
        url = addresses.page_url("foreseen", key, move=f"{here}>{there}") + "#who"
        return {"url": url, "tone": foresight.tone(here, there)}

    numbers = {(move.here, move.there): move.number for move in moves}
    told = cross(numbers, ratings, ratings, cell)
    return {**told, "caption": _("From rating to rating"), "corner": _("Now")}


def _chosen(request: Asking, foresight: Foresight, moves: list[Move]) -> Context | None:
    """Who goes from where to where, where the address names both."""
    asked = request.GET.get("move", "")
    if not asked:
        return None
    here, mark, there = asked.partition(">")
    move = next((one for one in moves if (one.here, one.there) == (here, there)), None)
    if not mark or not {here, there} <= {"", *foresight.order}:
        raise BadQuery(_("Choose one of the numbers in the table."))
    if move is None:
        return None
    names = foresight.who(here, there, MOST)
    left = move.number - len(names)
    return {
        "title": foresight.in_words(move),
        "people": [
            {"label": name, "url": addresses.record_url(foresight.entity.name, one)} for one, name in names.items()
        ],
        "more": _("And %(n)s more.") % {"n": f"{left:,}"} if left > 0 else "",
    }
