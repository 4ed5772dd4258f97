"""Whatever the rules and the purchases are: every record gets one rating, more is never worse, and a hand overrules."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.engine import gate
from guanxi.grading.jobs import grade_chunk
from guanxi.grading.measuring import measured, plan_of, today
from guanxi.grading.plan import Plan, PlannedRule, PlannedStep
from guanxi.grading.rules import active_rules
from guanxi.grading.statement import judge_values, midnight, quantiles
from tests.grading.world import CUSTOMERS, Grades

TODAY = dt.date(2026, 11, 20)
maybe = st.none() | st.integers(0, 200)
STEPS = st.lists(
    st.builds(
        PlannedStep,
        to=st.sampled_from("ABC"),
        amount=st.none() | st.integers(0, 2_000).map(str),
        count=maybe,
        days=maybe,
        followed=maybe,
        score=st.none() | st.integers(1, 15),
    ),
    max_size=4,
)
MARKS = st.lists(st.integers(0, 1_000), min_size=4, max_size=4).map(sorted)
RULE = st.builds(
    lambda steps, days, numbers, totals: PlannedRule(
        key="1",
        name="r",
        months=12,
        filter=None,
        otherwise="D",
        steps=tuple(steps),
        last=tuple((TODAY - dt.timedelta(days=day)).isoformat() for day in reversed(days)),
        number=tuple(numbers),
        total=tuple(map(str, totals)),
    ),
    STEPS,
    MARKS,
    MARKS,
    MARKS,
)
MEASURES = st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(0, 200), st.integers(0, 2_000))
"""Days since the last purchase and the last follow-up, number of purchases, their amount."""


def row(measures: tuple[int, int, int, int]) -> tuple[Any, ...]:
    bought, followed, number, total = measures
    last = TODAY - dt.timedelta(days=bought) if number else None
    return ("k", "", "", None, 0, last, midnight(TODAY, followed), number, Decimal(total if number else 0))


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rule=RULE, measures=st.lists(MEASURES, min_size=1, max_size=6))
def test_every_record_gets_one_rating_and_more_never_fits_a_later_step(
    rule: PlannedRule, measures: list[tuple[int, int, int, int]]
) -> None:
    plan = Plan("customers", "grade", (rule,))
    better = [(bought // 2, followed // 2, number + 1, total * 2) for bought, followed, number, total in measures]
    told = judge_values([row(one) for one in (*measures, *better)], plan, TODAY)
    assert len(told) == 2 * len(measures)
    assert all(-1 <= step < len(rule.steps) and rule.gives(step) in "ABCD" for *_more, step in told)
    found = [judge_values([row(one)], plan, TODAY)[0] for one in (*measures, *better)]
    for at in range(len(measures)):
        worse, more = found[at], found[at + len(measures)]
        assert more[-2] >= worse[-2]  # the score
        last_place = [len(rule.steps) if one[-1] < 0 else one[-1] for one in (worse, more)]
        assert last_place[1] <= last_place[0]


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(amounts=st.lists(st.integers(1, 50), min_size=1, max_size=12), shares=st.sets(st.integers(1, 100), min_size=1))
def test_a_larger_share_asks_for_no_more_and_all_of_them_for_the_least(
    grades: Grades, amounts: list[int], shares: set[int]
) -> None:
    CUSTOMERS.manager().filter(name="Q").update(name="gone", deleted_at=midnight(today(), 0))
    keys = [grades.customer("Q", "owner", (amount, 3)) for amount in amounts]
    plan = Plan("customers", "grade", (PlannedRule("1", "r", 12, None, "D"),))
    rows = CUSTOMERS.manager().filter(pk__in=keys).order_by()
    asked = sorted(shares | {100})
    *_fifths, floors = quantiles(measured(plan, rows, today()), 0, asked)
    assert list(floors) == sorted(floors, reverse=True)
    assert floors[-1] == min(amounts)
    for share, floor in zip(asked, floors, strict=True):
        assert sum(amount >= floor for amount in amounts) * 100 >= share * len(amounts)


@pytest.mark.django_db
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(days=st.integers(0, 6), passed=st.integers(0, 8), rating=st.sampled_from("ABC"))
def test_a_hand_overrules_until_its_day_is_over(grades: Grades, days: int, passed: int, rating: str) -> None:
    key = grades.customer("Hand")
    if not active_rules(CUSTOMERS, "grade"):
        grades.rule(steps=())
    until = today() + dt.timedelta(days=days)
    values = {"grade": rating, "until": until, "reason": "so it is"}
    gate.act(CUSTOMERS, key, "set_grade", values, actor=grades.house["admin"])
    day = today() + dt.timedelta(days=passed)
    plan, after = plan_of(CUSTOMERS, "grade", active_rules(CUSTOMERS, "grade"), day), "begin"
    while after:
        after, _changed = grade_chunk(plan, "" if after == "begin" else after, day, grades.house["admin"])
    assert grades.grade(key) == (rating if passed <= days else "D")
