"""Lists in groups and on the map: what is counted, what a group opens, and what never shows."""

from __future__ import annotations

import re
from typing import Any

import pytest

from guanxi.web.layouts import groups
from guanxi.web.tests.world import World, text

GROUPS = "/quotes/?layout=groups"


@pytest.fixture
def quotes(world: World) -> World:
    works = world.make("owner", "partners", name="Works")
    for name, amount, day in (
        ("Alpha", "10.00", "2026-10-01"),
        ("Beta", "20.50", "2026-10-31"),
        ("Gamma", "5.00", None),
    ):
        world.make("owner", "quotes", name=name, amount=amount, valid_until=day, partner=works.pk if day else None)
    world.make("stranger", "quotes", name="Foreign", amount="999.00", partner=None)
    return world


def opened(world: World, who: str, page: str, place: int) -> str:
    """The rows of the group at this place, as its button reads them."""
    urls = re.findall(r'data-url="([^"]+)"', page)
    return world.get(who, urls[place].replace("&amp;", "&")).content.decode()


def test_groups_tell_counts_and_subtotals_and_open_their_rows(quotes: World) -> None:
    answer = quotes.get("owner", f"{GROUPS}&layout_by=partner")
    page, read = answer.content.decode(), re.sub(r"\s+", " ", text(answer))
    assert read.count("Works") == 1
    assert re.search(r">Works</a></b> <a[^>]*>2</a>", page)
    assert [found in read for found in ("30.50", "35.50", "999")] == [True, True, False]
    rows = opened(quotes, "owner", page, 0)
    assert [name in rows for name in ("Alpha", "Beta", "Gamma", "Foreign")] == [True, True, False, False]
    assert "Gamma" in opened(quotes, "owner", page, 1)


def test_days_stand_in_months_and_other_values_under_their_words(quotes: World) -> None:
    page = quotes.get("owner", f"{GROUPS}&layout_by=valid_until").content.decode()
    assert ">2026-10</b>" in page
    assert "Not set" in page
    assert "Alpha" in opened(quotes, "owner", page, 0)
    assert ">No</b>" in quotes.get("owner", f"{GROUPS}&layout_by=approved").content.decode()
    assert ">draft</b>" in quotes.get("owner", GROUPS).content.decode()  # the stage by itself


def test_a_group_goes_on_where_its_page_ends(quotes: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from guanxi.web.views import group as view

    monkeypatch.setattr(view, "ROWS", 2)
    rows = opened(quotes, "owner", quotes.get("owner", GROUPS).content.decode(), 0)
    more = re.search(r'hx-get="([^"]+)"', rows)
    assert more
    rest = quotes.get("owner", more[1].replace("&amp;", "&")).content.decode()
    assert [("Gamma" in rows, "Gamma" in rest), ("Alpha" in rows, "Alpha" in rest)] == [(False, True), (True, False)]


@pytest.mark.parametrize("told", ["nowhere", "", "2026-13", "x' OR 1=1", "draft,sent"])
def test_groups_that_are_none_are_refused(quotes: World, told: str) -> None:
    for by in ("stage", "valid_until", "partner", "approved"):
        assert quotes.get("owner", f"/quotes/group/?layout=groups&layout_by={by}&group={told}").status_code == 400


def test_what_a_role_can_t_read_makes_no_groups_and_no_sums(quotes: World) -> None:
    page = quotes.get("marketer", GROUPS).content.decode()  # amounts are masked for marketing managers
    assert "Foreign" in opened(quotes, "marketer", page, 0)
    assert not re.search(r"30\.50|35\.50|\b999\b|1,034\.50", page)
    hidden: Any = quotes.users["marketer"].access
    from guanxi.engine.registry import registry

    assert "secret" not in groups.fields(registry["quotes"], hidden)


@pytest.fixture
def customers(world: World) -> World:
    for name, region, revenue in (
        ("A", "苏州", "100.00"),
        ("B", "江苏省南京市", "50.00"),
        ("C", "Guangzhou, China", None),
        ("D", "Boston", "7.00"),
        ("E", "", "1.00"),
    ):
        world.make("owner", "customers", name=name, region=region, annual_revenue=revenue)
    world.make("stranger", "customers", name="F", region="成都", annual_revenue="88.00")
    return world


def tile(page: str, name: str) -> str | None:
    """What the tile of a province says; None where it leads nowhere."""
    found = re.search(rf"<a [^>]*><rect[^>]*/><text[^>]*>{name} </text><text[^>]*>\w+</text><text[^>]*>([^<]*)<", page)
    return found[1] if found else None


def test_the_map_counts_and_adds_up_by_province(customers: World) -> None:
    page = customers.get("owner", "/customers/?layout=map").content.decode()
    assert [tile(page, name) for name in ("Jiangsu", "Guangdong")] == ["2", "1"]
    assert tile(page, "Sichuan") is None  # a stranger's
    assert "Boston" in page
    summed = customers.get("owner", "/customers/?layout=map&layout_by=annual_revenue").content.decode()
    assert tile(summed, "Jiangsu") == "150"
    assert "Not set" in text(customers.get("owner", "/customers/?layout=map"))


def test_a_tile_leads_to_what_lies_there(customers: World) -> None:
    page = customers.get("owner", "/customers/?layout=map").content.decode()
    found = re.search(r'<a href="([^"]+)"><rect[^>]*/><text[^>]*>Jiangsu ', page)
    assert found
    there = customers.get("owner", found[1].replace("&amp;", "&")).content.decode()
    assert [f">{name}</a>" in there for name in "ABCD"] == [True, True, False, False]
