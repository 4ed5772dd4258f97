"""Who stands in for oneself, and for whom one stands in."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guanxi.engine.reading.allowed import verbs_among
from guanxi.engine.registry import registry
from guanxi.people import standing_in
from guanxi.people.models import Substitution
from guanxi.people.standing_in import SUBSTITUTIONS
from guanxi.web import addresses, marks
from guanxi.web.guard import Asking, page

Context = dict[str, Any]


@page()
def substitutes(request: Asking) -> HttpResponse:
    """Those that hold or will hold, on both sides; a form that begins with oneself."""
    user, face = request.user, registry[SUBSTITUTIONS]
    mine, others = standing_in.of(user.pk), standing_in.known(substitutes=[user.pk])
    endable = verbs_among(face, [one.pk for one in mine], user, ("update",))["update"]
    sees_all = user.access.may(SUBSTITUTIONS, "read")
    context = {
        "title": _("Substitutes"),
        "mine": [_row(one, one.substitute, may_end=one.pk in endable) for one in mine],
        "others": [_row(one, one.person) for one in others],
        "new_url": addresses.page_url("new", SUBSTITUTIONS) if user.access.may(SUBSTITUTIONS, "create") else "",
        "list_url": addresses.list_url(SUBSTITUTIONS) if sees_all else "",
    }
    return render(request, "web/substitutes.html", context)


def _row(one: Substitution, other: Any, *, may_end: bool = False) -> Context:
    return {
        "person": marks.person(other.pk, other.name),
        "url": addresses.record_url(SUBSTITUTIONS, one.pk),
        "first_day": one.first_day.isoformat(),
        "last_day": one.last_day.isoformat(),
        "note": one.note,
        "holds": one.holds,
        "end_url": addresses.page_url("act", SUBSTITUTIONS, one.pk, "end") if may_end else "",
    }
