"""Addresses as a field: taken however they are written, found by region, the same on each surface."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation

from guanxi.engine import exports, gate, origin
from guanxi.engine.errors import Invalid, NotFound
from guanxi.engine.exports import Wanted
from guanxi.engine.reading import Query, groups, history, read_one, read_page
from tests.engine.customising import QUOTES, add
from tests.house import House, build

pytestmark = pytest.mark.django_db
LIAOCHENG = "山东/聊城/东昌府区|兴华西路 12 号|252000"


@pytest.fixture
def house() -> House:
    return build()


@pytest.fixture
def field(house: House) -> str:
    name: str = add(house["admin"], "Delivery", "address", key="delivery", searched=True).name
    return name


def make(house: House, name: str, address: Any, field: str = "custom_delivery", **more: Any) -> Any:
    return gate.create(QUOTES, {"name": name, field: address}, actor=house["owner"], **more).pk


def names(house: House, **asked: Any) -> set[str]:
    return {row["name"] for row in read_page(QUOTES, house["owner"], Query(**asked)).rows}


def test_the_same_address_however_it_is_written(house: House, field: str) -> None:
    written = ("山东省聊城市东昌府区兴华西路 12 号 252000", LIAOCHENG, "山東省聊城市东昌府区兴华西路 12 号，252000")
    for place, text in enumerate(written):
        key = make(house, f"text {place}", text, given="text")
        assert read_one(QUOTES, key, house["owner"])[field] == LIAOCHENG, text
    told = {"region": "Shandong/Liaocheng/东昌府区", "street": "兴华西路 12 号", "postcode": "252000"}
    key = make(house, "json", told, given="json")
    assert read_one(QUOTES, key, house["owner"])[field] == LIAOCHENG
    for wrong in ({"city": "x"}, 5, {"region": "山东", "postcode": "???"}, "街" * 400):
        with pytest.raises(Invalid) as refused:
            make(house, "wrong", wrong, given="json")
        assert field in refused.value.errors
    assert "wrong" not in names(house)


def test_it_is_found_by_region_and_below_by_words_and_by_search(house: House, field: str) -> None:
    make(house, "Liaocheng", LIAOCHENG)
    make(house, "Linqing", "山东/聊城/临清市|青年路 5 号|")
    make(house, "Jinan", "山东/济南||")
    make(house, "Berlin", "Germany/Berlin|Unter den Linden 5|10117")
    make(house, "street", "|somewhere|")
    make(house, "none", "")

    def found(op: str, value: Any) -> set[str]:
        return names(house, filter={"field": field, "op": op, "value": value})

    assert found("within", "山东") == found("within", "Shandong") == {"Liaocheng", "Linqing", "Jinan"}
    assert found("within", "聊城市") == found("within", "山东/聊城") == {"Liaocheng", "Linqing"}
    assert found("within", "临清市") == {"Linqing"}
    assert found("within", "Germany") == {"Berlin"}
    assert found("within", "山") == set()
    assert found("contains", "兴华") == {"Liaocheng"}
    assert found("empty", True) == {"none"}
    assert found("eq", "山东 济南") == {"Jinan"}
    assert names(house, q="聊城") == names(house, q="liaocheng") == {"Liaocheng", "Linqing"}
    ordered = [row["name"] for row in read_page(QUOTES, house["owner"], Query(sort=(field,))).rows]
    assert ordered == ["none", "Berlin", "street", "Jinan", "Liaocheng", "Linqing"]


def test_groups_go_by_province_and_town(house: House, field: str) -> None:
    for place, address in enumerate((LIAOCHENG, "山东/聊城/临清市||", "山东/济南||", "|somewhere|", "")):
        make(house, f"q{place}", address)
    buckets = groups(QUOTES, house["owner"], Query(), field).buckets
    assert {bucket.key or "": bucket.count.value for bucket in buckets} == {
        "山东/聊城": 2,
        "山东/济南": 1,
        "|": 1,
        "": 1,
    }
    client = Client()
    client.force_login(house["owner"])
    page = client.get(f"/quotes/?layout=groups&layout_by={field}").content.decode()
    assert "Shandong · Liaocheng" in page
    assert "without a region" in page
    rows = client.get(f"/quotes/group/?layout=groups&layout_by={field}&group=山东/聊城").content.decode()
    assert [name for name in ("q0", "q1", "q2", "q3") if f">{name}<" in rows] == ["q0", "q1"]


def test_it_goes_out_and_comes_in_by_files(house: House, field: str) -> None:
    make(house, "one", LIAOCHENG)
    make(house, "two", "Germany/Berlin|Unter den Linden 5|10117")
    for language in ("zh-hans", "en", "zh-hant"):
        for safe in (True, False):
            with translation.override(language):
                wanted = Wanted("quotes", fields=("name", field), safe=safe)
                told = b"".join(exports.take(wanted, house["admin"])).decode("utf-8-sig")
                for name, kept in (("one", LIAOCHENG), ("two", "Germany/Berlin|Unter den Linden 5|10117")):
                    line = next(line for line in told.splitlines() if line.startswith(name))
                    text = line.split(",", 1)[1].strip('"')
                    assert QUOTES.fields[field].from_text(text) == kept, (language, safe)


def test_a_form_has_its_parts_and_loses_nothing(house: House, field: str) -> None:
    client = Client()
    client.force_login(house["owner"])
    parts = ["山东", "聊城市", "东昌府区", "兴华西路 12 号", "252000"]
    again = client.post("/quotes/new/", {"name": "", field: parts})
    assert again.status_code == 422
    page = again.content.decode()
    for kept in ('value="东昌府区"', 'value="252000"', '<option value="山东" selected>'):
        assert kept in page
    assert client.post("/quotes/new/", {"name": "formed", field: parts}).status_code == 302
    (row,) = read_page(QUOTES, house["owner"], Query(filter={"field": "name", "op": "eq", "value": "formed"})).rows
    assert row[field] == LIAOCHENG
    page = client.get(f"/quotes/{row['id']}/").content.decode()
    assert "Shandong · Liaocheng · 东昌府区<br>兴华西路 12 号<br>252000" in page
    foreign = ["", "Germany", "Berlin", "Unter den Linden 5", "10117"]
    client.post("/quotes/new/", {"name": "abroad", field: foreign})
    (row,) = read_page(QUOTES, house["owner"], Query(filter={"field": "name", "op": "eq", "value": "abroad"})).rows
    assert row[field] == "Germany/Berlin|Unter den Linden 5|10117"
    edit = client.get(f"/quotes/{row['id']}/edit/").content.decode()
    for kept in ('value="Germany"', 'value="Berlin"', 'value="10117"'):
        assert kept in edit


def test_who_may_not_see_it_does_not(house: House, field: str) -> None:
    key = make(house, "one", LIAOCHENG)
    with pytest.raises(NotFound):
        gate.update(QUOTES, key, {field: "山东/济南||"}, actor=house["stranger"])
    assert read_one(QUOTES, key, house["owner"])[field] == LIAOCHENG
    gate.update(QUOTES, key, {field: "山东/济南||"}, actor=house["owner"])
    newest = history(QUOTES, key, house["owner"])[0]
    (change,) = [change for change in newest.changes if change.field == field]
    assert (change.old, change.new) == (LIAOCHENG, "山东/济南||")


def test_an_index_of_the_order_also_finds_what_lies_in_a_region(house: House, field: str) -> None:
    table = QUOTES.model._meta.db_table
    with connection.cursor() as cursor:
        # In the place of the table: an index made in this transaction serves only what nobody has updated before.
        cursor.execute(f'CREATE TEMPORARY TABLE "{table}" (LIKE public."{table}") ON COMMIT DROP')
        cursor.execute(f'CREATE INDEX by_address ON "{table}" ("{field}", id)')
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        cursor.execute("SET LOCAL enable_indexonlyscan = off")
        kind: Any = QUOTES.fields[field]
        with origin.unguarded():
            rows = QUOTES.manager().filter(kind.lies_in(field, "山东/聊城")).order_by().values("pk")
            plan = rows.explain()
    assert "by_address" in plan
    assert "Index Cond" in plan
