"""Pools that stand for a region, and whoever is in charge gets what nobody owns."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from guanxi.engine import gate
from guanxi.engine.jobs import enqueue
from guanxi.engine.models import Event
from guanxi.engine.registry import registry
from guanxi.modules.customers.models import Customer
from guanxi.ownership.models import OwnershipEntry
from tests.regions.world import CUSTOMERS, HANGZHOU, JINAN, LIAOCHENG, POOLS, RULES, Market


def pool(market: Market, name: str, region: str = "", **more: Any) -> Any:
    members = [{"department": market.house.departments["East"]}]
    values = {"name": name, "entity": "customers", "members": members, "region": market.regions.get(region), **more}
    return gate.create(POOLS, values, actor=market.house["admin"]).pk


def night(market: Market) -> None:
    enqueue("ownership.recycle", {}, actor=None)
    market.work()


def cut(market: Market, **east: Any) -> None:
    market.region("East", "山东", "浙江", **east)
    market.region("West of Shandong", "聊城", part_of="East")
    market.work()


def test_what_is_nobodys_goes_to_the_nearest_pool(market: Market) -> None:
    cut(market)
    general, east, west = pool(market, "All", rank=1), pool(market, "E", "East"), pool(market, "W", "West of Shandong")
    keys = {name: market.customer(name, address, None) for name, address in PLACES}
    night(market)
    assert {name: market.now(key).pool_id for name, key in keys.items()} == {  # type: ignore[attr-defined]
        "jinan": east,
        "liaocheng": west,
        "hangzhou": east,
        "nowhere": general,
    }


PLACES = (("jinan", JINAN), ("liaocheng", LIAOCHENG), ("hangzhou", HANGZHOU), ("nowhere", ""))


def test_what_falls_goes_to_the_pool_of_its_region_and_elsewhere_to_the_one_named(market: Market) -> None:
    cut(market)
    general, west = pool(market, "All"), pool(market, "W", "West of Shandong")
    values = {"name": "Neglected", "entity": "customers", "pool": general, "days": 30, "regional": True}
    gate.act(RULES, gate.create(RULES, values, actor=market.house["admin"]).pk, "activate", actor=market.house["admin"])
    keys = {name: market.customer(name, address) for name, address in PLACES}
    Customer._base_manager.update(held_since=timezone.now() - dt.timedelta(days=40))
    night(market)
    assert {name: market.now(key).pool_id for name, key in keys.items()} == {  # type: ignore[attr-defined]
        "jinan": general,
        "liaocheng": west,
        "hangzhou": general,
        "nowhere": general,
    }


def test_given_back_it_goes_to_the_pool_of_its_region(market: Market) -> None:
    cut(market)
    pool(market, "All", rank=1)
    west = pool(market, "W", "West of Shandong", rank=50)
    key = market.customer("liaocheng", LIAOCHENG)
    gate.act(CUSTOMERS, key, "give_back", {"reason": "too far"}, actor=market.house["owner"])
    assert market.now(key).pool_id == west  # type: ignore[attr-defined]


def test_whoever_is_in_charge_gets_what_nobody_owns(market: Market) -> None:
    manager = market.house.keys["manager"]
    cut(market, person=manager, hands_over=True)
    keys = {name: market.customer(name, address, None) for name, address in PLACES}
    mine = market.customer("taken", JINAN, "owner")
    market.work()
    owners = {name: market.now(key).owner_id for name, key in keys.items()}  # type: ignore[attr-defined]
    assert owners == {"jinan": manager, "liaocheng": manager, "hangzhou": manager, "nowhere": None}
    assert market.now(mine).owner_id == market.house.keys["owner"]  # type: ignore[attr-defined]
    entry = OwnershipEntry._base_manager.get(about__startswith=str(keys["liaocheng"]))
    assert (entry.step, entry.reason, entry.to_owner_id) == ("region", "East", manager)  # type: ignore[attr-defined]
    event = Event.objects.filter(record=keys["liaocheng"]).latest("version")
    assert (event.verb, event.actor, event.reason) == (
        "assign",
        None,
        "records without an owner go to whoever is in charge of their region",
    )


def test_an_address_that_comes_later_hands_it_over_then(market: Market) -> None:
    cut(market, person=market.house.keys["manager"], hands_over=True)
    key = market.customer("later", "", None)
    market.work()
    assert market.now(key).owner_id is None  # type: ignore[attr-defined]
    gate.update(CUSTOMERS, key, {"address": JINAN}, actor=market.house["clerk"])
    market.work()
    assert market.now(key).owner_id == market.house.keys["manager"]  # type: ignore[attr-defined]


def test_nobody_gets_more_than_they_may_hold_and_the_rest_waits(market: Market) -> None:
    manager = market.house.keys["manager"]
    general = pool(market, "All")
    values = {"name": "Not too many", "entity": "customers", "most": 3, "person": manager}
    gate.create(registry["holding-limits"], values, actor=market.house["admin"])
    keys = [market.customer(f"c{n}", JINAN, None) for n in range(8)]
    cut(market, person=manager, hands_over=True)
    night(market)
    rows = [market.now(key) for key in keys]
    assert [row.owner_id == manager for row in rows].count(True) == 3  # type: ignore[attr-defined]
    assert {row.pool_id for row in rows if row.owner_id is None} == {general}  # type: ignore[attr-defined]


def test_who_can_not_sign_in_any_more_gets_nothing(market: Market) -> None:
    cut(market, person=market.house.keys["manager"], hands_over=True)
    gate.act(registry["users"], market.house.keys["manager"], "deactivate", actor=market.house["admin"])
    key = market.customer("jinan", JINAN, None)
    market.work()
    assert market.now(key).owner_id is None  # type: ignore[attr-defined]
