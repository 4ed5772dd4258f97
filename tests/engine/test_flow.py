"""The flow of a time: each number is that of its list, nobody counts what they don't see, and who is stuck shows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from guanxi.engine import gate
from guanxi.engine.customfields import living
from guanxi.engine.errors import BadQuery, Invalid, NotFound
from guanxi.engine.filters.passing import path
from guanxi.engine.permissions import Mode, as_system
from guanxi.engine.reading import Query, read_page
from guanxi.engine.reading.flow import DAY, Flow, Limit, Passage, flow, limits_of, too_long
from guanxi.engine.registry import registry
from guanxi.engine.testing.company import Company, allow, rule
from tests.house import House, build

pytestmark = pytest.mark.django_db
CUSTOMERS, RULES = registry["customers"], registry["stage-rules"]
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
ALL = Query()
MONTH = "last_30_days"


@pytest.fixture
def house() -> House:
    return build()


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def customer(actor: Any, **values: Any) -> uuid.UUID:
    key: uuid.UUID = gate.create(CUSTOMERS, {"name": "Lakeside", **values}, actor=actor).pk
    return key


def move(key: uuid.UUID, stage: str, actor: Any) -> None:
    gate.update(CUSTOMERS, key, {"stage": stage}, actor=actor)


def at(found: Flow, stage: str) -> Passage:
    return next(passage for passage in found.passages if passage.stage == stage)


def keys_of(actor: Any, condition: dict[str, Any]) -> int:
    return len(read_page(CUSTOMERS, actor, Query(filter=condition)).rows)


def test_each_number_is_that_of_its_list(house: House, clock: Any) -> None:
    owner = house["owner"]
    keys = [customer(owner, name=f"No {n}") for n in range(6)]
    clock.shift(dt.timedelta(days=60))
    for key, stage in zip(keys[:4], ("intention", "intention", "lost", "signed"), strict=True):
        move(key, stage, owner)
    clock.shift(dt.timedelta(days=2))
    move(keys[0], "signed", owner)
    move(keys[1], "potential", owner)  # back again
    clock.shift(dt.timedelta(days=1))
    move(keys[1], "intention", owner)
    found = flow(CUSTOMERS, owner, ALL, MONTH)
    assert found.complete
    told = {one.stage: (one.now.value, one.entered, one.left, one.went_on) for one in found.passages}
    assert told["potential"] == (2, 1, 4, 3)
    assert told["intention"] == (1, 2, 2, 1)
    assert told["signed"] == (2, 2, 0, 0)
    assert told["lost"] == (1, 1, 0, 0)
    for one in found.passages:
        for when, number in (("entered", one.entered), ("left", one.left)):
            condition = {"field": path(CUSTOMERS, one.stage, when), "op": "within", "value": MONTH}
            assert keys_of(owner, condition) == number, (one.stage, when)
    assert at(found, "intention").median == 2 * DAY
    assert at(flow(CUSTOMERS, owner, ALL, "last_month"), "potential").left == 0


def test_a_condition_narrows_it(house: House, clock: Any) -> None:
    owner = house["owner"]
    here, there = customer(owner, region="Bath"), customer(owner, region="York")
    clock.shift(dt.timedelta(days=1))
    move(here, "signed", owner)
    move(there, "signed", owner)
    narrowed = Query(filter={"field": "region", "op": "eq", "value": "Bath"})
    assert at(flow(CUSTOMERS, owner, narrowed, MONTH), "signed").entered == 1
    assert at(flow(CUSTOMERS, owner, ALL, MONTH), "signed").entered == 2


def test_nobody_counts_what_they_do_not_see(house: House, clock: Any) -> None:
    one = customer(house["owner"])
    clock.shift(dt.timedelta(days=1))
    move(one, "signed", house["owner"])
    for who, seen in (("owner", 1), ("manager", 1), ("stranger", 0)):
        found = flow(CUSTOMERS, house[who], ALL, MONTH)
        assert (at(found, "signed").entered, at(found, "potential").left) == (seen, seen), who
    with pytest.raises(NotFound):
        flow(CUSTOMERS, house["nobody"], ALL, MONTH)
    blind = Company().actor("owner", allow("*"), rules=(rule("customers", "stage", Mode.HIDDEN),))
    with pytest.raises(BadQuery):
        flow(CUSTOMERS, blind, ALL, MONTH)


def test_what_lies_in_the_recycle_bin_is_not_counted(house: House, clock: Any) -> None:
    one = customer(house["owner"])
    clock.shift(dt.timedelta(days=1))
    move(one, "signed", house["owner"])
    gate.delete(CUSTOMERS, one, actor=house["manager"])
    assert at(flow(CUSTOMERS, house["owner"], ALL, MONTH), "signed").entered == 0


class TestStuck:
    def test_twice_the_usual_time_is_too_long_once_enough_have_left(self, house: House, clock: Any) -> None:
        owner = house["owner"]
        keys = [customer(owner, name=f"No {n}") for n in range(5)]
        clock.shift(dt.timedelta(days=10))
        for key in keys[:4]:
            move(key, "signed", owner)
        assert "potential" not in limits_of(CUSTOMERS)  # four are too few to know
        move(keys[4], "signed", owner)
        assert limits_of(CUSTOMERS)["potential"] == Limit(20, is_said=False)
        late = customer(owner, name="Late")
        clock.shift(dt.timedelta(days=20))
        assert at(flow(CUSTOMERS, owner, ALL, MONTH), "potential").stuck.value == 0
        clock.shift(dt.timedelta(days=1))
        assert at(flow(CUSTOMERS, owner, ALL, MONTH), "potential").stuck.value == 1
        page = read_page(CUSTOMERS, owner, Query(filter=too_long(CUSTOMERS, "potential", Limit(20, is_said=False))))
        assert [row["id"] for row in page.rows] == [late]

    def test_where_a_course_ends_nobody_is_stuck(self, house: House, clock: Any) -> None:
        owner = house["owner"]
        keys = [customer(owner, name=f"No {n}", stage="signed") for n in range(5)]
        clock.shift(dt.timedelta(days=10))
        for key in keys:
            move(key, "repeat", owner)
        assert "signed" not in limits_of(CUSTOMERS)

    def test_the_company_says_what_is_too_long(self, house: House, clock: Any) -> None:
        customer(house["owner"], stage="signed")
        with as_system("says what is too long") as system:
            gate.create(RULES, {"stage": "customers:signed", "told": "Ask for an order.", "longest": 5}, actor=system)
        living.refresh()
        assert limits_of(CUSTOMERS) == {"signed": Limit(5, is_said=True)}
        clock.shift(dt.timedelta(days=6))
        assert at(flow(CUSTOMERS, house["owner"], ALL, MONTH), "signed").stuck.value == 1
        move(customer(house["owner"]), "signed", house["owner"])  # nobody is held up by it

    @pytest.mark.parametrize("days", [0, -1, 9_001])
    def test_a_limit_is_a_number_of_days(self, house: House, days: int) -> None:
        with as_system("a test") as system, pytest.raises(Invalid) as refused:
            gate.create(RULES, {"stage": "customers:signed", "told": "Late.", "longest": days}, actor=system)
        assert set(refused.value.errors) == {"longest"}
