"""What the calendar of the pages is told: addresses, views, and the words on it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

MONTH, WEEK, DAY, LIST = "dayGridMonth", "timeGridWeek", "timeGridDay", "listMonth"
DAYS = "dayGridWeek"
"""A week without hours."""
MONDAY = 1


def calendar(
    events: str,
    *,
    create: str = "",
    move: str = "",
    views: Sequence[str] = (MONTH, WEEK),
    view: str = MONTH,
    date: str = "",
    keep: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The context of parts/calendar.html; calendar_controller.js tells what each address is asked.

    `keep` names the parameters of the page's own address that hold the shown day (`date`) and view (`view`).
    """
    return {
        "events": events,
        "create": create,
        "move": move,
        "views": json.dumps(list(views)),
        "view": view if view in views else views[0],
        "date": date,
        "keep": json.dumps(dict(keep or {})),
        "first_day": MONDAY,
        "zone": timezone.localtime().isoformat()[-6:],
        "labels": json.dumps(labels(), ensure_ascii=False),
    }


def day(text: str) -> str:
    """A day out of an address; "" where it is none."""
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def labels() -> dict[str, str]:
    """The words on the calendar."""
    month, week, day = pgettext("calendar", "Month"), pgettext("calendar", "Week"), pgettext("calendar", "Day")
    agenda = pgettext("calendar", "List")
    return {
        "today": pgettext("calendar", "Today"),
        "prev": _("Earlier"),
        "next": _("Later"),
        "close": _("Close"),
        "dayGridMonth": month,
        "timeGridWeek": week,
        "dayGridWeek": week,
        "timeGridDay": day,
        "listMonth": agenda,
        "listWeek": agenda,
        "listDay": agenda,
        "allDay": _("all day"),
        "more": _("{n} more"),
        "nothing": _("Nothing in this time."),
        "failed": _("The server can't be reached; nothing was changed. Try again in a moment."),
    }
