"""How deep a relationship is: by people, ways, the last talk, their coming to us, and purchases."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction

from guanxi.engine import gate
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.events.readers import read_all
from guanxi.engine.models import Event
from guanxi.engine.permissions import Access, FieldRule, Grant, Mode, Scope
from guanxi.engine.reading import Query, read_page
from guanxi.engine.registry import registry
from guanxi.grading import deepening
from guanxi.grading.depth_foreseeing import of_depth
from guanxi.grading.measuring import today
from tests.grading.bonds import CONTACTS, DEPTHS, Bonds
from tests.grading.world import CUSTOMERS

FOUR = ("customers", "contacts", "purchases", "competitors")


def test_each_measure_gives_its_points_up_to_its_full_measure(bonds: Bonds) -> None:
    quiet, known = bonds.customer("Quiet"), bonds.customer("Known")
    close = bonds.customer("Close", "owner", (5, 9), (5, 3))
    bonds.talk(bonds.person("Zhou", known))
    for name in ("Li", "Wang", "Chen"):
        for direction in ("ours", "theirs"):
            bonds.talk(bonds.person(f"{name} {direction}", close), direction=direction)
    bonds.depth_rule()
    assert bonds.measure() == {"customers": 2}
    assert [(bonds.now(key).depth, bonds.now(key).depth_level) for key in (quiet, known, close)] == [
        (0, ""),
        (40, "tailored"),  # one of the two people for all points, and a talk of today
        (100, "partner"),
    ]


def test_influence_counts_and_points_fade_by_half_life(bonds: Bonds) -> None:
    great, little, old = (bonds.customer(name) for name in ("Great", "Little", "Old"))
    bonds.talk(bonds.person("A", great, influence="high"))
    bonds.talk(bonds.person("B", little, influence="low"))
    bonds.talk(old, "customers", days=10)
    bonds.depth_rule()
    bonds.measure()
    assert [bonds.now(key).depth for key in (great, little, old)] == [50, 30, 10]


def test_what_was_no_talk_gives_nothing(bonds: Bonds) -> None:
    key = bonds.customer("Harbour")
    person = bonds.person("Zhou", key, part="decides")
    bonds.talk(person, outcome="no_answer")
    bonds.talk(person, kind="note")
    bonds.talk(person, days=400)
    gate.delete(registry["notes"], bonds.talk(person), actor=bonds.house["owner"])
    plan = {"name": "Later", "kind": "visit", "about": f"{key}/customers"}
    starts = dt.datetime.now(dt.UTC) + dt.timedelta(days=2)
    gate.create(registry["appointments"], {**plan, "starts_at": starts}, actor=bonds.house["owner"])
    bonds.depth_rule()
    bonds.measure()
    row = bonds.now(key)
    assert (row.depth, row.depth_level, row.people_there, row.people_known, row.last_talk) == (0, "", 1, 0, None)


def test_the_reason_counts_and_names_nobody(bonds: Bonds) -> None:
    key = bonds.customer("Harbour", "owner", (900, 2))
    boss, helper = bonds.person("Boss Zhou", key, part="decides"), bonds.person("Helper Li", key)
    bonds.talk(helper, days=40, direction="theirs", body="<p>a secret word</p>")
    bonds.depth_rule()
    bonds.measure()
    assert bonds.told(key) == (
        "spoke with 1 of 2 people, none who decides, last talk 40 days ago, by 1 way of contact, "
        "they came to us 1 time, 1 purchase"
    )
    bonds.talk(boss)
    bonds.measure()
    assert "spoke with 2 of 2 people, 1 of them decides, last talk today" in bonds.told(key)
    row = bonds.now(key)
    assert "secret" not in row.depth_why + row.next_step_why
    assert "Zhou" not in row.depth_why


def test_another_level_stands_in_the_history_and_points_alone_do_not(bonds: Bonds) -> None:
    key = bonds.customer("Harbour")
    person = bonds.person("Zhou", key)
    bonds.talk(person)
    bonds.depth_rule()
    bonds.measure()
    (event,) = Event.objects.filter(record=key, verb="update")
    assert event.changes == {"depth_level": ["", "tailored"]}
    version, before = bonds.now(key).version, bonds.now(key).depth
    bonds.talk(bonds.person("Li", key), days=9)
    bonds.buy(key, 50)
    assert bonds.measure() == {"customers": 1}
    assert Event.objects.filter(record=key, verb="update").count() == 2
    assert bonds.now(key).depth > before
    bonds.talk(person, direction="theirs")
    version, before = bonds.now(key).version, bonds.now(key).depth
    assert bonds.measure() == {"customers": 0}
    assert (bonds.now(key).version, bonds.now(key).depth > before) == (version, True)


def test_a_talk_measures_at_once_and_a_deleted_one_takes_it_back(bonds: Bonds) -> None:
    key = bonds.customer("Harbour")
    person = bonds.person("Zhou", key)
    bonds.depth_rule()
    read_all(waiting=False, events=Event.objects.all)
    note = bonds.talk(person)
    read_all(waiting=False, events=Event.objects.all)
    assert (bonds.now(key).depth_level, bonds.now(key).people_known) == ("tailored", 1)
    gate.delete(registry["notes"], note, actor=bonds.house["owner"])
    read_all(waiting=False, events=Event.objects.all)
    assert (bonds.now(key).depth_level, bonds.now(key).people_known) == ("", 0)


def test_somebody_of_two_customers_is_known_at_both(bonds: Bonds) -> None:
    one, two = bonds.customer("One"), bonds.customer("Two")
    person = bonds.person("Zhou", one)
    lines = [{"customer": str(key)} for key in (one, two)]
    gate.update(CONTACTS, person, {"affiliations": lines}, actor=bonds.house["clerk"], given="json")
    bonds.talk(person)
    bonds.depth_rule()
    bonds.measure()
    assert [bonds.now(key).people_known for key in (one, two)] == [1, 1]


def test_the_first_rule_that_fits_measures(bonds: Bonds) -> None:
    firm, partner = bonds.customer("Firm"), bonds.customer("Partner", kind="partner")
    for key in (firm, partner):
        bonds.talk(key, "customers")
    bonds.depth_rule(name="All")
    partners = {"field": "kind", "op": "eq", "value": "partner"}
    bonds.depth_rule(name="Partners", place=1, filter=partners, tailored_from=1, partner_from=2)
    bonds.measure()
    assert [bonds.now(key).depth_level for key in (firm, partner)] == ["first", "partner"]


def test_a_rule_is_seen_before_and_governed_by_the_administrator(bonds: Bonds) -> None:
    for name, who in (("One", "owner"), ("Two", "owner"), ("Far", "stranger")):
        bonds.talk(bonds.customer(name, who), "customers", who=who)
    rule = bonds.depth_rule(active=False)
    assert of_depth(rule, bonds.house["admin"])[0] == "3 customers would change from “none” to “First contact”"
    mine = of_depth(rule, bonds.house["manager"])
    assert mine[0] == "2 customers would change from “none” to “First contact”"
    assert sorted(mine[1:]) == ["One", "Two"]
    for who, refusal in (("manager", NotAllowed), ("owner", NotFound), ("stranger", NotFound)):
        with pytest.raises(refusal):
            gate.act(DEPTHS, rule.pk, "activate", actor=bonds.house[who])
    assert not DEPTHS.manager().get(pk=rule.pk).active
    nothing = dict.fromkeys((name for name in DEPTHS.fields if name.endswith("_points")), 0)
    for wrong in ({"half_life": 0}, {"tailored_from": 80, "partner_from": 50}, {"theirs_full": 0}, nothing):
        with pytest.raises(Invalid):
            bonds.depth_rule(**wrong)


def test_levels_are_lists_of_what_one_sees(bonds: Bonds) -> None:
    mine, theirs = bonds.customer("Mine"), bonds.customer("Theirs", "stranger")
    bonds.talk(mine, "customers")
    bonds.talk(theirs, "customers", who="stranger")
    bonds.depth_rule()
    bonds.measure()
    query = Query(filter={"field": "depth_level", "op": "eq", "value": "first"}, fields=("name", "depth"))
    for who, seen in (("owner", [mine]), ("stranger", [theirs]), ("teammate", [])):
        assert [row["id"] for row in read_page(CUSTOMERS, bonds.house[who], query).rows] == seen


def test_what_was_measured_of_contacts_is_closed_with_them() -> None:
    grants = [Grant(name, frozenset({"read"}), Scope.ALL, role="clerk") for name in FOUR]
    closed = Access(grants, [FieldRule("contacts", frozenset({"affiliations"}), Mode.HIDDEN, role="clerk")])
    assert not any(
        closed.readable(CUSTOMERS, name) for name in ("depth_why", "people_known", "deciders_against", "next_step")
    )
    assert closed.readable(CUSTOMERS, "depth_level")


def test_a_night_that_was_broken_off_goes_on_where_it_was(bonds: Bonds, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [bonds.customer(f"C {n}") for n in range(5)]
    for key in keys:
        bonds.talk(key, "customers")
    bonds.depth_rule()
    monkeypatch.setattr(deepening, "CHUNK", 2)
    seen: list[int] = []

    def stopping(*given: Any) -> int:
        seen.append(len(given[1]))
        if len(seen) == 2:
            raise Superseded
        return deepen(*given)

    deepen = deepening.deepen
    monkeypatch.setattr(deepening, "deepen", stopping)
    run = Broken()
    with pytest.raises(Superseded):
        deepening.deepen_all(run)
    assert [bonds.now(key).depth_level for key in keys] == ["first", "first", "", "", ""]
    assert deepening.deepen_all(run) == {"changed": {"customers": 5}}
    assert seen == [2, 2, 2, 1]
    assert run.told == [(2, 5), (4, 5), (5, 5)]
    assert {bonds.now(key).last_talk for key in keys} == {today()}


class Superseded(Exception):
    """The worker is taken away in the middle."""


class Broken:
    """The memory of a job, which is kept with each step that is done."""

    def __init__(self) -> None:
        self.memory: dict[str, Any] = {}
        self.told: list[tuple[int, int]] = []

    def progress(self, done: int, total: int) -> None:
        self.told.append((done, total))

    def check(self) -> None:
        """Nobody cancels."""

    @contextmanager
    def transaction(self) -> Iterator[None]:
        kept = copy.deepcopy(self.memory)
        try:
            with transaction.atomic():
                yield
        except BaseException:
            self.memory = kept
            raise
