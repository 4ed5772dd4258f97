"""Holidays and working days: what the State Council announced for 2026 is held against what is said here."""

from __future__ import annotations

import datetime as dt

import pytest

from guanxi.kit.workdays import HOLIDAYS, SpecialDay, is_workday, special_days

OCTOBER = dt.date(2026, 10, 1), dt.date(2026, 10, 11)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-02-14", True),  # a Saturday that makes up for the Spring Festival
        ("2026-02-16", False),
        ("2026-02-23", False),
        ("2026-02-24", True),
        ("2026-02-28", True),
        ("2026-05-09", True),
        ("2026-10-07", False),
        ("2026-10-10", True),
        ("2026-11-25", True),
        ("2026-11-28", False),
        ("2099-11-27", True),
        ("2099-11-28", False),
    ],
)
def test_chinese_working_days(day: str, works: bool) -> None:
    assert is_workday("CN", dt.date.fromisoformat(day)) is works


def test_a_week_of_holidays_and_the_saturday_that_makes_up_for_it() -> None:
    found = special_days("CN", *OCTOBER)
    assert found == [
        *(SpecialDay(dt.date(2026, 10, day), "National Day") for day in range(1, 8)),
        SpecialDay(dt.date(2026, 10, 10), ""),
    ]
    assert {day.is_off for day in found} == {True, False}
    assert "National Day" in HOLIDAYS


def test_other_countries_and_years_without_an_announcement() -> None:
    assert special_days("DE", *OCTOBER) == []
    assert is_workday("DE", dt.date(2026, 10, 1))
    assert special_days("CN", dt.date(2098, 1, 1), dt.date(2098, 12, 31)) == []
