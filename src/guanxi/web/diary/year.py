"""A year at a glance: twelve small months, with dots on the days that have something."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.diary.models.appointment import EARLIEST_YEAR, LATEST_YEAR
from guanxi.diary.reading import ENTITY, Entry, entries
from guanxi.engine.errors import NotFound
from guanxi.web import addresses, calendars
from guanxi.web.guard import Asking, page

MOST_DOTS = 3
Context = dict[str, Any]


@page()
def year_page(request: Asking) -> HttpResponse:
    """One's own year; a day leads to the calendar."""
    if not request.user.access.may(ENTITY, "read"):
        raise NotFound()
    year = _year(request.GET.get("year", ""))
    here = timezone.get_current_timezone()
    window = dt.datetime(year, 1, 1, tzinfo=here), dt.datetime(year + 1, 1, 1, tzinfo=here)
    counts: Counter[dt.date] = Counter()
    for entry in entries(request.user, {request.user.pk}, window):
        counts.update(days_of(entry))
    weeks = calendar.Calendar(firstweekday=0)
    monday = dt.date(2024, 1, 1)
    context = {
        "title": _("Calendar %(year)d") % {"year": year},
        "year": year,
        "months": [_month(weeks, year, month, counts) for month in range(1, 13)],
        "weekdays": [_short(date_format(monday + dt.timedelta(days=day), "D")) for day in range(7)],
        "before_url": addresses.page_url("calendar-year", year=year - 1) if year > EARLIEST_YEAR else "",
        "after_url": addresses.page_url("calendar-year", year=year + 1) if year < LATEST_YEAR else "",
        "calendar_url": addresses.page_url("calendar"),
    }
    return render(request, "web/diary/year.html", context)


def days_of(entry: Entry) -> list[dt.date]:
    """The days an entry touches, as they are counted here."""
    first, after = entry.first_day, entry.after_day
    if not entry.all_day:
        first = timezone.localtime(entry.start).date()
        last = timezone.localtime(max(entry.start, entry.end - dt.timedelta(microseconds=1))).date()
        after = last + dt.timedelta(days=1)
    return [first + dt.timedelta(days=number) for number in range((after - first).days)]


def _month(weeks: calendar.Calendar, year: int, month: int, counts: Counter[dt.date]) -> Context:
    today = timezone.localdate()
    first = dt.date(year, month, 1)
    rows = [
        [_day(day, counts[day], today) if day.month == month else None for day in week]
        for week in weeks.monthdatescalendar(year, month)
    ]
    return {
        "label": date_format(first, "F"),
        "url": addresses.page_url("calendar", date=first.isoformat(), view=calendars.MONTH),
        "weeks": rows,
    }


def _day(day: dt.date, count: int, today: dt.date) -> Context:
    told = ngettext("%(n)d appointment", "%(n)d appointments", count) % {"n": count}
    return {
        "number": day.day,
        "url": addresses.page_url("calendar", date=day.isoformat(), view=calendars.DAY),
        "label": f"{date_format(day, 'DATE_FORMAT')}, {told}" if count else date_format(day, "DATE_FORMAT"),
        "dots": range(min(count, MOST_DOTS)),
        "today": day == today,
    }


def _short(weekday: str) -> str:
    """A weekday's name as narrow as its column: the last sign of a Chinese one, two letters of others."""
    return weekday[:2] if weekday.isascii() else weekday[-1]


def _year(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) == 4 and EARLIEST_YEAR <= int(text) <= LATEST_YEAR:
        return int(text)
    return timezone.localdate().year
