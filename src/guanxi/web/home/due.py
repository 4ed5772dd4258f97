"""What is due: today's appointments, and the next ones of the week."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.diary.reading import ENTITY, Entry, entries
from guanxi.engine.permissions import Access, Actor
from guanxi.engine.registry import registry
from guanxi.engine.wording import strung
from guanxi.web import addresses
from guanxi.web.home.tiles import ALL_ROLES, WIDE, Content, Tile, tile

MOST = 8
AHEAD = dt.timedelta(days=7)
ICONS = {"call": "phone", "visit": "map-pin", "meeting": "users", "absence": "sun"}


def due(actor: Actor) -> Content:
    """One's own appointments of today, and what comes next."""
    now, today = timezone.now(), timezone.localdate()
    begin = timezone.make_aware(dt.datetime.combine(today, dt.time()))
    found = [entry for entry in entries(actor, {actor.pk}, (begin, begin + AHEAD)) if entry.shown is not None]
    here = [entry for entry in found if _first_day(entry) <= today]
    left = sum(entry.end > now for entry in here)
    rows = [_row(entry, today, past=entry.end <= now) for entry in found[:MOST]]
    return Content(
        rows,
        count=_("%(n)s today") % {"n": len(here)} if here else "",
        more=(_("Calendar"), addresses.page_url("calendar")),
        left=left,
        empty=_("Nothing is planned for the next seven days."),
        template="web/tiles/due.html",
    )


def _first_day(entry: Entry) -> dt.date:
    return entry.first_day if entry.all_day else timezone.localtime(entry.start).date()


def _row(entry: Entry, today: dt.date, *, past: bool) -> dict[str, Any]:
    one, day = entry.shown, _first_day(entry)
    assert one is not None
    time = _("all day") if entry.all_day else timezone.localtime(entry.start).strftime("%H:%M")
    kind = registry[ENTITY].fields["kind"].to_text(one.kind)
    coming = _coming(day, (day - today).days)
    return {
        "label": one.name,
        "url": addresses.record_url(ENTITY, one.pk),
        "icon": ICONS.get(one.kind, "clock"),
        "time": time,
        "day": coming,
        "note": strung(part for part in (kind, one.place) if part),
        "past": past,
    }


def _coming(day: dt.date, ahead: int) -> str:
    """The day of what isn't today, as one says it within a week."""
    if ahead <= 0:
        return ""
    return _("Tomorrow") if ahead == 1 else date_format(day, "D")


def _has_calendar(access: Access) -> bool:
    return access.may(ENTITY, "read")


tile(
    Tile(
        "due", gettext_lazy("To do today"), "calendar-event", due, ALL_ROLES, WIDE, _has_calendar, place=15, counts=True
    )
)
