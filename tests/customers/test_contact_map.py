"""Who is who at a customer: parts, influence, attitude, superiors without circles, and whom nobody spoke with."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.engine import gate
from guanxi.engine.errors import Invalid
from guanxi.engine.reading import read_one
from guanxi.engine.registry import registry
from guanxi.messaging import talking
from guanxi.messaging.rooms import Room
from guanxi.modules.customers.superiors import leads_to
from guanxi.web.records.relationship import tree
from guanxi.web.tests.world import World, text

CONTACTS = registry["contacts"]


def person(world: World, name: str, at: Any, **line: Any) -> Any:
    given = {key: str(value) for key, value in line.items()}
    return world.make("owner", "contacts", name=name, affiliations=[{"customer": str(at.pk), **given}])


def test_the_map_shows_everybody_below_whom_they_report_to(world: World) -> None:
    customer = world.make("owner", "customers", name="Harbour")
    boss = person(world, "Boss Zhou", customer, part="decides", influence="high", attitude="supports")
    helper = person(world, "Helper Li", customer, reports_to=boss.pk, attitude="opposes", job_title="Buyer")
    talking.write_note(
        Room(CONTACTS, helper.pk), {"kind": "call", "happened_at": "2026-01-05 10:00"}, world.users["owner"]
    )
    page = world.get("owner", f"/customers/{customer.pk}/")
    shown = text(page)
    for told in ("Contacts", "Boss Zhou", "Decides", "influence: High", "For us", "Against us", "Buyer"):
        assert told in shown, told
    assert shown.count("nobody spoke with them yet") == 1
    html = page.content.decode()
    begin = html.index('id="contact-map"')
    assert html.index("Boss Zhou", begin) < html.index("<ul>", begin) < html.index("Helper Li", begin)
    assert f"/contacts/{helper.pk}/edit/" in html
    for who in ("teammate", "stranger"):
        assert world.get(who, f"/customers/{customer.pk}/").status_code == 404


def test_an_empty_map_says_what_to_do(world: World) -> None:
    customer = world.make("owner", "customers", name="Harbour")
    page = world.get("owner", f"/customers/{customer.pk}/")
    assert "Nobody is noted here yet" in text(page)
    assert f"affiliations-0-customer={customer.pk}" in page.content.decode()


def test_nobody_reports_to_themselves_at_however_many_removes(world: World) -> None:
    customer = world.make("owner", "customers", name="Harbour")
    top = person(world, "Top", customer)
    middle = person(world, "Middle", customer, reports_to=top.pk)
    low = person(world, "Low", customer, reports_to=middle.pk)
    for superior in (top.pk, middle.pk, low.pk):
        lines = [{"customer": str(customer.pk), "reports_to": str(superior)}]
        with pytest.raises(Invalid) as told:
            gate.update(CONTACTS, top.pk, {"affiliations": lines}, actor=world.users["owner"], given="json")
        assert list(told.value.errors) == ["affiliations.0.reports_to"]
    row = read_one(CONTACTS, top.pk, world.users["owner"])
    assert row["affiliations"][0]["reports_to"] is None


def test_somebody_may_report_to_another_at_another_customer(world: World) -> None:
    here, there = (world.make("owner", "customers", name=name) for name in ("Here", "There"))
    one = person(world, "One", here)
    two = person(world, "Two", here, reports_to=one.pk)
    lines = [{"customer": str(here.pk)}, {"customer": str(there.pk), "reports_to": str(two.pk)}]
    gate.update(CONTACTS, one.pk, {"affiliations": lines}, actor=world.users["owner"], given="json")
    assert "reports to Two" in text(world.get("owner", f"/customers/{there.pk}/"))


@given(st.lists(st.integers(0, 7), min_size=8, max_size=8))
def test_the_tree_holds_everybody_once_whatever_was_typed_in(above: list[int]) -> None:
    """Also in circles, and for those who report to themselves."""
    keys = [uuid.UUID(int=n) for n in range(8)]
    people = [{"id": keys[n], "superior": keys[superior], "superior_label": ""} for n, superior in enumerate(above)]

    def flat(rows: list[Any]) -> list[Any]:
        return [key for row in rows for key in (row["id"], *flat(row["below"]))]

    assert sorted(flat(tree(people))) == keys


@given(st.lists(st.integers(0, 7), min_size=8, max_size=8), st.integers(0, 7), st.integers(0, 7))
def test_a_chain_of_superiors_ends_whatever_was_typed_in(above: list[int], start: int, end: int) -> None:
    keys, place = [uuid.UUID(int=n) for n in range(8)], uuid.UUID(int=99)
    told = {(place, keys[n]): keys[superior] for n, superior in enumerate(above)}
    chain = [start]
    for _step in range(8):
        chain.append(above[chain[-1]])
    assert leads_to(told, place, keys[start], keys[end]) == (end in chain)
