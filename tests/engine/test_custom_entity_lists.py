"""Records of a company's own kind that lead to several others, each linked in a way of its own."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import translation

from guanxi.engine import exports, gate
from guanxi.engine.customfields import living
from guanxi.engine.errors import Invalid, NotAllowed
from guanxi.engine.gate.purging import purge
from guanxi.engine.permissions import as_system
from guanxi.engine.reading import Query, history, read_one, read_page
from guanxi.engine.registry import registry
from guanxi.engine.testing.company import Acting, Company, allow
from tests.engine.kinds import KINDS, face, kind, shipments

pytestmark = pytest.mark.django_db

TESTERS = {"target": "partners", "label": "Testers", "key": "testers", "several": True, "ways": ["tries it", "pays it"]}


@pytest.fixture
def harbour(boss: Acting) -> Any:
    return gate.create(registry["partners"], {"name": "Harbour"}, actor=boss).pk


@pytest.fixture
def mill(boss: Acting) -> Any:
    return gate.create(registry["partners"], {"name": "Mill"}, actor=boss).pk


def led(entity: Any, key: Any, actor: Any) -> list[tuple[str, str, str]]:
    """What a record leads to, as what, and the remark."""
    lines = read_one(entity, key, actor, ("custom_testers",))["custom_testers"]
    return [(str(line["to"]), line.get("way", ""), line["note"]) for line in lines]


def several(actor: Any) -> Any:
    return face(shipments(actor, relations=[TESTERS]))


def test_a_record_leads_to_several_each_in_its_way(boss: Acting, harbour: Any, mill: Any) -> None:
    shipped = several(boss)
    lines = [{"to": harbour, "way": "tries it", "note": "by sea"}, {"to": mill, "way": "pays it"}]
    made = gate.create(shipped, {"name": "Red cloth", "custom_testers": lines}, actor=boss).pk
    assert led(shipped, made, boss) == [("Harbour", "tries it", "by sea"), ("Mill", "pays it", "")]
    gate.update(shipped, made, {"custom_testers": [{"to": mill, "way": "tries it"}]}, actor=boss)
    assert led(shipped, made, boss) == [("Mill", "tries it", "")]
    changed, _made = history(shipped, made, boss)
    assert {change.field for change in changed.changes} == {"custom_testers"}


def test_lists_narrow_by_it_and_the_other_side_shows_it(boss: Acting, harbour: Any, mill: Any) -> None:
    shipped = several(boss)
    first = gate.create(shipped, {"name": "Red", "custom_testers": [{"to": harbour}, {"to": mill}]}, actor=boss).pk
    gate.create(shipped, {"name": "Blue", "custom_testers": [{"to": mill}]}, actor=boss)

    def found(field: str, value: Any) -> set[str]:
        query = Query(filter={"field": field, "op": "eq", "value": value})
        return {row["name"] for row in read_page(shipped, boss, query).rows}

    assert found("custom_testers.to", harbour) == {"Red"}
    assert found("custom_testers.to.name", "Mill") == {"Red", "Blue"}
    here = [(told.entity, told.path) for told in registry["partners"].led_here]
    assert here == [("sample-shipments", "custom_testers.to")]
    gate.delete(shipped, first, actor=boss)
    assert found("custom_testers.to", harbour) == set()


def test_a_file_brings_it_and_takes_it(boss: Acting, harbour: Any) -> None:
    shipped = several(boss)
    gate.create(shipped, {"name": "Red", "custom_testers": [{"to": harbour, "way": "tries it"}]}, actor=boss)
    wanted = exports.Wanted("sample-shipments", format="csv", fields=("name", "custom_testers"))
    with translation.override("en"):
        told = b"".join(exports.take(wanted, boss)).decode("utf-8-sig")
    assert io.StringIO(told).readline().strip() == "name,Testers / partner,Testers / linked as,Testers / remark"
    assert "Red,Harbour,tries it" in told


def test_a_word_taken_off_the_list_stays_where_it_is(boss: Acting, harbour: Any) -> None:
    row = shipments(boss, relations=[TESTERS])
    shipped = face(row)
    made = gate.create(shipped, {"name": "Red", "custom_testers": [{"to": harbour, "way": "pays it"}]}, actor=boss).pk
    relation = read_one(KINDS, row.pk, boss, ("relations",))["relations"][0]["id"]
    gate.update(KINDS, row.pk, {"relations": [{**TESTERS, "id": relation, "ways": ["tries it"]}]}, actor=boss)
    living.refresh()
    line = read_one(shipped, made, boss, ("custom_testers",))["custom_testers"][0]
    kept = {"id": line["id"], "to": harbour, "way": "pays it", "note": "still"}
    gate.update(shipped, made, {"custom_testers": [kept]}, actor=boss)
    assert led(shipped, made, boss) == [("Harbour", "pays it", "still")]
    with pytest.raises(Invalid) as refused:
        gate.create(shipped, {"name": "Blue", "custom_testers": [{"to": harbour, "way": "burns it"}]}, actor=boss)
    assert set(refused.value.errors) == {"custom_testers.0.way"}


def test_the_same_record_twice_in_one_way_is_refused(boss: Acting, harbour: Any) -> None:
    shipped = several(boss)
    both = [{"to": harbour, "way": "tries it"}, {"to": harbour, "way": "pays it"}]
    gate.create(shipped, {"name": "Red", "custom_testers": both}, actor=boss)
    with pytest.raises(Invalid) as refused, transaction.atomic(), translation.override("en"):
        gate.create(shipped, {"name": "Blue", "custom_testers": [both[0], both[0]]}, actor=boss)
    assert "twice" in str(refused.value.errors)
    assert [row["name"] for row in read_page(shipped, boss, Query()).rows] == ["Red"]


def test_what_was_one_becomes_several_and_never_one_again(boss: Acting, harbour: Any, mill: Any) -> None:
    row = shipments(boss, relations=[{"target": "partners", "key": "testers"}])
    shipped = face(row)
    made = gate.create(shipped, {"name": "Red", "custom_testers": harbour}, actor=boss).pk
    bare = gate.create(shipped, {"name": "Blue"}, actor=boss).pk
    relation = read_one(KINDS, row.pk, boss, ("relations",))["relations"][0]["id"]
    gate.update(KINDS, row.pk, {"relations": [{**TESTERS, "id": relation}]}, actor=boss)
    living.refresh()
    assert (led(shipped, made, boss), led(shipped, bare, boss)) == ([("Harbour", "", "")], [])
    one = {"id": relation, "target": "partners", "key": "testers", "several": False, "ways": []}
    with pytest.raises(Invalid) as refused, transaction.atomic():
        gate.update(KINDS, row.pk, {"relations": [one]}, actor=boss)
    assert set(refused.value.errors) == {"relations.0.several"}
    living.refresh()
    assert led(shipped, made, boss) == [("Harbour", "", "")]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"required": True}, "relations.0.required"), ({"several": False}, "relations.0.ways")],
)
def test_what_cannot_be_is_refused_at_its_place(boss: Acting, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(Invalid) as refused, transaction.atomic():
        shipments(boss, relations=[{**TESTERS, **wrong}])
    assert set(refused.value.errors) == {said}


def test_it_goes_with_its_relation_and_comes_back_with_it(boss: Acting, harbour: Any) -> None:
    row = shipments(boss, relations=[TESTERS])
    shipped = face(row)
    made = gate.create(shipped, {"name": "Red", "custom_testers": [{"to": harbour}]}, actor=boss).pk
    gate.update(KINDS, row.pk, {"relations": []}, actor=boss)
    living.refresh()
    assert "custom_testers" not in shipped.lines
    assert registry["partners"].led_here == ()
    gate.update(shipped, made, {"name": "Green"}, actor=boss)
    gate.update(KINDS, row.pk, {"relations": [TESTERS]}, actor=boss)
    living.refresh()
    assert led(shipped, made, boss) == [("Harbour", "", "")]
    gate.delete(KINDS, row.pk, actor=boss)
    living.refresh()
    gate.restore(KINDS, row.pk, actor=boss)
    living.refresh()
    assert led(face(row), made, boss) == [("Harbour", "", "")]


def test_two_kinds_lead_to_each_other_while_the_other_is_there(boss: Acting) -> None:
    machine = kind(boss, "Machine", key="machines")
    row = shipments(boss, relations=[{**TESTERS, "target": "machines"}])
    shipped = face(row)
    one = gate.create(face(machine), {"name": "Loom"}, actor=boss).pk
    made = gate.create(shipped, {"name": "Red", "custom_testers": [{"to": one}]}, actor=boss).pk
    gate.delete(KINDS, machine.pk, actor=boss)
    living.refresh()
    assert "custom_testers" not in shipped.lines
    gate.update(KINDS, row.pk, {"label": "Parcel"}, actor=boss)
    gate.restore(KINDS, machine.pk, actor=boss)
    living.refresh()
    assert led(shipped, made, boss) == [("Loom", "", "")]


def test_who_may_not_see_the_other_side_learns_nothing_of_it(boss: Acting, company: Company, harbour: Any) -> None:
    shipped = several(boss)
    made = gate.create(shipped, {"name": "Red", "custom_testers": [{"to": harbour}]}, actor=boss).pk
    for who in ("teammate", "stranger"):
        reader = company.actor(who, allow("sample-shipments", "read"))
        with translation.override("en"):
            assert led(shipped, made, reader) == [("hidden", "", "")]
        with pytest.raises(NotAllowed):
            gate.update(shipped, made, {"custom_testers": []}, actor=reader)
    assert led(shipped, made, boss) == [("Harbour", "", "")]


def test_a_record_that_is_gone_for_good_is_gone_from_the_lines(boss: Acting, harbour: Any, mill: Any) -> None:
    shipped = several(boss)
    made = gate.create(shipped, {"name": "Red", "custom_testers": [{"to": harbour}, {"to": mill}]}, actor=boss).pk
    partners = registry["partners"]
    gate.delete(partners, harbour, actor=boss)
    with as_system("test") as system:
        assert purge(partners, partners.manager(), harbour, system=system)
    assert led(shipped, made, boss) == [("Mill", "", "")]
    gate.delete(shipped, made, actor=boss)
    with as_system("test") as system:
        assert purge(shipped, shipped.manager(), made, system=system)
    table = shipped.lines["custom_testers"].model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        assert cursor.fetchone() == (0,)
