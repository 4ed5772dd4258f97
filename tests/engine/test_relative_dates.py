"""Spans of time such as this_week: in the reader's time zone, over the changes of summer time."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from guanxi.engine.errors import BadQuery
from guanxi.engine.filters.dates import NAMED, span

SHANGHAI, BERLIN, NEW_YORK = (ZoneInfo(name) for name in ("Asia/Shanghai", "Europe/Berlin", "America/New_York"))


def days(name: str, now: str = "2026-11-23T04:00:00Z", zone: ZoneInfo = SHANGHAI) -> tuple[str, str]:
    """First day and the day after, as dates of the reader."""
    with time_machine.travel(now, tick=False), timezone.override(zone):
        first, after = span(name)
    assert first.tzinfo is zone
    assert (first.time(), after.time()) == (dt.time.min, dt.time.min)
    return str(first.date()), str(after.date())


@pytest.mark.parametrize(
    ("name", "first", "after"),
    [
        ("today", "2026-11-23", "2026-11-24"),
        ("yesterday", "2026-11-22", "2026-11-23"),
        ("tomorrow", "2026-11-24", "2026-11-25"),
        ("this_week", "2026-11-23", "2026-11-30"),
        ("last_week", "2026-11-16", "2026-11-23"),
        ("next_week", "2026-11-30", "2026-12-07"),
        ("this_month", "2026-11-01", "2026-12-01"),
        ("last_month", "2026-10-01", "2026-11-01"),
        ("next_month", "2026-12-01", "2027-01-01"),
        ("this_quarter", "2026-10-01", "2027-01-01"),
        ("last_quarter", "2026-07-01", "2026-10-01"),
        ("next_quarter", "2027-01-01", "2027-04-01"),
        ("this_year", "2026-01-01", "2027-01-01"),
        ("last_year", "2025-01-01", "2026-01-01"),
        ("next_year", "2027-01-01", "2028-01-01"),
        ("last_1_days", "2026-11-23", "2026-11-24"),
        ("last_30_days", "2026-10-25", "2026-11-24"),
        ("next_7_days", "2026-11-24", "2026-12-01"),
        ("last_2_weeks", "2026-11-10", "2026-11-24"),
        ("next_3_months", "2026-11-24", "2027-02-24"),
        ("last_1_years", "2025-11-24", "2026-11-24"),
    ],
)
def test_spans(name: str, first: str, after: str) -> None:
    assert days(name) == (first, after)


def test_the_day_is_the_reader_s() -> None:
    midnight = "2026-12-31T16:30:00Z"
    assert days("today", midnight, SHANGHAI) == ("2027-01-01", "2027-01-02")
    assert days("today", midnight, BERLIN) == ("2026-12-31", "2027-01-01")
    assert days("this_year", midnight, SHANGHAI)[0] == "2027-01-01"
    assert days("this_year", midnight, NEW_YORK)[0] == "2026-01-01"


@pytest.mark.parametrize(("now", "hours"), [("2026-03-29T10:00:00Z", 23), ("2026-10-25T10:00:00Z", 25)])
def test_a_day_of_changing_clocks_is_shorter_or_longer(now: str, hours: int) -> None:
    with time_machine.travel(now, tick=False), timezone.override(BERLIN):
        first, after = span("today")
    assert after.astimezone(dt.UTC) - first.astimezone(dt.UTC) == dt.timedelta(hours=hours)


def test_short_months_end_where_they_end() -> None:
    assert days("last_1_months", "2026-03-30T04:00:00Z") == ("2026-02-28", "2026-03-31")
    assert days("next_1_months", "2026-01-30T04:00:00Z") == ("2026-01-31", "2026-02-28")
    assert days("last_1_years", "2024-02-28T04:00:00Z") == ("2023-02-28", "2024-02-29")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "now",
        "last_0x_days",
        "last_days",
        "last_99999_days",
        "last_-1_days",
        "this_3_days",
        "TODAY",
        None,
        5,
        ["today"],
    ],
)
def test_what_is_no_span_is_refused(name: object) -> None:
    with pytest.raises(BadQuery):
        span(name)


def test_spans_beyond_the_calendar_are_refused() -> None:
    for name in ("last_9999_years", "next_9999_years"):
        with pytest.raises(BadQuery):
            span(name)


@given(
    seconds=st.integers(631_152_000, 3_471_292_800),
    name=st.one_of(
        st.sampled_from(NAMED),
        st.builds(
            lambda which, count, unit: f"{which}_{count}_{unit}s",
            st.sampled_from(("last", "next")),
            st.integers(1, 500),
            st.sampled_from(("day", "week", "month", "year")),
        ),
    ),
)
def test_every_span_goes_forwards_and_knows_today(seconds: int, name: str) -> None:
    with time_machine.travel(seconds, tick=False), timezone.override(BERLIN):
        first, after = span(name)
        now = timezone.localtime()
        assert first < after
        if name == "today" or name.startswith("this_") or (name.startswith("last_") and name[5].isdigit()):
            assert first <= now < after
        elif name.startswith(("last", "yesterday")):
            assert after <= now
        else:
            assert first > now
