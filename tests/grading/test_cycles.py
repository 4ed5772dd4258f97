"""How often somebody is to be contacted: by the first cycle that fits, from the last follow-up on, for who owns it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from guanxi.engine import gate
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.events.readers import read_all
from guanxi.engine.models import Event
from guanxi.engine.reading import Query, read_page
from guanxi.engine.registry import registry
from guanxi.grading.cycles import foreseen
from guanxi.grading.measuring import today
from guanxi.modules.customers.models import Customer
from tests.grading.world import CUSTOMERS, CYCLES, Grades


def due(grades: Grades, key: Any) -> int | None:
    """In how many days."""
    day = grades.now(key).contact_due
    return None if day is None else (day - today()).days


def held(key: Any, days: int) -> None:
    """It came to its owner so many days ago."""
    row = Customer._base_manager.filter(pk=key)
    row.update(held_since=row.get().created_at - dt.timedelta(days=days))


def test_the_next_contact_is_due_so_many_days_after_the_last(grades: Grades) -> None:
    called, never, partner = grades.customer("Called"), grades.customer("Never"), grades.customer("P", kind="partner")
    nobodys = gate.create(CUSTOMERS, {"name": "Nobody's", "owner": None}, actor=grades.house["clerk"]).pk
    grades.call(called, 3)
    held(never, 40)
    grades.cycle(30)
    grades.cycle(7, place=1, filter={"field": "kind", "op": "eq", "value": "partner"})
    told = Event.objects.filter(record=called).count()
    grades.night()
    assert [due(grades, key) for key in (called, never, partner, nobodys)] == [27, -10, 7, None]
    assert Event.objects.filter(record=called).count() == told


def test_a_call_moves_the_day_at_once_and_a_deleted_one_moves_it_back(grades: Grades) -> None:
    key = grades.customer("Harbour")
    grades.call(key, 20)
    grades.cycle(30)
    read_all(waiting=False, events=Event.objects.all)
    grades.night()
    assert due(grades, key) == 10
    note = grades.call(key, 0, "manager")
    read_all(waiting=False, events=Event.objects.all)
    assert due(grades, key) == 30
    gate.delete(registry["notes"], note, actor=grades.house["manager"])
    read_all(waiting=False, events=Event.objects.all)
    assert due(grades, key) == 10


def test_without_an_active_cycle_nothing_is_due(grades: Grades) -> None:
    key = grades.customer("Harbour")
    cycle = grades.cycle(30)
    grades.night()
    assert due(grades, key) == 30
    gate.act(CYCLES, cycle.pk, "deactivate", actor=grades.house["admin"])
    grades.night()
    assert due(grades, key) is None


def test_who_is_overdue_is_a_list_of_what_one_sees(grades: Grades) -> None:
    mine, theirs, later = grades.customer("Mine"), grades.customer("Theirs", "stranger"), grades.customer("Later")
    for key in (mine, theirs):
        held(key, 31)
    grades.cycle(30)
    grades.night()
    query = Query(filter={"field": "contact_due", "op": "lt", "value": today().isoformat()})
    for who, seen in (("owner", [mine]), ("stranger", [theirs]), ("teammate", [])):
        assert [row["id"] for row in read_page(CUSTOMERS, grades.house[who], query).rows] == seen
    assert due(grades, later) == 30


def test_a_cycle_is_seen_before_and_governed_by_the_administrator(grades: Grades) -> None:
    for n in range(2):
        held(grades.customer(f"Old {n}"), 40)
    grades.customer("New")
    held(grades.customer("Far", "stranger"), 40)
    cycle = grades.cycle(30, active=False)
    assert foreseen(cycle, grades.house["admin"]) == ["4 customers: contacted every 30 days", "3 overdue already."]
    assert foreseen(cycle, grades.house["manager"]) == ["3 customers: contacted every 30 days", "2 overdue already."]
    for who, refusal in (("manager", NotAllowed), ("owner", NotFound), ("stranger", NotFound)):
        with pytest.raises(refusal):
            gate.act(CYCLES, cycle.pk, "activate", actor=grades.house[who])
    assert not CYCLES.manager().get(pk=cycle.pk).active
    for wrong in ({"days": 0}, {"filter": {"field": "nothing", "op": "eq", "value": 1}}):
        with pytest.raises(Invalid):
            grades.cycle(**{"days": 30, **wrong})
