"""Whatever the fifths and the bounds are: the statement gives the points and the step that a plain model gives."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.grading.plan import BOUNDS, POINTS, Plan, PlannedRule, PlannedStep
from guanxi.grading.segments import median
from guanxi.grading.statement import judge_values, midnight
from tests.grading.test_properties import MARKS, MEASURES, TODAY

bound = st.none() | st.integers(1, 5)
STEP = st.builds(
    lambda to, bounds, days, count: PlannedStep(to=to, days=days, count=count, **bounds),
    st.sampled_from("ABC"),
    st.fixed_dictionaries(dict.fromkeys(BOUNDS, bound)),
    st.none() | st.integers(0, 400),
    st.none() | st.integers(0, 5),
)
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
        points=True,
    ),
    st.lists(STEP, max_size=5),
    MARKS,
    MARKS,
    MARKS,
)


def points(rule: PlannedRule, last: dt.date | None, number: int, total: Decimal) -> tuple[int, int, int]:
    """As somebody would count them by hand."""
    if not number or last is None:
        return 0, 0, 0
    return (
        1 + sum(last.isoformat() > mark for mark in rule.last),
        1 + sum(number > mark for mark in rule.number),
        1 + sum(total > Decimal(mark) for mark in rule.total),
    )


def holds(step: PlannedStep, given_: tuple[int, int, int], last: dt.date | None, number: int) -> bool:
    if step.days is not None and (last is None or (TODAY - last).days > step.days):
        return False
    if step.count is not None and number < step.count:
        return False
    for name, value in zip(POINTS, given_, strict=True):
        least, most = getattr(step, f"{name}_from"), getattr(step, f"{name}_to")
        if (least is not None and value < least) or (most is not None and not 1 <= value <= most):
            return False
    return True


@pytest.mark.django_db
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(rule=RULE, measures=st.lists(MEASURES, min_size=1, max_size=8), old=st.booleans())
def test_the_statement_agrees_with_a_plain_model(
    rule: PlannedRule, measures: list[tuple[int, int, int, int]], old: bool
) -> None:
    rows: list[tuple[Any, ...]] = []
    for place, (bought, followed, number, total) in enumerate(measures):
        last = TODAY - dt.timedelta(days=bought) if number or old else None
        amount = Decimal(total if number else 0)
        rows.append((f"{place:03}", "", "", None, 0, last, midnight(TODAY, followed), number, amount))
    told = judge_values(rows, Plan("customers", "segment", (rule,)), TODAY)
    assert len(told) == len(rows)
    for row, (_key, _here, _why, _until, _place, last, _followed, number, amount, *found) in zip(
        rows, told, strict=True
    ):
        expected = points(rule, last, number, amount)
        step = next((at for at, one in enumerate(rule.steps) if holds(one, expected, last, number)), -1)
        assert found == [*expected, sum(expected), step], row


@given(ago=st.lists(st.integers(0, 30), max_size=20))
def test_half_of_them_bought_on_the_median_day_or_before(ago: list[int]) -> None:
    days = sorted(TODAY - dt.timedelta(days=one) for one in ago)
    assert median(Counter(days)) == (days[(len(days) - 1) // 2] if days else None)
