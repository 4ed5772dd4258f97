"""What nobody answers for, with the way to each list where it can be handed on."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guanxi.engine.errors import NotFound
from guanxi.people.left_alone import findings
from guanxi.web import addresses
from guanxi.web.guard import Asking, page

RIGHT = ("users", "hand_over")


@page()
def ownerless(request: Asking) -> HttpResponse:
    """One line for each kind of record that lacks somebody."""
    if not request.user.access.may(*RIGHT):
        raise NotFound()
    rows = [
        {
            "label": one.face.label_plural,
            "icon": one.face.icon,
            "lacks": str(one.lacks),
            "number": one.told,
            "url": addresses.filtered_url(one.face.name, one.filter) if one.filter else "",
        }
        for one in findings(request.user)
    ]
    return render(request, "web/ownerless.html", {"title": _("Without an owner"), "rows": rows})
