"""When something is due that happens again and again, by the clock on somebody's wall. No database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule

MINUTES, HOURS, DAYS, WEEKS, MONTHS = "minutes", "hours", "days", "weeks", "months"
WEEKDAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
SHORTEST_MONTH = 28
_SECONDS = {MINUTES: 60, HOURS: 3600}


@dataclass(frozen=True)
class Rhythm:
    """`every` counts minutes and hours only; the other three say when of days, weeks and months."""

    unit: str
    every: int = 1
    at: dt.time = dt.time(6)
    weekdays: Collection[str] = ()
    month_day: int = 1

    def following(self, moment: dt.datetime, tz: ZoneInfo) -> dt.datetime:
        """The first time after a moment. A time that the clock leaps over comes as much later; one that it shows twice
        is meant once, as it comes first."""
        if self.unit in _SECONDS:
            step = self.every * _SECONDS[self.unit]
            return dt.datetime.fromtimestamp((int(moment.timestamp()) // step + 1) * step, dt.UTC)
        wall = dt.datetime.combine(moment.astimezone(tz).date() - dt.timedelta(days=1), dt.time())
        for candidate in self._days(wall).xafter(wall, inc=True):
            told: dt.datetime = candidate.replace(tzinfo=tz).astimezone(dt.UTC)
            if told > moment:
                return told
        raise ValueError("a rhythm without a next time")

    def _days(self, since: dt.datetime) -> rrule:
        at = {"byhour": self.at.hour, "byminute": self.at.minute, "bysecond": 0}
        if self.unit == WEEKS:
            days = [place for place, day in enumerate(WEEKDAYS) if day in self.weekdays] or [0]
            return rrule(WEEKLY, dtstart=since, byweekday=days, **at)
        if self.unit == MONTHS:
            last = range(min(SHORTEST_MONTH, self.month_day), self.month_day + 1)
            return rrule(MONTHLY, dtstart=since, bymonthday=list(last), bysetpos=-1, **at)
        return rrule(DAILY, dtstart=since, **at)
