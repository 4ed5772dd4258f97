"""Numbers are built as the company says, counted anew when it says, and no two records ever have the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.engine import gate
from guanxi.engine.customfields import living
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.gate.cleaning import Cleaner
from guanxi.engine.models import Counter
from guanxi.engine.registry import registry
from guanxi.engine.tailoring import numbers
from guanxi.engine.tailoring.numbers import DAY, MONTH, NEVER, YEAR, Rule, check
from guanxi.engine.testing.company import Acting, Company, allow
from guanxi.people.initials import shortened
from tests.engine.customising import QUOTES
from tests.house import build

RULES = registry["numbering-rules"]
TODAY = dt.date(2026, 11, 29)


@pytest.fixture(autouse=True)
def _today_in_english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(numbers, "today", lambda: TODAY)
    with override("en"):
        yield


def make(actor: Any, pattern: str, **more: Any) -> Any:
    """A rule for quotes, in force at once."""
    made = gate.create(RULES, {"subject": "quotes.number", "pattern": pattern, **more}, actor=actor)
    living.refresh()  # with the commit, outside of tests
    return made


def quote(actor: Any) -> str:
    """The number of a new quote."""
    return str(gate.create(QUOTES, {"name": "q"}, actor=actor).number)  # type: ignore[attr-defined]


def test_numbers_are_built_so_and_begin_anew(boss: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = make(boss, "BJ-{year}-{counter:4}", reset=YEAR, start=7)
    assert RULES.manager().get(pk=rule.pk).example == "BJ-2026-0007"
    assert [quote(boss), quote(boss)] == ["BJ-2026-0007", "BJ-2026-0008"]
    monkeypatch.setattr(numbers, "today", lambda: dt.date(2027, 1, 1))
    assert quote(boss) == "BJ-2027-0007"
    monkeypatch.setattr(numbers, "today", lambda: TODAY)
    assert quote(boss) == "BJ-2026-0009"


def test_many_at_once_have_numbers_of_their_own(boss: Acting) -> None:
    make(boss, "{yy}{month}{day}/{counter:3}", reset=DAY)
    cleaner = Cleaner(QUOTES, boss)
    cleaned = [cleaner.clean({"name": f"q{n}"}, creating=True) for n in range(5)]
    made: list[Any] = gate.create_many(QUOTES, cleaned, actor=boss)
    assert [one.number for one in made] == [f"261129/{n:03}" for n in range(1, 6)]
    assert quote(boss) == "261129/006"


def test_without_a_new_count_it_counts_on_and_the_old_way_comes_back(boss: Acting) -> None:
    assert [quote(boss), quote(boss)] == ["Q-00001", "Q-00002"]
    rule = make(boss, "QT{counter}")
    assert quote(boss) == "QT3"
    gate.delete(RULES, rule.pk, actor=boss)
    living.refresh()
    assert quote(boss) == "Q-00004"


def test_a_number_that_a_record_has_is_passed_over(boss: Acting) -> None:
    rule = make(boss, "QT-{counter:2}")
    taken = [quote(boss) for _n in range(3)]
    gate.act(RULES, rule.pk, "set_next", {"counter": 1}, actor=boss)
    fresh = [quote(boss) for _n in range(3)]
    assert not set(taken) & set(fresh)


def test_the_next_numbers_are_told_and_can_be_set(boss: Acting) -> None:
    rule = make(boss, "QT-{counter:2}")
    quote(boss)
    stored: Any = RULES.manager().get(pk=rule.pk)
    assert stored.upcoming(boss) == ["Next: QT-02, QT-03, QT-04"]
    gate.act(RULES, rule.pk, "set_next", {"counter": 50}, actor=boss)
    assert stored.upcoming(boss) == ["Next: QT-50, QT-51, QT-52"]
    assert quote(boss) == "QT-50"
    with pytest.raises(Invalid):
        gate.act(RULES, rule.pk, "set_next", {"counter": 0}, actor=boss)
    assert quote(boss) == "QT-51"


@pytest.mark.django_db
def test_each_department_counts_by_itself() -> None:
    house = build()
    make(house["admin"], "{department}-{counter:3}")
    east, south = house["owner"], house["stranger"]
    assert [quote(east), quote(south), quote(east)] == ["EAST-001", "SOUTH-001", "EAST-002"]
    assert quote(house["teammate"]) == "EAST-003"


def test_a_department_is_told_in_few_letters() -> None:
    assert [shortened(name) for name in ("销售一部", "East", "Key accounts", "")] == ["XSYB", "EAST", "KA", ""]


@pytest.mark.parametrize(
    ("pattern", "reset"),
    [
        ("KH", NEVER),
        ("{counter}{counter}", NEVER),
        ("KH-{counter:4}", YEAR),
        ("{year}-{counter}", MONTH),
        ("{year}{month}-{counter}", DAY),
        ("{customer}-{counter}", NEVER),
        ("{year:2}-{counter}", NEVER),
        ("{counter", NEVER),
        ("x" * 40 + "{counter}", NEVER),
    ],
)
def test_patterns_whose_numbers_would_repeat_are_refused(pattern: str, reset: str) -> None:
    with pytest.raises(ValidationError):
        check(Rule("quotes.number", pattern, reset))


SHORTEST = {
    NEVER: "{counter}",
    YEAR: "{counter:2}{yy}",
    MONTH: "{month}{counter}/{year}",
    DAY: "{year}{month}{day}{counter}",
}


@given(st.lists(st.dates(dt.date(2000, 1, 1), dt.date(2090, 1, 1)), max_size=60), st.sampled_from(sorted(SHORTEST)))
@settings(deadline=None)
def test_no_two_counts_make_the_same_number(days: list[dt.date], reset: str) -> None:
    rule = Rule("quotes.number", SHORTEST[reset], reset)
    check(rule)
    counted: dict[str, int] = {}
    made = []
    for day in days:
        series = rule.series(day, "")
        counted[series] = counted.get(series, 0) + 1
        made.append(rule.shaped(counted[series], day, ""))
    assert len(set(made)) == len(days)


def test_only_who_may_change_rules_does(db: None) -> None:
    company = Company()
    made = make(company.boss(), "QT{counter}")
    for who, rights, error in (
        ("teammate", (), NotFound),
        ("stranger", (allow("numbering-rules", "read"),), NotAllowed),
    ):
        with pytest.raises(error):
            gate.act(RULES, made.pk, "set_next", {"counter": 9}, actor=company.actor(who, *rights))
    assert not Counter.objects.filter(series__startswith="quotes.number").exists()


def test_one_query_looks_whether_numbers_are_free(boss: Acting, django_assert_max_num_queries: Any) -> None:
    cleaner = Cleaner(QUOTES, boss)
    cleaned = [cleaner.clean({"name": f"q{n}"}, creating=True) for n in range(50)]
    with CaptureQueriesContext(connection) as plain:
        gate.create_many(QUOTES, cleaned, actor=boss)
    make(boss, "QT{counter}")
    with django_assert_max_num_queries(len(plain) + 1):
        gate.create_many(QUOTES, cleaned, actor=boss)
