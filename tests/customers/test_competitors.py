"""Competitors: what everybody knows of them, where one meets them, and to whom those customers have names."""

from __future__ import annotations

from typing import Any

import pytest

from guanxi.engine import gate
from guanxi.engine.duplicates.finding import find
from guanxi.engine.errors import NotAllowed
from guanxi.engine.reading import Query, read_page
from guanxi.engine.registry import registry
from guanxi.engine.uniting.merging import merge
from guanxi.modules.customers.models import Competitor, Encounter
from guanxi.web.tests.world import World, text

COMPETITORS = registry["competitors"]


def rival(world: World, who: str = "owner", **more: Any) -> Any:
    values = {"name": "Rival Ltd", "strengths": "Cheap", "owner": str(world.users[who].pk), **more}
    return world.make(who, "competitors", **values)


def met(world: World) -> tuple[Any, Any]:
    """A competitor that one meets at the owner's customer."""
    customer = world.make("owner", "customers", name="Harbour")
    there = {"customer": str(customer.pk), "standing": "supplies", "has": "Pumps", "since": "2026-01-05"}
    offers = [{"product": "Pump P1", "price": "1200.00"}]
    news = [{"day": "2026-05-01", "headline": "Cut prices", "source": "Fair"}]
    return customer, rival(world, encounters=[there], offers=offers, news=news)


def test_it_stands_on_the_customers_page_and_the_customer_on_its_own(world: World) -> None:
    customer, competitor = met(world)
    page = text(world.get("owner", f"/customers/{customer.pk}/"))
    assert "Competitors here" in page
    assert "Rival Ltd" in page
    page = text(world.get("owner", f"/competitors/{competitor.pk}/"))
    for told in ("Harbour", "Supplies them", "Pumps", "Pump P1", "1,200.00", "Cut prices", "Fair", "Cheap"):
        assert told in page, told


def test_whoever_may_not_see_the_customer_sees_no_name(world: World) -> None:
    customer, competitor = met(world)
    for who in ("teammate", "stranger"):
        page = world.get(who, f"/competitors/{competitor.pk}/")
        assert "Rival Ltd" in text(page)
        assert "Harbour" not in page.content.decode()
        assert world.get(who, f"/customers/{customer.pk}/").status_code == 404
        asked = {"field": "encounters.customer.name", "op": "eq", "value": "Harbour"}
        assert read_page(COMPETITORS, world.users[who], Query(asked)).rows == []
    assert "Harbour" in text(world.get("manager", f"/competitors/{competitor.pk}/"))


def test_whoever_sells_writes_down_what_they_hear_and_only_the_owner_deletes(world: World) -> None:
    competitor = rival(world)
    for who in ("teammate", "stranger", "clerk"):
        world.change(who, "competitors", competitor.pk, weaknesses=f"Known to {who}")
    assert Competitor._base_manager.get(pk=competitor.pk).weaknesses == "Known to clerk"
    with pytest.raises(NotAllowed):
        world.change("marketer", "competitors", competitor.pk, weaknesses="Known to marketer")
    assert Competitor._base_manager.get(pk=competitor.pk).weaknesses == "Known to clerk"
    for who in ("teammate", "stranger"):
        with pytest.raises(NotAllowed):
            gate.delete(COMPETITORS, competitor.pk, actor=world.users[who])
    assert Competitor._base_manager.get(pk=competitor.pk).deleted_at is None
    gate.delete(COMPETITORS, competitor.pk, actor=world.users["owner"])
    assert Competitor._base_manager.get(pk=competitor.pk).deleted_at is not None


def test_two_customers_that_become_one_keep_their_competitors(world: World) -> None:
    first, competitor = met(world)
    second = world.make("owner", "customers", name="Harbour Works")
    world.change("owner", "competitors", competitor.pk, encounters=[{"customer": str(second.pk), "has": "Valves"}])
    merge(registry["customers"], first.pk, [second.pk], actor=world.users["manager"])
    (line,) = Encounter._base_manager.filter(competitor=competitor.pk)
    assert (line.customer_id, line.has) == (first.pk, "Valves")  # type: ignore[attr-defined]


def test_one_that_is_there_is_told_before_it_is_made_again(world: World) -> None:
    there = rival(world, website="https://rival.example")
    found = find(
        COMPETITORS, {"name": "Rival Limited", "website": "http://www.rival.example/"}, world.users["stranger"]
    )
    assert [(one.key, one.title) for one in found.candidates] == [(there.pk, "Rival Ltd")]
