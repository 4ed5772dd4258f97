"""Spans of time relative to now: today, this_week, last_30_days …"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine.errors import BadQuery

UNITS = ("day", "week", "month", "quarter", "year")
NAMED = (
    "today",
    "yesterday",
    "tomorrow",
    *(f"{which}_{unit}" for which in ("last", "this", "next") for unit in UNITS[1:]),
)
_COUNTED = re.compile(r"^(last|next)_(\d{1,4})_(day|week|month|year)s$")


def span(name: Any) -> tuple[dt.datetime, dt.datetime]:
    """First moment and the moment after, in the reader's time zone; weeks begin on Monday; raises BadQuery."""
    today = timezone.localdate()
    if not isinstance(name, str):
        raise _unknown(name)
    if name in ("today", "yesterday", "tomorrow"):
        shift = {"today": 0, "yesterday": -1, "tomorrow": 1}[name]
        first = today + dt.timedelta(days=shift)
        return _moments(first, first + dt.timedelta(days=1))
    counted = _COUNTED.match(name)
    if counted:
        return _moments(*_counted(today, counted[1], int(counted[2]), counted[3]))
    if name in NAMED:
        which, unit = name.split("_")
        first = _start(today, unit)
        shift = {"last": -1, "this": 0, "next": 1}[which]
        return _moments(_shift(first, unit, shift), _shift(first, unit, shift + 1))
    raise _unknown(name)


def _counted(today: dt.date, which: str, count: int, unit: str) -> tuple[dt.date, dt.date]:
    """The last N days include today; the next N begin tomorrow."""
    tomorrow = today + dt.timedelta(days=1)
    try:
        return (
            (_shift(tomorrow, unit, -count), tomorrow) if which == "last" else (tomorrow, _shift(tomorrow, unit, count))
        )
    except (OverflowError, ValueError) as bad:
        raise _unknown(f"{which}_{count}_{unit}s") from bad


def _start(day: dt.date, unit: str) -> dt.date:
    if unit == "week":
        return day - dt.timedelta(days=day.weekday())
    month = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1, "year": 1}[unit]
    return dt.date(day.year, month, 1)


def _shift(day: dt.date, unit: str, count: int) -> dt.date:
    if unit in ("day", "week"):
        return day + dt.timedelta(days=count * (7 if unit == "week" else 1))
    months = count * {"month": 1, "quarter": 3, "year": 12}[unit]
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (dt.date(year + (month == 11), (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(day.day, last))


def _moments(first: dt.date, after: dt.date) -> tuple[dt.datetime, dt.datetime]:
    zone = timezone.get_current_timezone()
    return (
        dt.datetime.combine(first, dt.time.min, tzinfo=zone),
        dt.datetime.combine(after, dt.time.min, tzinfo=zone),
    )


def _unknown(name: Any) -> BadQuery:
    return BadQuery(
        _("“%(name)s” is not a span of time, such as today, this_week or last_30_days.") % {"name": str(name)[:40]}
    )
