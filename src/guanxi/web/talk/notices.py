"""Notifications: the drawer, the page, what one wishes to be told of."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine.errors import BadQuery, Invalid, NotFound
from guanxi.engine.registry import registry
from guanxi.messaging import inbox, talking, wishes
from guanxi.messaging.models.notification import (
    ALARM,
    ANSWERED,
    ASKED,
    ASSIGNED,
    CHANGE,
    COMMENT,
    DEADLINE,
    FALLING,
    HELD,
    KINDS,
    MAILED,
    MENTION,
    NOTE,
    REMINDER,
    RIGHTS,
    WORK,
)
from guanxi.messaging.rooms import room
from guanxi.web import addresses
from guanxi.web.guard import Asking, page
from guanxi.web.htmx import is_partial
from guanxi.web.talk.telling import days

Context = dict[str, Any]
LABELS = {
    MENTION: gettext_lazy("Somebody names me"),
    ASSIGNED: gettext_lazy("Something is handed to me"),
    REMINDER: gettext_lazy("Reminders of my appointments"),
    COMMENT: gettext_lazy("Comments on what I follow"),
    NOTE: gettext_lazy("Notes, calls and visits on what I follow"),
    CHANGE: gettext_lazy("Changes to what I follow"),
    HELD: gettext_lazy("Records of mine that a rule can’t move"),
    WORK: gettext_lazy("Work in the background that ended"),
    RIGHTS: gettext_lazy("Rights that begin or end by themselves"),
    ALARM: gettext_lazy("Somebody reads unusually much"),
    DEADLINE: gettext_lazy("Deadlines of data breaches"),
    FALLING: gettext_lazy("What is mine will fall to a public pool"),
    ASKED: gettext_lazy("Protection is asked for, and I decide"),
    ANSWERED: gettext_lazy("Protection I asked for was decided"),
}


@page()
def notifications(request: Asking) -> HttpResponse:
    """What this person was told: a page, or the inside of the drawer."""
    tab = request.GET.get("tab", "")
    counts = inbox.counts(request.user)
    if not tab:
        tab = inbox.WAITS if counts[inbox.WAITS] else inbox.ALL
    if tab not in inbox.TABS:
        raise BadQuery(_("There is no such part of the notifications."))
    found = inbox.read(request.user, tab, before=request.GET.get("before", ""))
    url = addresses.page_url("notifications")
    context = {
        "title": _("Notifications"),
        "tab": tab,
        "tabs": [
            {"key": key, "label": label, "count": counts.get(key, 0), "url": f"{url}?tab={key}", "active": key == tab}
            for key, label in (
                (inbox.WAITS, _("For me to do")),
                (inbox.MENTIONS, _("Names me")),
                (inbox.ALL, _("All")),
            )
        ],
        "days": days(found.items, request.user),
        "more_url": addresses.with_query(url, {"tab": tab, "before": found.more}) if found.more else "",
        "going_on": bool(request.GET.get("before")),
        "read_url": addresses.page_url("notifications-read"),
        "wishes_url": addresses.page_url("wishes"),
        "here": f"{url}?tab={tab}",
    }
    template = "web/talk/notices.html" if is_partial(request) else "web/talk/notifications.html"
    return render(request, template, context)


@page("POST")
def read(request: Asking) -> HttpResponse:
    """Mark notifications as read: those named, or all."""
    keys = request.POST.getlist("key")
    if not keys and request.POST.get("all") != "1":
        raise BadQuery(_("This form is incomplete. Reload the page and send it again."))
    inbox.mark_read(request.user, _keys(keys) if keys else None)
    if is_partial(request):
        return HttpResponse(status=204, headers={"HX-Trigger": "inbox:changed"})
    return redirect(addresses.way_back(request, addresses.page_url("notifications")))


@page("POST")
def reply(request: Asking, key: uuid.UUID) -> HttpResponse:
    """Answer a comment without leaving the drawer; the notification is done with."""
    told = inbox.one(request.user, key)
    if told is None or told.record is None or told.kind not in (MENTION, COMMENT):
        raise NotFound()
    face = registry.get(told.entity)
    if face is None:
        raise NotFound()
    place = room(face, told.record, request.user)
    try:
        talking.comment(place, request.POST.get("words", ""), request.user, quotes=str(told.source or ""))
    except Invalid as bad:
        return HttpResponse("; ".join(text for texts in bad.errors.values() for text in texts), status=422)
    inbox.mark_read(request.user, [key])
    if is_partial(request):
        return HttpResponse(status=204, headers={"HX-Trigger": "inbox:changed"})
    return redirect(addresses.record_url(told.entity, told.record))


@page("GET", "POST")
def wishing(request: Asking) -> HttpResponse:
    """What one wishes to be told of, and when one wants peace."""
    if request.method == "POST":
        sent = request.POST
        if sent.get("wishes") != "1":
            raise BadQuery(_("This form is incomplete. Reload the page and send it again."))
        wishes.wish(
            request.user,
            unwanted=[kind for kind in KINDS if kind not in sent.getlist("wanted")],
            unmailed=[kind for kind in MAILED if kind not in sent.getlist("mailed")],
            quiet_from=_time(sent.get("quiet_from", "")),
            quiet_until=_time(sent.get("quiet_until", "")),
            quiet_weekends=sent.get("quiet_weekends") == "1",
        )
        messages.success(request, _("Saved"))
        return redirect("web:wishes")
    mine = wishes.of(request.user)
    context = {
        "title": _("Notifications"),
        "form_url": addresses.page_url("wishes"),
        "kinds": [
            {
                "key": kind,
                "label": str(label),
                "wanted": kind not in mine.unwanted,
                "can_mail": kind in MAILED,
                "mailed": kind not in mine.unmailed,
            }
            for kind, label in LABELS.items()
        ],
        "quiet_from": mine.quiet_from.strftime("%H:%M") if mine.quiet_from else "",
        "quiet_until": mine.quiet_until.strftime("%H:%M") if mine.quiet_until else "",
        "quiet_weekends": mine.quiet_weekends,
    }
    return render(request, "web/talk/wishes.html", context)


def _keys(texts: list[str]) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(text) for text in texts[:200]]
    except ValueError:
        raise BadQuery(_("This form is incomplete. Reload the page and send it again.")) from None


def _time(text: str) -> dt.time | None:
    if not text:
        return None
    try:
        return dt.time.fromisoformat(text)
    except ValueError:
        raise BadQuery(_("A time is expected here, like 21:30.")) from None
