"""Help: the keys, the tour, the first ways into everything."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guanxi.web import keys
from guanxi.web.guard import Asking, page


@page()
def help_page(request: Asking) -> HttpResponse:
    """Everything about finding one's way, on one page."""
    context = {"title": _("Help and keys"), "sections": keys.by_heading(request.user.access)}
    return render(request, "web/help.html", context)
