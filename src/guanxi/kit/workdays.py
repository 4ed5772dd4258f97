"""Public holidays and working days of China, with the weekends on which people work to make up for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import chinese_calendar

COUNTRIES = ("CN",)
"""Whose working days are known; other countries have none of these days, and plain weekends."""


@dataclass(frozen=True)
class SpecialDay:
    """A day on which people are free for a holiday, or work although it is a weekend."""

    date: dt.date
    name: str
    """The holiday's English name, as in HOLIDAYS; "" for a working weekend."""

    @property
    def is_off(self) -> bool:
        return bool(self.name)


HOLIDAYS = tuple(str(holiday.value) for holiday in chinese_calendar.Holiday)
"""Every name there is."""


def special_days(country: str, first: dt.date, last: dt.date) -> list[SpecialDay]:
    """The special days from one to another, both included; none in years that the State Council didn't announce yet."""
    if country not in COUNTRIES:
        return []
    found = []
    for number in range((last - first).days + 1):
        day = first + dt.timedelta(days=number)
        try:
            is_off, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError:
            continue
        if is_off and name:
            found.append(SpecialDay(day, str(name)))
        elif not is_off and day.isoweekday() > 5:
            found.append(SpecialDay(day, ""))
    return found


def workdays_after(country: str, day: dt.date, number: int) -> dt.date:
    """The working day on which so many of them have gone by since a day; that day itself for none."""
    while number > 0:
        day += dt.timedelta(days=1)
        number -= is_workday(country, day)
    return day


def is_workday(country: str, day: dt.date) -> bool:
    """Whether people work on a day; from Monday to Friday where nothing else is known."""
    special = special_days(country, day, day)
    return not special[0].is_off if special else day.isoweekday() <= 5
