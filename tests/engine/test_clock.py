"""When something is due that happens again and again."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.engine.regular.clock import DAYS, HOURS, MINUTES, MONTHS, WEEKDAYS, WEEKS, Rhythm

BERLIN, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")
NIGHT = dt.time(2, 30)


def at(text, tz=BERLIN):
    return dt.datetime.fromisoformat(text).replace(tzinfo=tz)


def walls(rhythm, moment, tz, count):
    """The next times by the clock on the wall."""
    found = []
    for _turn in range(count):
        moment = rhythm.following(moment, tz)
        found.append(f"{moment.astimezone(tz):%Y-%m-%d %H:%M}")
    return found


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        (Rhythm(MINUTES, 15), ["2026-11-29 10:15", "2026-11-29 10:30"]),
        (Rhythm(HOURS, 6), ["2026-11-29 14:00", "2026-11-29 20:00"]),
        (Rhythm(DAYS, at=dt.time(6)), ["2026-11-30 06:00", "2026-12-01 06:00"]),
        (Rhythm(DAYS, at=dt.time(10, 5)), ["2026-11-29 10:05", "2026-11-30 10:05"]),
        (Rhythm(WEEKS, weekdays=("fr", "mo")), ["2026-11-30 06:00", "2026-12-04 06:00", "2026-12-07 06:00"]),
        (Rhythm(WEEKS), ["2026-11-30 06:00", "2026-12-07 06:00"]),
        (Rhythm(MONTHS, month_day=31), ["2026-11-30 06:00", "2026-12-31 06:00", "2027-01-31 06:00"]),
        (Rhythm(MONTHS, month_day=1), ["2026-12-01 06:00", "2027-01-01 06:00"]),
    ],
)  # fmt: skip
def test_the_next_times_by_the_clock_of_the_owner(rhythm, expected):
    assert walls(rhythm, at("2026-11-29 10:01", SHANGHAI), SHANGHAI, len(expected)) == expected


def test_a_time_that_the_clock_leaps_over_comes_as_much_later_that_day_alone():
    assert walls(Rhythm(DAYS, at=NIGHT), at("2026-03-28 12:00"), BERLIN, 3) == [
        "2026-03-29 03:30",
        "2026-03-30 02:30",
        "2026-03-31 02:30",
    ]


def test_a_time_that_the_clock_shows_twice_happens_once():
    assert walls(Rhythm(DAYS, at=NIGHT), at("2026-10-24 12:00"), BERLIN, 2) == ["2026-10-25 02:30", "2026-10-26 02:30"]
    first = Rhythm(DAYS, at=NIGHT).following(at("2026-10-24 12:00"), BERLIN)
    assert first == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)


rhythms = st.builds(
    Rhythm,
    unit=st.sampled_from((MINUTES, HOURS, DAYS, WEEKS, MONTHS)),
    every=st.integers(1, 1000),
    at=st.times().map(lambda time: time.replace(second=0, microsecond=0)),
    weekdays=st.sets(st.sampled_from(WEEKDAYS)),
    month_day=st.integers(1, 31),
)
moments = st.floats(946_684_800, 3_786_912_000).map(lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC))
LONGEST = {MINUTES: 1000 / 1440, HOURS: 1000 / 24, DAYS: 1.2, WEEKS: 7.2, MONTHS: 31.2}


@given(rhythms, moments, st.sampled_from(("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")))
def test_the_next_time_is_later_near_and_skips_none(rhythm, moment, zone):
    tz = ZoneInfo(zone)
    following = rhythm.following(moment, tz)
    assert dt.timedelta(0) < following - moment <= dt.timedelta(days=LONGEST[rhythm.unit])
    between = moment + (following - moment) / 2
    assert rhythm.following(between, tz) == following
