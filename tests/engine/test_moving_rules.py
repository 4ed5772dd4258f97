"""Records move by rules: seen before, in order, as far as the stage lets them, and once however often it is begun."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.utils.translation import override

from guanxi.engine import gate, stagemoves
from guanxi.engine.customfields import living
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.events.readers import read_all
from guanxi.engine.jobs import Job
from guanxi.engine.models import Event, StageSpan
from guanxi.engine.permissions import as_system
from guanxi.engine.reading import history, read_one
from guanxi.engine.registry import registry
from guanxi.engine.stagemoves import HELD, long_enough
from guanxi.engine.testing import run_jobs_now
from guanxi.messaging import inbox
from guanxi.messaging.models import Notification
from guanxi.web.talk import telling
from tests.house import House, build

pytestmark = pytest.mark.django_db
CUSTOMERS, RULES, GATES = registry["customers"], registry["moving-rules"], registry["stage-rules"]
NOON = dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC)  # a Monday, at noon in China
NO_ORDER = {
    "name": "No order",
    "entity": "customers",
    "leaves": "customers:active",
    "to": "customers:dormant",
    "days": 30,
}


@pytest.fixture
def house() -> House:
    return build()


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as traveller, override("en"):
        yield traveller


def customer(actor: Any, name: str, **values: Any) -> uuid.UUID:
    key: uuid.UUID = gate.create(CUSTOMERS, {"name": name, **values}, actor=actor).pk
    return key


def rule(house: House, *, active: bool = True, **values: Any) -> Any:
    row = gate.create(RULES, {**NO_ORDER, **values}, actor=house["admin"])
    if active:
        gate.act(RULES, row.pk, "activate", actor=house["admin"])
    return row


def apply() -> dict[str, Any]:
    """As at night; what the job tells."""
    with as_system("a test") as system:
        done = stagemoves.begin(system)
    run_jobs_now()
    told: dict[str, Any] = Job._base_manager.get(pk=done.pk).result
    return told


def stage(house: House, key: uuid.UUID) -> str:
    return str(read_one(CUSTOMERS, key, house["owner"])["stage"])


def test_who_stood_there_long_enough_moves_and_the_history_says_by_which_rule(house: House, clock: Any) -> None:
    old = customer(house["owner"], "Old", stage="active")
    clock.shift(dt.timedelta(days=29))
    new = customer(house["owner"], "New", stage="active")
    rule(house)
    assert apply()["moved"] == {"No order": 0}
    clock.shift(dt.timedelta(days=1))
    assert apply()["moved"] == {"No order": 1}
    assert (stage(house, old), stage(house, new)) == ("dormant", "active")
    event = history(CUSTOMERS, old, house["owner"])[0]
    assert (event.verb, event.reason) == ("update", "moved by the rule: No order")
    assert [span.stage for span in StageSpan.objects.filter(record=old)] == ["active"]
    assert apply()["moved"] == {"No order": 0}  # done again, nothing happens again
    assert len(history(CUSTOMERS, old, house["owner"])) == 2


def test_it_is_seen_before_and_a_rule_that_is_not_active_moves_nobody(house: House, clock: Any) -> None:
    keys = [customer(house["owner"], f"No {n}", stage="active") for n in range(3)]
    clock.shift(dt.timedelta(days=30))
    row = rule(house, active=False)
    told = RULES.manager().get(pk=row.pk).foresee(house["admin"])
    assert told[0] == "3 customers would move from “Active” to “Dormant”:"
    assert sorted(told[1:]) == ["No 0", "No 1", "No 2"]
    assert apply()["moved"] == {}
    assert {stage(house, key) for key in keys} == {"active"}


def test_conditions_narrow_it_and_without_a_stage_it_is_any_other(house: House, clock: Any) -> None:
    here = customer(house["owner"], "Here", region="Bath")
    there = customer(house["owner"], "There", region="York")
    rule(house, leaves="", days=0, condition={"field": "region", "op": "eq", "value": "Bath"})
    clock.shift(dt.timedelta(minutes=1))
    assert apply()["moved"] == {"No order": 1}
    assert (stage(house, here), stage(house, there)) == ("dormant", "potential")


def test_the_first_rule_that_fits_wins_and_nobody_is_moved_twice_in_a_night(house: House, clock: Any) -> None:
    one = customer(house["owner"], "One", stage="active")
    clock.shift(dt.timedelta(days=40))
    rule(house, name="Second", to="customers:lost", place=20)
    rule(house, name="First", place=10)
    rule(house, name="Onward", leaves="customers:dormant", to="customers:lost", days=0, place=30,
         condition={"field": "name", "op": "eq", "value": "One"})  # fmt: skip
    assert apply()["moved"] == {"First": 1, "Second": 0, "Onward": 0}
    assert stage(house, one) == "dormant"


def test_what_a_stage_asks_for_is_told_once_instead(house: House, clock: Any) -> None:
    one = customer(house["owner"], "One", stage="active")
    with as_system("asks for something") as system:
        values = {"stage": "customers:dormant", "told": "Say why first.", "only_when": "note <> ''"}
        gate.create(GATES, values, actor=system)
    living.refresh()
    clock.shift(dt.timedelta(days=40))
    row = rule(house)
    assert apply() == {"moved": {"No order": 0}, "held": {"No order": 1}}
    assert apply()["held"] == {"No order": 1}
    assert stage(house, one) == "active"
    held = Event.objects.filter(record=one, verb=HELD)
    assert [event.changes["missing"] for event in held] == [["Say why first."]]
    assert held[0].changes["rule"] == str(row.pk)
    gate.update(CUSTOMERS, one, {"note": "Moved abroad."}, actor=house["owner"])
    assert apply()["moved"] == {"No order": 1}


def test_the_owner_is_told_what_is_missing_and_nobody_else(house: House, clock: Any) -> None:
    with as_system("asks for something") as system:
        values = {"stage": "customers:dormant", "told": "Say why first.", "only_when": "note <> ''"}
        gate.create(GATES, values, actor=system)
    living.refresh()
    customer(house["owner"], "One", stage="active")
    rule(house)
    read_all(waiting=False, events=Event.objects.all)
    clock.shift(dt.timedelta(days=40))
    apply()
    read_all(waiting=False, events=Event.objects.all)
    told = Notification.objects.filter(kind="held")
    assert [(one.user, one.told["missing"]) for one in told] == [(house.keys["owner"], ["Say why first."])]
    html = str(telling.days(inbox.read(house["owner"]).items, house["owner"])[0]["items"][0]["html"])
    assert "can’t come to “Dormant” by the rule “No order” yet: Say why first." in html


def test_working_days_alone_count(house: House, clock: Any) -> None:
    """From Monday noon, five working days are over on the Monday after: its week's end doesn't count."""
    one = customer(house["owner"], "One", stage="active")
    rule(house, days=5, working=True)
    clock.shift(dt.timedelta(days=6))
    assert apply()["moved"] == {"No order": 0}
    clock.shift(dt.timedelta(days=1))
    assert apply()["moved"] == {"No order": 1}
    assert stage(house, one) == "dormant"


def test_days_are_those_of_the_calendar(clock: Any) -> None:
    """On the Saturday before people work, to make up for the Spring Festival."""
    assert long_enough(1, working=False) == dt.datetime(2026, 3, 1, 16, tzinfo=dt.UTC)
    assert long_enough(1, working=True) == dt.datetime(2026, 3, 1, 16, tzinfo=dt.UTC)
    assert long_enough(2, working=True) == dt.datetime(2026, 2, 27, 16, tzinfo=dt.UTC)


def test_on_demand_by_who_may_change_the_rule(house: House, clock: Any) -> None:
    one = customer(house["owner"], "One", stage="active")
    clock.shift(dt.timedelta(days=40))
    row = rule(house)
    for who in ("owner", "manager"):
        with pytest.raises((NotFound, NotAllowed)):
            gate.act(RULES, row.pk, "apply_now", actor=house[who])
    run_jobs_now()
    assert stage(house, one) == "active"
    gate.act(RULES, row.pk, "apply_now", actor=house["admin"])
    run_jobs_now()
    assert stage(house, one) == "dormant"


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"days": 0}, ""),
        ({"days": -1}, "days"),
        ({"to": "customers:active"}, ""),
        ({"to": "nothing:here"}, "to"),
        ({"entity": "contacts"}, "entity"),
        ({"condition": {"field": "nothing", "op": "eq", "value": 1}}, "condition"),
    ],
)
def test_a_rule_says_what_can_be_done(house: House, values: dict[str, Any], wrong: str) -> None:
    with pytest.raises(Invalid) as refused:
        gate.create(RULES, {**NO_ORDER, **values}, actor=house["admin"])
    assert wrong in refused.value.errors
