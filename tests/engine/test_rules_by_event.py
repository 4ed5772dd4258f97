"""Records move when something happens: by the filter, once, with the cause in the history, and never in circles."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from guanxi.engine import eventmoves, gate
from guanxi.engine.errors import Invalid
from guanxi.engine.events.readers import read_all
from guanxi.engine.models import Event, MovingRule
from guanxi.engine.models.event import ReaderPosition
from guanxi.engine.permissions import as_system
from guanxi.engine.reading import history, read_one
from guanxi.engine.registry import registry
from guanxi.messaging import talking
from guanxi.messaging.rooms import Room
from tests.house import House, build

pytestmark = pytest.mark.django_db
CUSTOMERS, RULES, PURCHASES = (registry[name] for name in ("customers", "moving-rules", "purchases"))
A_CALL = {"field": "kind", "op": "eq", "value": "call"}


@pytest.fixture
def house(db: None) -> House:
    return build()


@pytest.fixture(autouse=True)
def english() -> Any:
    with override("en"):
        yield


def customer(house: House, name: str = "Harbour", who: str = "owner", **values: Any) -> uuid.UUID:
    made: uuid.UUID = gate.create(CUSTOMERS, {"name": name, **values}, actor=house[who]).pk
    return made


def rule(house: House, *, active: bool = True, **values: Any) -> Any:
    said = {
        "name": "Called",
        "entity": "customers",
        "to": "customers:contacted",
        "leaves": "customers:potential",
        "upon": "event",
        "cause": "notes",
        "cause_filter": A_CALL,
    }
    made = gate.create(RULES, {**said, **values}, actor=house["admin"])
    return gate.act(RULES, made.pk, "activate", actor=house["admin"]) if active else made


def stages() -> list[str]:
    return list(CUSTOMERS.stage.steps)  # type: ignore[union-attr]


def note(house: House, key: uuid.UUID, kind: str = "call", who: str = "owner") -> Any:
    return talking.write_note(Room(CUSTOMERS, key), {"title": "Rang them", "kind": kind}, house[who])


def read() -> None:
    """What a worker does each second; the events of this test are all there."""
    read_all(waiting=False, events=Event.objects.all)


def begin() -> None:
    """The reader knows where to begin."""
    read()


def stage(key: uuid.UUID) -> str:
    return str(CUSTOMERS.manager().get(pk=key).stage)


def test_a_call_moves_it_and_the_history_says_so(house: House) -> None:
    first, second, _third = stages()[:3]
    made = rule(house, leaves=f"customers:{first}", to=f"customers:{second}")
    called, visited = customer(house, "Called"), customer(house, "Visited")
    begin()
    told = note(house, called)
    note(house, visited, "visit")
    read()
    assert (stage(called), stage(visited)) == (second, first)
    event = history(CUSTOMERS, called, house["owner"])[0]
    because = eventmoves.because(event.reason)
    assert because is not None
    assert (because.entity, because.record, because.depth) == ("notes", told.pk, 1)
    assert because.told.endswith(": Called")
    assert MovingRule._base_manager.get(pk=made.pk).last_run_at is not None
    client = Client()
    client.force_login(house["owner"])
    page = client.get(f"/customers/{called}/history/").content.decode()
    assert "moved by the rule “Called” because of:" in " ".join(strip_tags(page).split())
    assert f"/notes/{told.pk}/" in page


def test_reading_again_moves_nothing_again(house: House) -> None:
    _first, second, third = stages()[:3]
    rule(house, leaves="", to=f"customers:{second}")
    key = customer(house)
    begin()
    note(house, key)
    read()
    gate.update(CUSTOMERS, key, {"stage": third}, actor=house["owner"])
    read()
    assert stage(key) == third
    assert len([one for one in history(CUSTOMERS, key, house["owner"]) if one.reason]) == 1


def test_what_fits_neither_filter_nor_stage_stays(house: House) -> None:
    first, second, third = stages()[:3]
    bath = {"field": "region", "op": "eq", "value": "Bath"}
    rule(house, leaves=f"customers:{first}", to=f"customers:{second}", condition=bath)
    elsewhere, further, here = (
        customer(house, "York", region="York"),
        customer(house, "Further", region="Bath", stage=third),
        customer(house, "Bath", region="Bath"),
    )
    begin()
    for key in (elsewhere, further, here):
        note(house, key)
    read()
    assert [stage(key) for key in (elsewhere, further, here)] == [first, third, second]


def test_a_rule_that_is_not_active_waits_for_nothing(house: House) -> None:
    first, second = stages()[:2]
    rule(house, active=False, leaves=f"customers:{first}", to=f"customers:{second}")
    key = customer(house)
    begin()
    note(house, key)
    read()
    assert stage(key) == first


def test_a_purchase_and_a_change_of_hands_move_too(house: House) -> None:
    first, second, third = stages()[:3]
    rule(house, name="Bought", cause="purchases", cause_filter=None, leaves="", to=f"customers:{third}")
    rule(
        house,
        name="Assigned",
        cause="ownership-entries",
        cause_filter={"field": "step", "op": "eq", "value": "assign"},
        leaves=f"customers:{first}",
        to=f"customers:{second}",
    )
    bought, handed = customer(house, "Bought"), customer(house, "Handed")
    begin()
    gate.create(
        PURCHASES,
        {"customer": bought, "day": timezone.localdate(), "amount": Decimal(100), "number": "P-1"},
        actor=house["clerk"],
    )
    gate.act(CUSTOMERS, handed, "assign", {"to": house.keys["teammate"]}, actor=house["manager"])
    read()
    assert (stage(bought), stage(handed)) == (third, second)


def test_a_change_of_the_record_itself_can_be_the_cause(house: House) -> None:
    first, second = stages()[:2]
    big = {"field": "employees", "op": "gte", "value": 100}
    rule(house, cause="customers", happens="changed", cause_filter=big, leaves="", to=f"customers:{second}")
    key, made = customer(house, employees=5), customer(house, "Made big", employees=500)
    begin()
    gate.update(CUSTOMERS, key, {"employees": 200}, actor=house["owner"])
    read()
    assert (stage(key), stage(made)) == (second, first)


def test_rules_that_chase_each_other_come_to_an_end(house: House) -> None:
    _first, second, third = stages()[:3]
    for here, there in ((second, third), (third, second)):
        rule(
            house,
            name=f"{here} to {there}",
            cause="customers",
            happens="changed",
            cause_filter=None,
            leaves=f"customers:{here}",
            to=f"customers:{there}",
        )
    key = customer(house)
    begin()
    gate.update(CUSTOMERS, key, {"stage": second}, actor=house["owner"])
    for _turn in range(eventmoves.DEEPEST + 5):
        read()
    moves = [one for one in history(CUSTOMERS, key, house["owner"]) if one.reason]
    assert [eventmoves.depth_of(one.reason) for one in reversed(moves)] == list(range(1, eventmoves.DEEPEST + 1))


def test_many_at_once_are_moved_and_told_together(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = stages()[:2]
    monkeypatch.setattr(eventmoves, "ONE_BY_ONE", 2)
    rule(house, leaves=f"customers:{first}", to=f"customers:{second}")
    keys = [customer(house, f"C{n}") for n in range(4)]
    begin()
    for key in keys:
        note(house, key)
    read()
    assert {stage(key) for key in keys} == {second}
    reasons = {history(CUSTOMERS, key, house["owner"])[0].reason for key in keys}
    assert len(reasons) == 1
    told = eventmoves.because(reasons.pop())
    assert told is not None
    assert (told.entity, told.record) == ("notes", None)


def test_a_failed_turn_is_read_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = stages()[:2]
    rule(house, leaves=f"customers:{first}", to=f"customers:{second}")
    key = customer(house)
    begin()
    note(house, key)
    with monkeypatch.context() as broken:
        broken.setattr(eventmoves, "move", lambda *_args: 1 / 0)
        read()
    assert stage(key) == first
    ReaderPosition.objects.filter(name="stages.causes").update(retry_at=None)
    read()
    assert stage(key) == second


def test_it_is_seen_before(house: House) -> None:
    first, second = stages()[:2]
    called, quiet = customer(house, "Called"), customer(house, "Quiet")
    note(house, called)
    row = rule(house, active=False, leaves=f"customers:{first}", to=f"customers:{second}")
    told = RULES.manager().get(pk=row.pk).foresee(house["admin"])
    assert told[0].startswith("In the last 30 days it would have looked at 1 ")
    assert told[1].startswith("1 customer would move from")
    assert told[2:] == ["Called"]
    assert stage(quiet) == first


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"cause": ""}, "cause"),
        ({"cause": "users"}, "cause"),
        ({"cause_filter": {"field": "nothing", "op": "eq", "value": 1}}, "cause_filter"),
    ],
)
def test_a_rule_that_could_never_act_is_refused(house: House, values: dict[str, Any], field: str) -> None:
    first, second = stages()[:2]
    with pytest.raises(Invalid) as bad:
        rule(house, **{"leaves": f"customers:{first}", "to": f"customers:{second}", **values})
    assert list(bad.value.errors) == [field]
    assert not RULES.manager().exists()


@given(st.text(max_size=100), st.integers(1, 9), st.booleans())
def test_a_reason_is_read_as_it_was_written(name: str, depth: int, one: bool) -> None:
    made = MovingRule(name=name, cause="notes")
    record = uuid.uuid4() if one else None
    text = eventmoves.reason_for(made, record, depth)
    assert len(text) <= eventmoves.LONGEST_REASON
    told = eventmoves.because(text)
    assert told is not None
    assert (told.entity, told.record, told.depth) == ("notes", record, depth)


def test_who_may_not_read_the_cause_learns_no_more_than_its_kind(house: House) -> None:
    first, second = stages()[:2]
    rule(house, leaves=f"customers:{first}", to=f"customers:{second}")
    key = customer(house)
    begin()
    note(house, key)
    read()
    with as_system("a test") as system:
        assert read_one(CUSTOMERS, key, system)["stage"] == second
    client = Client()
    client.force_login(house["executive"])
    assert "Rang them" not in client.get(f"/customers/{key}/history/").content.decode()
