"""The flow on its page: each number leads to a list of as many, and nobody reads there what lists don't show them."""

from __future__ import annotations

import html
import re

import pytest

from guanxi.engine.customfields import living
from guanxi.engine.registry import registry
from guanxi.web.tests.world import World, text

pytestmark = pytest.mark.django_db
FLOW = "/customers/?layout=flow"
NUMBER = re.compile(r'<td class="gx-num" data-label="(Entered|Left)"><a href="([^"]+)">(\d+)</a>')


def moved(world: World) -> None:
    """Three customers of the owner's, of which two were moved, one of these twice."""
    keys = [world.make("owner", "customers", name=f"No {n}").pk for n in range(3)]
    for key in keys[:2]:
        world.change("owner", "customers", key, stage="signed")
    world.change("owner", "customers", keys[0], stage="active")


def test_each_number_leads_to_as_many(world: World) -> None:
    moved(world)
    page = world.get("owner", FLOW).content.decode()
    numbers = NUMBER.findall(page)
    assert [(what, number) for what, _url, number in numbers] == [
        ("Entered", "3"),
        ("Left", "2"),
        ("Entered", "2"),
        ("Left", "1"),
        ("Entered", "1"),
    ]
    for _what, url, number in numbers:
        listed = world.get("owner", html.unescape(url))
        assert listed.status_code == 200
        assert f"{number} customer" in text(listed)


def test_a_stranger_reads_nothing_of_it(world: World) -> None:
    moved(world)
    page = world.get("stranger", FLOW)
    assert page.status_code == 200
    assert NUMBER.findall(page.content.decode()) == []
    assert "No 0" not in text(page)


def test_it_is_there_for_records_with_dated_stages_alone(world: World) -> None:
    for entity in ("customers", "contacts"):
        world.make("owner", entity, name="One")
    assert "layout=flow" in world.get("owner", "/customers/").content.decode()
    assert "layout=flow" not in world.get("owner", "/contacts/").content.decode()


def test_who_is_stuck_is_named_with_the_company_s_limit(world: World) -> None:
    one = world.make("owner", "customers", name="Late").pk
    world.make("admin", "stage-rules", stage="customers:potential", told="Call them.", longest=5)
    living.refresh()
    customers = registry["customers"]
    early = customers.manager().values_list("created_at", flat=True).get(pk=one).replace(year=2025)
    customers.manager().filter(pk=one).update(stage_since=early)
    told = text(world.get("owner", FLOW))
    assert "Stuck now: 1 customer." in told
    assert "Late" in told
    living.clear()


def test_the_record_s_page_tells_its_stages_so_far(world: World) -> None:
    one = world.make("owner", "customers", name="One").pk
    world.change("owner", "customers", one, stage="signed")
    told = text(world.get("owner", f"/customers/{one}/"))
    assert "Stages so far" in told
    assert "less than a day" in told
    assert world.get("stranger", f"/customers/{one}/").status_code == 404
