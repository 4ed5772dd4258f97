"""The address other calendars read, and where a person makes and revokes theirs."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guanxi.diary import feeds
from guanxi.web.guard import Asking, page


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """A person's appointments as iCalendar, for whoever has the address; a wrong one isn't there."""
    user = feeds.reader_of(secret)
    if user is None:
        raise Http404
    with translation.override(user.language):
        name = _("%(name)s, Guanxi") % {"name": user.name}
    answer = HttpResponse(feeds.written(user, name), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'inline; filename="guanxi.ics"'
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@page("GET", "POST")
def settings_page(request: Asking) -> HttpResponse:
    """Whether there is an address; a new one is shown this once."""
    address = ""
    user = request.user
    if request.method == "POST" and "revoke" in request.POST:
        if feeds.revoke(user):  # type: ignore[arg-type]
            messages.success(request, _("Revoked; it opens nothing any more"))
        return redirect("web:calendar-settings")
    if request.method == "POST":
        secret = feeds.make(user)  # type: ignore[arg-type]
        address = request.build_absolute_uri(reverse("web:calendar-feed", args=[secret]))
    held = feeds.held_by(user)  # type: ignore[arg-type]
    context = {
        "title": _("Calendar feed"),
        "address": address,
        "held": held and {"made": _day(held.created_at), "used": _day(held.used_at) if held.used_at else ""},
    }
    return render(request, "web/diary/feed.html", context)


def _day(moment: object) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")  # type: ignore[arg-type]
