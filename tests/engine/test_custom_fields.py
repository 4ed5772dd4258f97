"""A company's own field is on every surface at once, in every process, and gone again when it is retired."""

from __future__ import annotations

import datetime as dt
import json
import threading
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from guanxi.engine import gate
from guanxi.engine.customfields import living
from guanxi.engine.customfields.names import plain
from guanxi.engine.customfields.vocabulary import LISTS
from guanxi.engine.errors import EngineError, Invalid, NotAllowed, NotFound
from guanxi.engine.models import customfield
from guanxi.engine.permissions import Mode
from guanxi.engine.reading import Query, history, read_one, read_page
from guanxi.engine.registry import registry
from guanxi.engine.rows_sql import copy_rows
from guanxi.engine.testing import run_jobs_now
from guanxi.engine.testing.company import Acting, Company, allow, rule
from guanxi.people import tokens
from tests.engine.customising import FIELDS, QUOTES, add
from tests.example.models import Quote
from tests.house import House

pytestmark = pytest.mark.django_db


VALUES: dict[str, tuple[Any, Any]] = {
    "text": ("Blue", "Blue"),
    "long_text": ("one\ntwo", "one"),
    "integer": (12, 12),
    "decimal": (Decimal("1.5000"), "1.5"),
    "money": (Decimal("12.50"), "12.50"),
    "date": (dt.date(2026, 11, 25), "2026-11-25"),
    "datetime": (dt.datetime(2026, 11, 25, 8, tzinfo=dt.UTC), "2026-11-25T08:00:00Z"),
    "yes_no": (True, True),
    "choice": ("lan_se", "蓝色"),
    "choices": (["lan_se", "hong_se"], "蓝色"),
    "phone": ("+8613800006120", "+8613800006120"),
    "email": ("a@example.com", "a@example.com"),
    "url": ("https://example.com/a", "https://example.com/a"),
    "address": ("山东/聊城/东昌府区|兴华西路 12 号|252000", "山东聊城东昌府区兴华西路 12 号 252000"),
}


@pytest.mark.parametrize("kind", sorted(VALUES))
def test_every_kind_is_written_read_filtered_sorted_and_told(boss: Acting, kind: str) -> None:
    stored, asked = VALUES[kind]
    more = {"choices": [{"label": "红色"}, {"label": "蓝色"}]} if kind in LISTS else {}
    field = add(boss, "样品 Colour", kind, **more)
    assert field.key == "yang_pin_colour"
    name = field.name
    with_it = gate.create(QUOTES, {"name": "with", name: stored}, actor=boss).pk
    without = gate.create(QUOTES, {"name": "without"}, actor=boss).pk
    assert read_one(QUOTES, with_it, boss)[name] == stored
    assert not read_one(QUOTES, without, boss)[name]

    def names(**query: Any) -> list[str]:
        return [row["name"] for row in read_page(QUOTES, boss, Query(**query)).rows]

    op = "contains" if kind in ("long_text", "choices") else "eq"
    assert names(filter={"field": f"custom.{field.key}", "op": op, "value": asked}) == ["with"]
    if QUOTES.fields[name].sortable:
        assert set(names(sort=(name,))) == {"with", "without"}
        assert names(sort=(f"-{name}",), filter={"field": name, "op": op, "value": asked}) == ["with"]
    (event,) = history(QUOTES, with_it, boss)
    assert name in {change.field for change in event.changes}


def test_a_link_leads_to_any_record(boss: Acting) -> None:
    partner = gate.create(registry["partners"], {"name": "Harbour"}, actor=boss).pk
    field = add(boss, "Shipped by", "link", target="partners")
    quote = gate.create(QUOTES, {"name": "one", field.name: partner}, actor=boss).pk
    assert str(read_one(QUOTES, quote, boss)[field.name]) == "Harbour"
    found = read_page(QUOTES, boss, Query(filter={"field": "custom.shipped_by.name", "op": "eq", "value": "Harbour"}))
    assert [row["id"] for row in found.rows] == [quote]


def test_what_was_retired_is_nowhere_and_comes_back_with_what_it_held(boss: Acting) -> None:
    field = add(boss, "Shade")
    quote = gate.create(QUOTES, {"name": "one", field.name: "dark"}, actor=boss).pk
    gate.delete(FIELDS, field.pk, actor=boss)
    living.refresh()
    assert field.name not in QUOTES.fields
    assert field.name not in read_one(QUOTES, quote, boss)
    with pytest.raises(Invalid):
        gate.update(QUOTES, quote, {field.name: "light"}, actor=boss)
    gate.update(QUOTES, quote, {"name": "two"}, actor=boss)
    gate.restore(FIELDS, field.pk, actor=boss)
    living.refresh()
    assert read_one(QUOTES, quote, boss)[field.name] == "dark"


def test_a_choice_that_is_no_longer_offered_is_still_told(boss: Acting) -> None:
    field = add(boss, "Colour", "choice", choices=[{"label": "Red"}, {"label": "Blue"}])
    quote = gate.create(QUOTES, {"name": "one", field.name: "red"}, actor=boss).pk
    lines = read_one(FIELDS, field.pk, boss, ("choices",))["choices"]
    told = [{"id": line["id"], "label": line["label"], "retired": line["label"] == "Red"} for line in lines]
    gate.update(FIELDS, field.pk, {"choices": told}, actor=boss)
    living.refresh()
    kind = QUOTES.fields[field.name]
    assert kind.cell("red") == "Red"
    assert [key for key, _label in kind.options] == ["blue"]  # type: ignore[attr-defined]
    gate.update(QUOTES, quote, {"name": "two"}, actor=boss)
    assert read_one(QUOTES, quote, boss)[field.name] == "red"


def test_what_is_required_is_asked_for(boss: Acting) -> None:
    old = gate.create(QUOTES, {"name": "old"}, actor=boss).pk
    field = add(boss, "Port", required=True, hint="Where it is loaded.")
    with pytest.raises(Invalid) as refused:
        gate.create(QUOTES, {"name": "new"}, actor=boss)
    assert set(refused.value.errors) == {field.name}
    assert read_page(QUOTES, boss, Query()).rows[0]["id"] == old


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"key": "Big"}, "key"),
        ({"key": "1st"}, "key"),
        ({"label": "!!!"}, "key"),
        ({"kind": "link"}, "target"),
        ({"target": "partners"}, "target"),
        ({"entity": "jobs"}, "entity"),
        ({"entity": "custom-fields"}, "entity"),
        ({"kind": "formula"}, "kind"),
        ({"label": "x" * 61}, "label"),
    ],
)
def test_what_cannot_be_a_field_is_refused_by_name_and_leaves_no_column(
    boss: Acting, wrong: dict[str, Any], said: str
) -> None:
    with pytest.raises(Invalid) as refused:
        add(boss, **{"label": "Colour", **wrong})
    assert said in refused.value.errors
    assert not any(name.startswith("custom_") for name in QUOTES.fields)


@pytest.mark.parametrize("change", [{"kind": "integer"}, {"key": "other"}, {"entity": "partners"}])
def test_what_a_field_holds_stays(boss: Acting, change: dict[str, str]) -> None:
    field = add(boss, "Colour")
    with pytest.raises(Invalid) as refused:
        gate.update(FIELDS, field.pk, change, actor=boss)
    assert set(refused.value.errors) == set(change)
    gate.update(FIELDS, field.pk, {"label": "Shade"}, actor=boss)
    living.refresh()
    assert str(QUOTES.fields[field.name].verbose_name) == "Shade"


def test_two_fields_of_one_key_are_refused(boss: Acting) -> None:
    add(boss, "Colour")
    with pytest.raises(Invalid) as refused:
        add(boss, "colour")
    assert "key" in refused.value.errors or "entity" in refused.value.errors
    add(boss, "Colour", entity="partners")


def test_who_may_not_see_a_field_sees_nothing_of_it(company: Company, boss: Acting) -> None:
    field = add(boss, "Margin", "money")
    quote = gate.create(QUOTES, {"name": "one", field.name: Decimal(5)}, actor=boss).pk
    clerk = company.actor("teammate", allow("quotes"), rules=(rule("quotes", field.name, Mode.HIDDEN),))
    assert field.name not in read_one(QUOTES, quote, clerk)
    with pytest.raises(Exception, match=r"margin|field"):
        read_page(QUOTES, clerk, Query(filter={"field": "custom.margin", "op": "gte", "value": 1}))
    for refused in ({"label": "Mine", "entity": "quotes"}, {"label": "Mine", "entity": "quotes", "kind": "integer"}):
        with pytest.raises((NotAllowed, NotFound)):
            gate.create(FIELDS, refused, actor=clerk)


class TestSurfaces:
    """In the browser and for programs, by the rights of a real administrator."""

    @pytest.fixture
    def field(self, house: House) -> Any:
        return add(house["admin"], "Shade", hint="As the customer calls it.")

    def test_pages(self, house: House, field: Any) -> None:
        client = Client()
        client.force_login(house["admin"])
        form = client.get("/quotes/new/").content.decode()
        assert f'name="{field.name}"' in form
        assert "As the customer calls it." in form
        sent = {"name": "one", field.name: "dark", "stage": "draft"}
        assert client.post("/quotes/new/", sent).status_code == 302
        (row,) = read_page(QUOTES, house["admin"], Query(fields=("name", field.name))).rows
        assert row[field.name] == "dark"
        assert "dark" in client.get(f"/quotes/{row['id']}/").content.decode()
        listed = client.get(f"/quotes/?columns=name,{field.name}").content.decode()
        assert "dark" in listed
        assert "Shade" in listed
        assert "Shade" in client.get("/quotes/filter/").content.decode()

    def test_programs(self, house: House, field: Any) -> None:
        client = Client(headers={"Authorization": f"Bearer {tokens.make(house['admin'], 'test')}"})
        body = json.dumps({"name": "one", field.name: "dark"})
        made = client.post("/api/v1/quotes", body, content_type="application/json")
        assert made.json()[field.name] == "dark"
        told = {one["name"]: one for one in client.get("/api/v1/schema/quotes").json()["fields"]}
        assert told[field.name]["label"] == "Shade"
        narrowed = json.dumps({"field": "custom.shade", "op": "startswith", "value": "da"})
        query = {"filter": narrowed, "fields": "name,custom.shade", "sort": "-custom.shade"}
        (item,) = client.get("/api/v1/quotes", query).json()["items"]
        assert item[field.name] == "dark"
        assert field.name in json.dumps(client.get("/api/v1/openapi.json").json())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("custom.shade", "custom_shade"),
        ("-custom.shade", "-custom_shade"),
        ("owner.custom.shade", "owner.custom_shade"),
        ("custom.partner.custom.shade", "custom_partner.custom_shade"),
        ("customer.name", "customer.name"),
        ("mycustom.name", "mycustom.name"),
    ],
)
def test_both_ways_of_writing(written: str, meant: str) -> None:
    assert plain(written) == meant


def test_there_is_an_end_to_the_fields_of_one_record(boss: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(customfield, "MOST", 2)
    first = add(boss, "One")
    add(boss, "Two")
    gate.delete(FIELDS, first.pk, actor=boss)
    with pytest.raises(Invalid) as refused:
        add(boss, "Three")
    assert set(refused.value.errors) == {"entity"}
    add(boss, "Three", entity="partners")


def test_rows_made_before_a_field_came_are_copied_in_with_its_default(boss: Acting) -> None:
    now = timezone.now()
    told = {"version": 1, "created_at": now, "updated_at": now, "name": "early", "number": "E-1"}
    early = Quote(**told)
    text, number = add(boss, "Shade"), add(boss, "Crates", "integer")
    copy_rows(Quote, [early])
    row = read_one(QUOTES, early.pk, boss)
    assert (row[text.name], row[number.name]) == ("", None)


@pytest.mark.django_db(transaction=True)
def test_a_table_that_others_hold_is_waited_for_and_then_told(
    company: Company, boss: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("LOCK TABLE example_quote IN ACCESS SHARE MODE")
                held.set()
                done.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        assert held.wait(10)
        with pytest.raises(Invalid, match=r".") as refused:
            gate.create(FIELDS, {"label": "Shade", "entity": "quotes"}, actor=boss)
        assert set(refused.value.errors) == {""}
    finally:
        done.set()
        thread.join()
    assert read_page(FIELDS, boss, Query()).rows == []
    made = gate.create(FIELDS, {"label": "Shade", "entity": "quotes"}, actor=boss)
    assert made.name in QUOTES.fields, "with the commit, in the same process"
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE example_quote DROP COLUMN "{made.name}"')


def test_a_process_follows_what_another_changed(house: House) -> None:
    admin = house["admin"]
    client = Client()
    client.force_login(admin)
    assert "Shade" not in client.get("/quotes/new/").content.decode()
    gate.create(
        FIELDS, {"label": "Shade", "entity": "quotes"}, actor=admin
    )  # another process commits; this one isn't told
    assert not any(name.startswith("custom_") for name in QUOTES.fields)
    assert "Shade" in client.get("/quotes/new/").content.decode()


def test_no_two_records_hold_the_same_where_it_was_said_so(boss: Acting) -> None:
    field = add(boss, "Seal", alone=True)
    first = gate.create(QUOTES, {"name": "one", field.name: "A-1"}, actor=boss).pk
    for name in ("two", "three"):
        gate.create(QUOTES, {"name": name}, actor=boss)
    for refuse in (
        lambda: gate.create(QUOTES, {"name": "four", field.name: "A-1"}, actor=boss),
        lambda: gate.create_many(QUOTES, [{"name": n, field.name: "B"} for n in "xy"], actor=boss),
    ):
        with pytest.raises(Invalid) as refused, transaction.atomic():
            refuse()
        assert set(refused.value.errors) == {field.name}
    assert len(read_page(QUOTES, boss, Query()).rows) == 3
    gate.update(QUOTES, first, {field.name: "A-1"}, actor=boss)


@pytest.mark.parametrize("kind", ["yes_no", "money", "long_text"])
def test_what_cannot_tell_records_apart_is_refused(boss: Acting, kind: str) -> None:
    with pytest.raises(Invalid) as refused:
        add(boss, "Seal", kind, alone=True)
    assert set(refused.value.errors) == {"alone"}


@pytest.mark.django_db(transaction=True)
def test_an_index_is_built_beside_those_who_write(boss: Acting) -> None:
    field = gate.create(FIELDS, {"label": "Shade", "entity": "quotes", "kind": "integer"}, actor=boss)
    try:
        gate.act(FIELDS, field.pk, "build_index", {}, actor=boss)
        run_jobs_now()
        with connection.cursor() as cursor:
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname LIKE 'custom_shade%' ORDER BY indexname")
            upwards, downwards = (told for (told,) in cursor.fetchall())
        assert "(custom_shade, id)" in upwards
        assert "(custom_shade DESC NULLS LAST, id DESC)" in downwards
        assert read_one(FIELDS, field.pk, boss)["indexed"] is True
        with pytest.raises(EngineError):
            gate.act(FIELDS, field.pk, "build_index", {}, actor=boss)
    finally:
        with connection.cursor() as cursor:
            cursor.execute('ALTER TABLE example_quote DROP COLUMN "custom_shade"')


def test_an_account_that_may_not_add_columns_is_told(boss: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_row: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'must be owner of table' USING ERRCODE = '42501'; END $$")

    monkeypatch.setattr(living, "add_column", refuse)
    with pytest.raises(Invalid, match=r".") as refused, transaction.atomic():
        add(boss, "Shade")
    assert set(refused.value.errors) == {""}
    assert read_page(FIELDS, boss, Query()).rows == []
