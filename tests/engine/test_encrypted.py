"""What is encrypted: readable to who may read it, and nowhere in the database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client

from guanxi.engine import gate, mass, origin, renewing, sealing
from guanxi.engine.customfields import living
from guanxi.engine.errors import BadQuery, Conflict, Invalid
from guanxi.engine.permissions import Mode
from guanxi.engine.reading import Query, history, read_one, read_page
from guanxi.engine.registry import registry
from guanxi.engine.sealed_sql import put_sealed, sealed_elsewise
from guanxi.engine.testing import run_jobs_now
from guanxi.engine.testing.company import Acting, Company, rule
from guanxi.kit.sealing import Ring, new_ring
from guanxi.people import tokens
from tests.engine.importing import bring
from tests.house import House

pytestmark = pytest.mark.django_db
PARTNERS = registry["partners"]
SECRET, OTHER = "6222021234567890123", "6217009876543210987"


@pytest.fixture
def keys(settings: Any) -> Iterator[SimpleNamespace]:
    """A ring of its own, that a test can let grow."""
    held = SimpleNamespace(ring=new_ring())
    settings.FIELD_KEYS = lambda: held.ring
    sealing.forget()
    yield held
    sealing.forget()


def made(actor: Any, **values: Any) -> Any:
    return gate.create(PARTNERS, {"name": "澜屿", "account": SECRET, **values}, actor=actor)


def places_that_tell(text: str) -> list[str]:
    """Every table in which a row, as the database knows it, holds the text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f"SELECT 1 FROM {connection.ops.quote_name(table)} AS t WHERE t::text LIKE %s", [f"%{text}%"]
            )
            found += [table] if cursor.fetchone() else []
    return found


def found(actor: Any, op: str, value: Any) -> list[str]:
    query = Query(filter={"field": "account", "op": op, "value": value}, fields=["name"])
    return sorted(row["name"] for row in read_page(PARTNERS, actor, query).rows)


class TestNowhereInTheDatabase:
    def test_through_a_record_s_whole_life(self, boss: Acting) -> None:
        partner = made(boss)
        gate.update(PARTNERS, partner.pk, {"account": OTHER}, actor=boss)
        gate.delete(PARTNERS, partner.pk, actor=boss)
        gate.restore(PARTNERS, partner.pk, actor=boss)
        gate.bulk(PARTNERS, [partner.pk], "update", {"account": SECRET}, actor=boss)
        gate.create_many(PARTNERS, [{"name": "Second", "account": OTHER}], actor=boss)
        assert places_that_tell(SECRET) == places_that_tell(OTHER) == []
        assert places_that_tell("澜屿")  # what isn't encrypted is found so
        assert read_one(PARTNERS, partner.pk, boss)["account"] == SECRET

    def test_asked_for_by_a_program_with_a_key(self, house: House) -> None:
        client = Client(headers={"Authorization": f"Bearer {tokens.make(house['admin'], 'test')}"})
        values = json.dumps({"name": "Programmed", "account": SECRET})
        asked = {"data": values, "content_type": "application/json", "headers": {"Idempotency-Key": "one"}}
        first, again = (client.post("/api/v1/partners", **asked) for _ in range(2))
        assert first.json()["account"] == again.json()["account"] == SECRET
        assert first.json()["id"] == again.json()["id"]
        assert again.headers["Idempotency-Replayed"] == "true"
        assert places_that_tell(SECRET) == []

    def test_changed_for_many_in_the_background(self, house: House) -> None:
        key = made(house["admin"], account="").pk
        wish = mass.Wish("partners", "update", {"account": SECRET}, {"field": "name", "op": "eq", "value": "澜屿"})
        mass.begin(wish, house["admin"], "Change")
        assert places_that_tell(SECRET) == []
        run_jobs_now()
        assert read_one(PARTNERS, key, house["admin"])["account"] == SECRET
        assert places_that_tell(SECRET) == []

    def test_brought_in_by_a_file_and_taken_out(self, house: House) -> None:
        bring(house["admin"], "partners", f"Name,Bank account\nNorthwind,{SECRET}\nContoso,\n")
        assert found(house["admin"], "eq", SECRET) == ["Northwind"]
        assert found(house["admin"], "empty", True) == ["Contoso"]
        assert places_that_tell(SECRET) == []

    def test_a_view_keeps_no_condition_on_it(self, house: House) -> None:
        condition = json.dumps({"all": [{"field": "account", "op": "eq", "value": SECRET}]})
        values = {"name": "Theirs", "entity": "partners", "query": urlencode({"filter": condition})}
        with pytest.raises(Invalid) as refused:
            gate.create(registry["views"], values, actor=house["admin"])
        assert "Bank account" in refused.value.errors[""][0]
        assert not registry["views"].manager().exists()
        empty = json.dumps({"field": "account", "op": "empty", "value": True})
        gate.create(registry["views"], {**values, "query": urlencode({"filter": empty})}, actor=house["admin"])
        assert places_that_tell(SECRET) == []


class TestFound:
    def test_by_the_whole_value_only(self, boss: Acting) -> None:
        made(boss)
        made(boss, name="Second", account=OTHER)
        made(boss, name="None", account="")
        assert found(boss, "eq", SECRET) == ["澜屿"]
        assert found(boss, "ne", SECRET) == ["None", "Second"]
        assert found(boss, "in", [SECRET, OTHER, "x"]) == ["Second", "澜屿"]
        assert found(boss, "empty", True) == ["None"]
        assert found(boss, "eq", "") == ["None"]
        for op, value in (("contains", SECRET[:4]), ("startswith", SECRET[:4]), ("gt", "6")):
            with pytest.raises(BadQuery):
                found(boss, op, value)
        with pytest.raises(BadQuery):
            read_page(PARTNERS, boss, Query(sort=["account"]))
        assert read_page(PARTNERS, boss, Query(q=SECRET)).rows == []

    def test_by_who_may_read_it_only(self, company: Company) -> None:
        made(company.boss())
        for mode in (Mode.MASKED, Mode.HIDDEN):
            actor = company.boss(rule("partners", "account", mode))
            with pytest.raises(BadQuery):
                found(actor, "eq", SECRET)

    def test_through_an_index(self, boss: Acting) -> None:
        living.clear()
        field = gate.create(
            registry["custom-fields"], {"label": "Passport", "entity": "quotes", "kind": "encrypted"}, actor=boss
        )
        living.refresh()
        quotes = registry["quotes"]
        for number in range(3):
            gate.create(quotes, {"name": f"Q{number}", field.name: f"E1234567{number}"}, actor=boss)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        rows = quotes.manager().filter(**{field.name: "E12345671"})
        assert "_blind_" in rows.explain()
        assert [row.name for row in rows] == ["Q1"]
        assert places_that_tell("E12345671") == []
        living.clear()


class TestRead:
    def test_the_history_tells_it_to_who_may_read_it(self, company: Company) -> None:
        partner = made(company.boss())
        gate.update(PARTNERS, partner.pk, {"account": OTHER}, actor=company.boss())
        newest = history(PARTNERS, partner.pk, company.boss())[0]
        assert [(c.field, c.old, c.new) for c in newest.changes] == [("account", SECRET, OTHER)]
        masked = history(PARTNERS, partner.pk, company.boss(rule("partners", "account", Mode.MASKED)))[0]
        assert [str(c.old) for c in masked.changes] == ["***"]
        assert not history(PARTNERS, partner.pk, company.boss(rule("partners", "account", Mode.HIDDEN)))[0].changes

    def test_two_people_change_it(self, boss: Acting) -> None:
        partner = made(boss)
        gate.update(PARTNERS, partner.pk, {"account": OTHER}, actor=boss, version=1)
        gate.update(PARTNERS, partner.pk, {"account": OTHER}, actor=boss, version=1)  # the same: no conflict
        with pytest.raises(Conflict) as refused:
            gate.update(PARTNERS, partner.pk, {"account": "1"}, actor=boss, version=1)
        assert refused.value.fields["account"] == {"yours": "1", "theirs": OTHER, "base": SECRET}

    def test_a_change_is_taken_back(self, boss: Acting) -> None:
        partner = made(boss)
        with origin.origin("page", request="asked"):
            gate.update(PARTNERS, partner.pk, {"account": OTHER}, actor=boss)
        gate.undo(PARTNERS, partner.pk, "asked", actor=boss)
        assert read_one(PARTNERS, partner.pk, boss)["account"] == SECRET

    def test_a_value_moved_elsewhere_is_not_believed(self, boss: Acting) -> None:
        one = made(boss)
        token = sealing.ring().seal(SECRET, "another.place")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE example_partner SET account = left(account, 22) || %s", [token])
        with pytest.raises(sealing.Unreadable):
            read_one(PARTNERS, one.pk, boss)


class TestKeys:
    def test_a_new_key_seals_everything_anew_while_people_work(self, keys: SimpleNamespace, boss: Acting) -> None:
        partners = [made(boss, name=f"P{number}", account=f"{SECRET}{number}") for number in range(5)]
        before = {row.pk: row.version for row in PARTNERS.manager()}
        keys.ring = Ring.read(keys.ring.with_a_new_key().write())
        sealing.forget()
        made(boss, name="New", account=OTHER)
        assert found(boss, "eq", f"{SECRET}3") == ["P3"]
        assert renewing.used() == {"1": 5, "2": 1}
        assert list(renewing.renew()) == [5]
        assert renewing.used() == {"2": 6}
        assert list(renewing.renew()) == []
        assert found(boss, "eq", f"{SECRET}3") == ["P3"]
        assert {row.pk: row.version for row in PARTNERS.manager() if row.name != "New"} == before
        made_then = history(PARTNERS, partners[0].pk, boss)[-1].changes
        assert [change.new for change in made_then if change.field == "account"] == [f"{SECRET}0"]

    def test_what_is_written_meanwhile_is_not_overwritten(self, keys: SimpleNamespace, boss: Acting) -> None:
        partner = made(boss)
        field = PARTNERS.fields["account"]
        rows = sealed_elsewise(PARTNERS.model, field, "2", 10)
        gate.update(PARTNERS, partner.pk, {"account": OTHER}, actor=boss)
        put_sealed(PARTNERS.model, field, [(key, kept, field.get_prep_value(SECRET)) for key, kept in rows])
        assert read_one(PARTNERS, partner.pk, boss)["account"] == OTHER

    def test_without_its_key_it_is_told_and_nothing_is_lost(self, keys: SimpleNamespace, boss: Acting) -> None:
        partner = made(boss)
        ring, keys.ring = keys.ring, new_ring()
        keys.ring = Ring([("9", next(iter(keys.ring.keys.values())))])
        sealing.forget()
        with pytest.raises(sealing.Unreadable):
            read_one(PARTNERS, partner.pk, boss)
        with pytest.raises(sealing.Unreadable):
            list(renewing.renew())
        assert [row["name"] for row in read_page(PARTNERS, boss, Query(fields=["name"])).rows] == ["澜屿"]
        keys.ring = ring
        sealing.forget()
        assert read_one(PARTNERS, partner.pk, boss)["account"] == SECRET
