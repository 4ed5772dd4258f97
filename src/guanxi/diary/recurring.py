"""When a series takes place: a rule by the clock on the wall, its exceptions, a window. No database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule, weekday

Instead = tuple[dt.datetime, dt.datetime] | None
"""Other times on one day of the series; none means that it doesn't take place."""

MOST = 2_000
"""Occurrences in one window."""
_FREQUENCY = {
    "daily": DAILY,
    "weekly": WEEKLY,
    "monthly": MONTHLY,
    "monthly_weekday": MONTHLY,
    "yearly": YEARLY,
}
_NAMES = {DAILY: "DAILY", WEEKLY: "WEEKLY", MONTHLY: "MONTHLY", YEARLY: "YEARLY"}
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LAST_WEEK = 5


@dataclass(frozen=True)
class Rule:
    """How something repeats; `weekdays` matter for weeks only, `until` is the last day, by the clock of its zone."""

    repeats: str
    every: int = 1
    weekdays: tuple[str, ...] = ()
    until: dt.date | None = None

    @property
    def frequency(self) -> int:
        return _FREQUENCY[self.repeats]

    def weekdays_from(self, start: dt.date) -> tuple[tuple[str, int], ...]:
        """The weekdays, each with its place in the month (0: every one)."""
        if self.repeats == "weekly" and self.weekdays:
            return tuple((day, 0) for day in _DAYS if day in self.weekdays)
        if self.repeats == "monthly_weekday":
            place = (start.day - 1) // 7 + 1
            return ((_DAYS[start.weekday()], -1 if place >= _LAST_WEEK else place),)
        return ()

    def text(self, start: dt.datetime, tz: ZoneInfo, *, whole_days: bool) -> dict[str, object]:
        """The parts of an RRULE (RFC 5545) for a series that begins then."""
        parts: dict[str, object] = {"FREQ": _NAMES[self.frequency], "INTERVAL": self.every}
        days = self.weekdays_from(start.astimezone(tz).date())
        if days:
            parts["BYDAY"] = [f"{place or ''}{day}" for day, place in days]
        if self.repeats == "weekly":
            parts["WKST"] = "MO"
        if self.until:
            last = dt.datetime.combine(self.until, dt.time(23, 59, 59), tz)
            parts["UNTIL"] = self.until if whole_days else last.astimezone(dt.UTC)
        return parts


@dataclass(frozen=True)
class Occurrence:
    """One time it takes place; `day` is the day the rule says, which names it for ever."""

    day: dt.date
    start: dt.datetime
    end: dt.datetime
    moved: bool = False


def occurrences(
    rule: Rule,
    start: dt.datetime,
    end: dt.datetime,
    tz: ZoneInfo,
    window: tuple[dt.datetime, dt.datetime],
    instead: Mapping[dt.date, Instead] | None = None,
) -> list[Occurrence]:
    """What of a series lies in a window (its end not included), in order of the days; at most two thousand."""
    instead = instead or {}
    first, after = window
    found = []
    for one in _regular(rule, start, end, tz, first, after):
        if one.day not in instead and _touches(one, first, after):
            found.append(one)
    for day, times in instead.items():
        if times is not None and takes_place(rule, start, tz, day):
            moved = Occurrence(day, *times, moved=True)
            if _touches(moved, first, after):
                found.append(moved)
    return sorted(found, key=lambda one: (one.start, one.day))[:MOST]


def takes_place(rule: Rule, start: dt.datetime, tz: ZoneInfo, day: dt.date) -> bool:
    """Whether the rule, exceptions apart, names this day."""
    begin = dt.datetime.combine(day, dt.time())
    return any(one.date() == day for one in _days(rule, _wall(start, tz), begin, begin + dt.timedelta(days=1)))


def _regular(
    rule: Rule, start: dt.datetime, end: dt.datetime, tz: ZoneInfo, first: dt.datetime, after: dt.datetime
) -> Iterator[Occurrence]:
    begin, length = _wall(start, tz), _wall(end, tz) - _wall(start, tz)
    slack = dt.timedelta(days=1)  # clocks are put forward and back
    for one in _days(rule, begin, _wall(first, tz) - length - slack, _wall(after, tz) + slack):
        yield Occurrence(one.date(), _moment(one, tz), _moment(one + length, tz))


def _days(rule: Rule, begin: dt.datetime, first: dt.datetime, after: dt.datetime) -> list[dt.datetime]:
    """The starts by the clock on the wall between two of its times."""
    last = dt.datetime.combine(rule.until, dt.time(23, 59, 59)) if rule.until else None
    days = [weekday(_DAYS.index(day), place or None) for day, place in rule.weekdays_from(begin.date())]
    series = rrule(
        rule.frequency,
        dtstart=_nearer(rule, begin, first),
        interval=rule.every,
        byweekday=days or None,
        until=last,
        wkst=0,
    )
    found = []
    for one in series.xafter(max(first, begin), count=MOST, inc=True):
        if one >= after:
            break
        found.append(one)
    return found


def _nearer(rule: Rule, begin: dt.datetime, first: dt.datetime) -> dt.datetime:
    """A later beginning with the same series from there on, so that years of days needn't be counted through."""
    unit = {"daily": 1, "weekly": 7}.get(rule.repeats)
    if unit is None or first <= begin:
        return begin
    step = unit * rule.every
    whole = (first - begin).days // step - 1
    return begin + dt.timedelta(days=max(0, whole) * step)


def _touches(one: Occurrence, first: dt.datetime, after: dt.datetime) -> bool:
    return one.start < after and (one.end > first or one.start == one.end >= first)


def _wall(moment: dt.datetime, tz: ZoneInfo) -> dt.datetime:
    return moment.astimezone(tz).replace(tzinfo=None)


def _moment(wall: dt.datetime, tz: ZoneInfo) -> dt.datetime:
    """A time of the clock on the wall; one that the clock leaps over comes as much later."""
    return wall.replace(tzinfo=tz).astimezone(dt.UTC)
