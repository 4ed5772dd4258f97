"""Purchases: seen with their customer, brought in once however often, and moved along when customers become one."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest

from guanxi.engine import gate
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.models import Event
from guanxi.engine.models.share import Share
from guanxi.engine.reading import Query, count, read_one, read_page
from guanxi.engine.registry import registry
from guanxi.engine.uniting.merging import merge
from tests.engine.importing import bring
from tests.house import House

CUSTOMERS, PURCHASES = registry["customers"], registry["purchases"]
TODAY = dt.date(2026, 11, 20)


def customer(house: House, who: str, name: str) -> uuid.UUID:
    return gate.create(CUSTOMERS, {"name": name, "owner": house.keys[who]}, actor=house["clerk"]).pk


def bought(house: House, where: uuid.UUID, number: str, **more: Any) -> uuid.UUID:
    values = {"number": number, "customer": where, "day": TODAY, "amount": Decimal("1200.00"), **more}
    return gate.create(PURCHASES, values, actor=house["clerk"]).pk


def seen(house: House, who: str) -> set[str]:
    return {row["number"] for row in read_page(PURCHASES, house[who], Query(fields=("number",))).rows}


def test_whoever_sees_the_customer_sees_what_it_bought_and_nobody_else(house: House) -> None:
    mine, theirs = customer(house, "owner", "Mine"), customer(house, "stranger", "Theirs")
    key = bought(house, mine, "A-1")
    bought(house, theirs, "B-1")
    assert seen(house, "owner") == seen(house, "manager") == {"A-1"}
    assert seen(house, "teammate") == set()
    assert seen(house, "stranger") == {"B-1"}
    assert seen(house, "executive") == seen(house, "clerk") == {"A-1", "B-1"}
    assert count(PURCHASES, house["stranger"], Query()).value == 1
    with pytest.raises(NotFound):
        read_one(PURCHASES, key, house["stranger"])
    Share.objects.create(entity="customers", record=mine, subject=house.keys["stranger"])
    assert seen(house, "stranger") == {"A-1", "B-1"}
    gate.delete(CUSTOMERS, mine, actor=house["owner"])
    assert seen(house, "executive") == {"B-1"}


def test_a_purchase_is_entered_by_who_sees_the_customer_and_mended_by_who_keeps_the_books(house: House) -> None:
    mine = customer(house, "owner", "Mine")
    values = {"number": "A-1", "customer": mine, "day": TODAY, "amount": Decimal(5)}
    told = Event.objects.count()
    for who in ("teammate", "stranger"):
        with pytest.raises(Invalid):
            gate.create(PURCHASES, values, actor=house[who])
    assert (PURCHASES.manager().count(), Event.objects.count()) == (0, told)
    key = gate.create(PURCHASES, values, actor=house["owner"]).pk
    with pytest.raises(NotAllowed):
        gate.update(PURCHASES, key, {"amount": Decimal(50_000)}, actor=house["owner"])
    assert PURCHASES.manager().get(pk=key).amount == 5
    with pytest.raises(NotFound):
        gate.update(PURCHASES, key, {"amount": Decimal(6)}, actor=house["stranger"])
    gate.update(PURCHASES, key, {"amount": Decimal(6)}, actor=house["manager"])
    assert PURCHASES.manager().get(pk=key).amount == 6


def test_the_same_list_twice_counts_once(house: House) -> None:
    customer(house, "owner", "Harbour")
    head = "订单号,客户名称,下单日期,订单金额,商品名称"
    file = f'{head}\nDD-1,Harbour,2026-11-02,"1,200.50",Pumps\nDD-2,Harbour,2026-11-05,80,Valves\n'
    for _time in range(2):
        bring(house["clerk"], "purchases", file)
    rows = {one.number: one for one in PURCHASES.manager()}
    assert {number: one.amount for number, one in rows.items()} == {"DD-1": Decimal("1200.50"), "DD-2": Decimal(80)}
    assert rows["DD-1"].what == "Pumps"
    assert rows["DD-1"].day == dt.date(2026, 11, 2)
    with pytest.raises(Invalid):
        bought(house, rows["DD-1"].customer_id, "DD-1")


def test_what_was_bought_goes_along_when_customers_become_one(house: House) -> None:
    one, other = customer(house, "owner", "Harbour"), customer(house, "owner", "Harbour Ltd")
    key = bought(house, other, "A-1")
    merge(CUSTOMERS, one, [other], actor=house["clerk"])
    assert PURCHASES.manager().get(pk=key).customer_id == one
    assert seen(house, "owner") == {"A-1"}
