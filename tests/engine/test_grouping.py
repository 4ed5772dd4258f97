"""Counting and adding up by value: right, bounded, and silent about what the actor may not read."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, NotFound
from guanxi.engine.layouts import Board, Calendar, Regions, faults
from guanxi.engine.permissions import as_system
from guanxi.engine.reading import Query, buckets, count, grouping, groups, read_by_value, read_page
from guanxi.engine.reading.grouping import condition_of
from guanxi.engine.registry import registry
from tests.example.models import Quote
from tests.house import House, build

QUOTES = registry["quotes"]
BY = ("stage", "partner", "owner", "approved", "valid_until", "lost_reason", "updated_at")


@pytest.fixture
def house(db: None) -> House:
    house = build()
    partner = None
    with as_system("test") as system:
        partner = gate.create(registry["partners"], {"name": "Works", "owner": house.keys["owner"]}, actor=system)
        for place, who in product(range(4), ("owner", "stranger")):
            values: dict[str, Any] = {
                "name": f"{who} {place}",
                "owner": house.keys[who],
                "amount": Decimal(100 * (place + 1)),
                "approved": place > 1,
                "valid_until": dt.date(2026, 10 + place // 2, 1 + place),
                "partner": partner.pk if place else None,
            }
            made = gate.create(QUOTES, values, actor=system)
            if place == 3:
                gate.act(QUOTES, made.pk, "send", actor=system)
    return house


def test_buckets_and_groups_count_and_add_what_the_actor_sees(house: House) -> None:
    told = buckets(QUOTES, house["owner"], Query(), "stage", ["draft", "sent", "won"], ["amount"])
    assert {key: (b.count.value, b.sums["amount"]) for key, b in told.items()} == {
        "draft": (3, Decimal(600)),
        "sent": (1, Decimal(400)),
        "won": (0, Decimal(0)),
    }
    months = groups(QUOTES, house["owner"], Query(), "valid_until", ["amount"])
    assert [(b.key, b.count.value, b.sums["amount"]) for b in months.buckets] == [
        (dt.date(2026, 11, 1), 2, Decimal(700)),
        (dt.date(2026, 10, 1), 2, Decimal(300)),
    ]
    partners = groups(QUOTES, house["owner"], Query(), "partner")
    assert [(str(b.key), b.count.value) for b in partners.buckets] == [("Works", 3), ("None", 1)]
    assert (partners.complete, partners.more) == (True, 0)
    hidden = groups(QUOTES, house["stranger"], Query(), "partner").buckets[0].key  # who doesn't see the partner
    assert hidden.label is None


@pytest.mark.parametrize("by", BY)
def test_a_group_s_condition_leaves_exactly_its_records(house: House, by: str) -> None:
    for who in ("owner", "clerk"):
        found = groups(QUOTES, house[who], Query(), by)
        assert sum(b.count.value for b in found.buckets) == count(QUOTES, house[who], Query()).value
        for bucket in found.buckets:
            inside = count(QUOTES, house[who], Query(condition_of(QUOTES, by, bucket.key)))
            assert inside == bucket.count, bucket.key


def test_first_pages_of_values_are_the_pages_of_those_values(house: House) -> None:
    query = Query(sort=("-amount",), fields=("name", "amount", "partner"), limit=2)
    together = read_by_value(QUOTES, house["clerk"], query, "stage", ["draft", "sent", "won"])
    for key, page in together.items():
        alone = read_page(
            QUOTES,
            house["clerk"],
            Query({"field": "stage", "op": "eq", "value": key}, sort=query.sort, fields=query.fields, limit=2),
        )
        assert (page.rows, page.next) == (alone.rows, alone.next), key


def test_everything_is_bounded_and_says_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "MOST_IN_BUCKET", 2)
    monkeypatch.setattr(grouping, "MOST_COUNTED", 3)
    monkeypatch.setattr(grouping, "MOST_GROUPS", 1)
    told = buckets(QUOTES, house["owner"], Query(), "stage", ["draft", "sent"], ["amount"])
    assert (str(told["draft"].count), told["draft"].sums["amount"]) == ("2+", None)
    assert (str(told["sent"].count), told["sent"].sums["amount"]) == ("1", Decimal(400))
    found = groups(QUOTES, house["owner"], Query(), "valid_until", ["amount"])
    assert (found.complete, found.more, len(found.buckets)) == (False, 1, 1)
    assert found.buckets[0].sums["amount"] is None
    assert not found.buckets[0].count.exact


def test_each_is_one_question_to_the_database(house: House) -> None:
    actor = house["clerk"]
    actor.access.may("quotes", "read")
    for ask in (
        lambda: buckets(QUOTES, actor, Query(), "stage", ["draft", "sent", "won", "lost"], ["amount"]),
        lambda: groups(QUOTES, actor, Query(), "valid_until", ["amount"]),
        lambda: read_by_value(QUOTES, actor, Query(fields=("name",)), "stage", ["draft", "sent", "won", "lost"]),
    ):
        with CaptureQueriesContext(connection) as asked:
            ask()
        assert len(asked) == 1


@pytest.mark.parametrize("who", ["marketer", "executive"])
def test_what_can_t_be_read_can_neither_be_grouped_nor_added(house: House, who: str) -> None:
    """Hidden and masked fields look like fields that don't exist."""
    closed = ["secret", "amount"] if who == "marketer" else ["secret"]
    refusals = set()
    for name in (*closed, "nothing"):
        for ask in (
            lambda name=name: groups(QUOTES, house[who], Query(), name),
            lambda name=name: groups(QUOTES, house[who], Query(), "stage", [name]),
            lambda name=name: buckets(QUOTES, house[who], Query(), name, ["x"]),
            lambda name=name: buckets(QUOTES, house[who], Query(), "stage", ["draft"], [name]),
            lambda name=name: read_by_value(QUOTES, house[who], Query(), name, ["x"]),
        ):
            with pytest.raises(BadQuery) as refused:
                ask()
            refusals.add(refused.value.message.replace(name, "…"))
    assert len(refusals) == 1


HOSTILE = ("password", "search", "head", "sort_key", "owner__password", "owner.password", "stage'", "name--", "", "id")


@pytest.mark.parametrize("name", HOSTILE)
def test_names_that_are_no_fields_lead_nowhere(house: House, name: str) -> None:
    for entity in ("quotes", "users", "customers"):
        face = registry[entity]
        for ask in (
            lambda face=face: groups(face, house["admin"], Query(), name),
            lambda face=face: groups(face, house["admin"], Query(), face.title, [name]),
            lambda face=face: buckets(face, house["admin"], Query(), name, ["x"]),
        ):
            with pytest.raises(BadQuery):
                ask()


def test_who_may_read_nothing_counts_nothing(house: House) -> None:
    for ask in (groups, lambda *args: buckets(*args, ["draft"]), lambda *args: read_by_value(*args, ["draft"])):
        with pytest.raises(NotFound):
            ask(QUOTES, house["nobody"], Query(), "stage")


def test_a_face_that_names_what_isn_t_there_is_told_at_the_start() -> None:
    class Wrong(Entity):
        model = Quote
        board = Board(by="name", sums="approved", card=("name", "nothing"))
        calendar = Calendar(by=("amount",))
        regions = Regions(by="amount", measures=("name",))

    told = " ".join(faults(Wrong()))
    for word in ("'name', which is no stage", "'approved'", "'nothing'", "'amount', which is no date", "no text"):
        assert word in told, word
    assert not list(faults(QUOTES))
