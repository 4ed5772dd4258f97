"""Series: rules against a plain count of days, over changes of the clock, with days that are different."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.diary.recurring import Rule, occurrences, takes_place

BERLIN, SHANGHAI, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY = dt.timedelta(days=1)


def says(rule: Rule, start: dt.date, day: dt.date) -> bool:
    """Whether a rule that begins on a day names another one, counted by hand."""
    if day < start or (rule.until and day > rule.until):
        return False
    months = (day.year - start.year) * 12 + day.month - start.month
    if rule.repeats == "daily":
        return (day - start).days % rule.every == 0
    if rule.repeats == "weekly":
        monday = [one - dt.timedelta(days=one.weekday()) for one in (start, day)]
        wanted = rule.weekdays or (NAMES[start.weekday()],)
        return (monday[1] - monday[0]).days // 7 % rule.every == 0 and NAMES[day.weekday()] in wanted
    if rule.repeats == "monthly":
        return day.day == start.day and months % rule.every == 0
    if rule.repeats == "yearly":
        same = (day.month, day.day) == (start.month, start.day)
        return same and (day.year - start.year) % rule.every == 0
    if day.weekday() != start.weekday() or months % rule.every:
        return False
    if start.day > 28:
        return (day + 7 * DAY).month != day.month
    return (day.day - 1) // 7 == (start.day - 1) // 7


@st.composite
def series(draw: st.DrawFn) -> tuple[Rule, dt.date, dt.date, int]:
    begin = draw(st.dates(dt.date(2019, 1, 1), dt.date(2028, 12, 31)))
    until = draw(st.none() | st.integers(0, 2_000).map(lambda days: begin + days * DAY))
    rule = Rule(
        draw(st.sampled_from(("daily", "weekly", "monthly", "monthly_weekday", "yearly"))),
        draw(st.integers(1, 5)),
        tuple(draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=4))),
        until,
    )
    return rule, begin, begin + draw(st.integers(-400, 1_500)) * DAY, draw(st.integers(1, 120))


@settings(max_examples=300, deadline=None)
@given(series(), st.sampled_from((BERLIN, SHANGHAI, NEW_YORK)), st.integers(0, 23), st.integers(1, 50))
def test_a_window_holds_what_counting_finds(
    case: tuple[Rule, dt.date, dt.date, int], tz: ZoneInfo, hour: int, length: int
) -> None:
    rule, begin, first, days = case
    start = dt.datetime.combine(begin, dt.time(hour), tz)
    end = (start.replace(tzinfo=None) + dt.timedelta(hours=length)).replace(tzinfo=tz)
    window = tuple(dt.datetime.combine(first + add * DAY, dt.time(), tz) for add in (0, days))
    found = [one.day for one in occurrences(rule, start, end, tz, window)]  # type: ignore[arg-type]
    counted = []
    for number in range(-4, days + 1):
        day = first + number * DAY
        if not says(rule, begin, day):
            continue
        wall = dt.datetime.combine(day, dt.time(hour))
        times = [(wall + dt.timedelta(hours=add)).replace(tzinfo=tz).astimezone(dt.UTC) for add in (0, length)]
        if times[0] < window[1] and times[1] > window[0]:
            counted.append(day)
    assert found == counted


def test_nine_o_clock_stays_nine_o_clock_when_the_clocks_change() -> None:
    start = dt.datetime(2026, 3, 26, 9, tzinfo=BERLIN)
    window = start, start + dt.timedelta(days=7)
    found = occurrences(Rule("daily"), start, start + dt.timedelta(hours=1), BERLIN, window)
    assert {one.start.astimezone(BERLIN).hour for one in found} == {9}
    assert [one.start.astimezone(dt.UTC).hour for one in found] == [8, 8, 8, 7, 7, 7, 7]


def test_an_hour_that_is_leapt_over_comes_as_much_later() -> None:
    start = dt.datetime(2026, 3, 28, 2, 30, tzinfo=BERLIN)
    found = occurrences(Rule("daily"), start, start + dt.timedelta(minutes=30), BERLIN, (start, start + 3 * DAY))
    assert [f"{one.start.astimezone(BERLIN):%d %H:%M}" for one in found] == ["28 02:30", "29 03:30", "30 02:30"]


def test_a_day_may_be_left_out_or_moved_also_out_of_the_window() -> None:
    start = dt.datetime(2026, 11, 2, 10, tzinfo=SHANGHAI)
    hour = dt.timedelta(hours=1)
    moved = start + 30 * DAY
    instead = {dt.date(2026, 11, 3): None, dt.date(2026, 11, 4): (moved, moved + hour), dt.date(2027, 1, 1): None}
    rule = Rule("daily", until=dt.date(2026, 11, 6))
    near = occurrences(rule, start, start + hour, SHANGHAI, (start, start + 7 * DAY), instead)
    assert [one.day.day for one in near] == [2, 5, 6]
    far = occurrences(rule, start, start + hour, SHANGHAI, (moved, moved + DAY), instead)
    assert [(one.day.day, one.start, one.moved) for one in far] == [(4, moved, True)]


@pytest.mark.parametrize(("day", "holds"), [(2, True), (3, False), (9, True), (16, False)])
def test_takes_place(day: int, holds: bool) -> None:
    start = dt.datetime(2026, 11, 2, 10, tzinfo=SHANGHAI)
    assert takes_place(Rule("weekly", until=dt.date(2026, 11, 10)), start, SHANGHAI, dt.date(2026, 11, day)) is holds


def test_a_series_of_long_ago_costs_no_more() -> None:
    start = dt.datetime(1975, 1, 1, 10, tzinfo=SHANGHAI)
    window = dt.datetime(2199, 1, 1, tzinfo=SHANGHAI), dt.datetime(2199, 1, 4, tzinfo=SHANGHAI)
    begun = dt.datetime.now(dt.UTC)
    found = occurrences(Rule("daily", 2), start, start + dt.timedelta(hours=1), SHANGHAI, window)
    assert len(found) in (1, 2)
    assert (dt.datetime.now(dt.UTC) - begun).total_seconds() < 0.1
