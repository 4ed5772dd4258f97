"""A company's own kind of record is on every surface at once, in every process, and gone again when it is deleted."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, transaction
from django.utils import timezone, translation

from guanxi.engine import gate
from guanxi.engine.customfields import living
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.gate.purging import purge
from guanxi.engine.permissions import Scope, as_system
from guanxi.engine.reading import Query, history, read_one, read_page
from guanxi.engine.registry import registry
from guanxi.engine.search.everywhere import search
from guanxi.engine.testing.company import Acting, Company, allow
from tests.engine.kinds import KINDS, face, kind, shipments

pytestmark = pytest.mark.django_db


def test_records_of_it_are_made_read_numbered_moved_found_and_told(boss: Acting) -> None:
    shipped = face(shipments(boss))
    partner = gate.create(registry["partners"], {"name": "Harbour"}, actor=boss).pk
    first = gate.create(shipped, {"name": "Red cloth", "custom_partner": partner}, actor=boss).pk
    second = gate.create(shipped, {"name": "Blue cloth"}, actor=boss).pk
    row = read_one(shipped, first, boss)
    year = timezone.localdate().year
    assert (row["number"], row["stage"], str(row["custom_partner"])) == (f"SS-{year}-0001", "sent", "Harbour")
    gate.update(shipped, second, {"stage": "arrived"}, actor=boss)
    found = read_page(shipped, boss, Query(filter={"field": "stage", "op": "eq", "value": "arrived"}))
    assert [row["id"] for row in found.rows] == [second]
    assert [row["id"] for row in read_page(shipped, boss, Query(q="0002")).rows] == [second]
    through = Query(filter={"field": "custom.partner.name", "op": "eq", "value": "Harbour"})
    assert [row["id"] for row in read_page(shipped, boss, through).rows] == [first]
    (moved, _made) = history(shipped, second, boss)
    assert {change.field for change in moved.changes} == {"stage"}


def test_it_is_called_as_the_reader_calls_it(boss: Acting) -> None:
    shipped = face(shipments(boss))
    for language, one, many in (
        ("en", "Sample shipment", "Sample shipments"),
        ("zh-hans", "样品寄送", "样品寄送"),
        ("zh-hant", "样品寄送", "样品寄送"),
    ):
        with translation.override(language):
            assert (shipped.label, shipped.label_plural) == (one, many)
    with translation.override("zh-hans"):
        assert str(shipped.group) == "系统管理"


def test_new_names_a_new_icon_and_new_stages_show_at_once(boss: Acting) -> None:
    row = shipments(boss)
    shipped = face(row)
    record = gate.create(shipped, {"name": "Red cloth"}, actor=boss).pk
    lines = read_one(KINDS, row.pk, boss, ("stages",))["stages"]
    stages = [{"id": line["id"], "label": line["label"], "retired": line["key"] == "sent"} for line in lines]
    changes = {
        "label": "Parcel",
        "label_plural": "Parcels",
        "icon": "truck",
        "title_label": "goods",
        "numbering": "P{0000}",
        "stages": [*stages, {"label": "Back"}],
    }
    gate.update(KINDS, row.pk, changes, actor=boss)
    living.refresh()
    assert registry[row.key] is shipped
    with translation.override("en"):
        assert (shipped.label, shipped.label_plural, shipped.icon) == ("Parcel", "Parcels", "truck")
        assert str(shipped.fields["name"].verbose_name) == "goods"
    stage: Any = shipped.fields["stage"]
    assert [key for key, _label in stage.options] == ["arrived", "lost", "back"]
    assert stage.to_text(read_one(shipped, record, boss)["stage"]) == "寄出"
    gate.update(shipped, record, {"name": "Blue cloth"}, actor=boss)
    later = read_one(shipped, gate.create(shipped, {"name": "Silk"}, actor=boss).pk, boss)
    assert (later["number"], later["stage"]) == ("P0001", "arrived")


def test_without_numbers_and_stages_there_is_no_trace_of_them(boss: Acting) -> None:
    machines = face(kind(boss, "机床"))
    assert machines.name == "ji-chuang"
    assert not {"number", "stage"} & set(machines.fields)
    assert machines.stage is None
    made = gate.create(machines, {"name": "One"}, actor=boss).pk
    assert not {"number", "stage"} & set(read_one(machines, made, boss))
    with pytest.raises(Invalid):
        gate.create(machines, {"name": "Two", "stage": "sent"}, actor=boss)


def test_numbers_begin_anew_where_the_year_does(boss: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = face(shipments(boss, numbering="{year}/{month}-{000}"))

    def made(year: int, month: int) -> str:
        moment = timezone.now().replace(year=year, month=month, day=15)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return str(read_one(shipped, gate.create(shipped, {"name": "x"}, actor=boss).pk, boss)["number"])

    assert [made(2026, 12), made(2026, 12), made(2027, 1)] == ["2026/12-001", "2026/12-002", "2027/01-001"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"key": "Big"}, "key"),
        ({"key": "1st"}, "key"),
        ({"key": "a--b"}, "key"),
        ({"label": "!!!", "label_plural": ""}, "key"),
        ({"key": "quotes"}, "key"),
        ({"key": "search"}, "key"),
        ({"key": "settings"}, "key"),
        ({"key": "schema"}, "key"),
        ({"key": "custom-entities"}, "key"),
        ({"numbering": "SS-{year}"}, "numbering"),
        ({"numbering": "{day}{000}"}, "numbering"),
        ({"numbering": "{month}{000}"}, "numbering"),
        ({"numbering": "{000}{000}"}, "numbering"),
        ({"icon": "no such icon"}, "icon"),
        ({"relations": [{"target": "jobs"}]}, "relations.0.target"),
        ({"relations": [{"target": "partners"}, {"target": "partners"}]}, "key"),
        ({"stages": [{"label": "A"}, {"label": "a"}]}, "key"),
    ],
)
def test_what_cannot_be_a_kind_is_refused_by_name_and_leaves_no_table(
    boss: Acting, wrong: dict[str, Any], said: str
) -> None:
    tables = set(connection.introspection.table_names())
    with pytest.raises(Invalid) as refused, transaction.atomic():
        shipments(boss, **wrong)
    assert set(refused.value.errors) == {said}
    assert set(connection.introspection.table_names()) == tables
    assert read_page(KINDS, boss, Query()).rows == []


def test_two_kinds_of_one_key_are_refused_also_when_one_was_deleted(boss: Acting) -> None:
    row = shipments(boss)
    for _deleted in (False, True):
        with pytest.raises(Invalid) as refused, transaction.atomic():
            shipments(boss)
        assert set(refused.value.errors) == {"key"}
        if not _deleted:
            gate.delete(KINDS, row.pk, actor=boss)
            living.refresh()


def test_what_was_deleted_is_nowhere_and_comes_back_with_what_it_held(boss: Acting) -> None:
    row = shipments(boss)
    shipped = face(row)
    partner = gate.create(registry["partners"], {"name": "Harbour"}, actor=boss).pk
    record = gate.create(shipped, {"name": "Red cloth", "custom_partner": partner}, actor=boss).pk
    colour = gate.create(registry["custom-fields"], {"label": "Colour", "entity": row.key}, actor=boss)
    link = {"label": "Sent with", "entity": "quotes", "kind": "link", "target": row.key}
    field = gate.create(registry["custom-fields"], link, actor=boss)
    living.refresh()
    gate.update(shipped, record, {colour.name: "red"}, actor=boss)
    quote = gate.create(registry["quotes"], {"name": "one", field.name: record}, actor=boss).pk
    assert str(read_one(registry["quotes"], quote, boss)[field.name]) == "Red cloth"

    gate.delete(KINDS, row.pk, actor=boss)
    living.refresh()
    assert row.key not in registry
    assert field.name not in registry["quotes"].fields
    assert not registry["partners"].led_here
    gate.update(registry["quotes"], quote, {"name": "two"}, actor=boss)
    assert not [hit for hit in search(boss, "Red cloth") if hit.entity == row.key]

    gate.restore(KINDS, row.pk, actor=boss)
    living.refresh()
    assert registry[row.key] is shipped
    told = read_one(shipped, record, boss)
    assert (str(told["custom_partner"]), told[colour.name]) == ("Harbour", "red")
    assert str(read_one(registry["quotes"], quote, boss)[field.name]) == "Red cloth"
    assert [one.path for one in registry["partners"].led_here] == ["custom_partner"]


def test_a_relation_that_goes_and_comes_again_has_what_it_held(boss: Acting) -> None:
    row = shipments(boss)
    shipped = face(row)
    partner = gate.create(registry["partners"], {"name": "Harbour"}, actor=boss).pk
    record = gate.create(shipped, {"name": "Red cloth", "custom_partner": partner}, actor=boss).pk
    gate.update(KINDS, row.pk, {"relations": []}, actor=boss)
    living.refresh()
    assert "custom_partner" not in shipped.fields
    gate.update(KINDS, row.pk, {"relations": [{"target": "quotes", "key": "partner"}]}, actor=boss)
    living.refresh()
    assert read_one(shipped, record, boss)["custom_partner"] is None, "what led to a partner is no quote"
    gate.update(
        KINDS, row.pk, {"relations": [{"target": "partners", "label": "Recipient", "key": "partner"}]}, actor=boss
    )
    living.refresh()
    assert str(read_one(shipped, record, boss)["custom_partner"]) == "Harbour"


def test_a_field_and_a_relation_of_one_key_are_refused(boss: Acting) -> None:
    row = shipments(boss)
    fields = registry["custom-fields"]
    with pytest.raises(Invalid) as refused, transaction.atomic():
        gate.create(fields, {"label": "Partner", "entity": row.key}, actor=boss)
    assert set(refused.value.errors) == {"key"}
    gate.create(fields, {"label": "Quote", "entity": row.key}, actor=boss)
    with pytest.raises(Invalid) as refused, transaction.atomic():
        gate.update(KINDS, row.pk, {"relations": [{"target": "partners"}, {"target": "quotes"}]}, actor=boss)
    assert "relations.1.key" in refused.value.errors


def test_kinds_lead_to_each_other_and_to_themselves(boss: Acting) -> None:
    row = shipments(boss)
    gate.update(KINDS, row.pk, {"relations": [{"target": row.key, "label": "Follows"}]}, actor=boss)
    other = kind(boss, "Visit", relations=[{"target": row.key}])
    shipped = face(row)
    first = gate.create(shipped, {"name": "first"}, actor=boss).pk
    second = gate.create(shipped, {"name": "second", "custom_follows": first}, actor=boss).pk
    assert str(read_one(shipped, second, boss)["custom_follows"]) == "first"
    name = f"custom_{row.key.replace('-', '_')}"
    visit = gate.create(face(other), {"name": "v", name: second}, actor=boss).pk
    assert str(read_one(face(other), visit, boss)[name]) == "second"
    assert {one.entity for one in shipped.led_here} == {row.key, other.key}


def test_rights_speak_of_it_as_of_any(company: Company, boss: Acting) -> None:
    row = shipments(boss)
    shipped = face(row)
    stranger = company.actor("stranger", allow("quotes"))
    owner = company.actor("owner", allow(row.key, scope=Scope.OWN))
    mate = company.actor("teammate", allow(row.key, scope=Scope.OWN))
    mine = gate.create(shipped, {"name": "mine"}, actor=owner).pk
    gate.create(shipped, {"name": "yours"}, actor=mate)
    assert [found["name"] for found in read_page(shipped, owner, Query()).rows] == ["mine"]
    with pytest.raises(NotFound):
        read_one(shipped, mine, mate)
    with pytest.raises(NotFound):
        read_page(shipped, stranger, Query())
    for refuse in (
        lambda: gate.create(shipped, {"name": "no"}, actor=stranger),
        lambda: gate.update(shipped, mine, {"name": "no"}, actor=mate),
        lambda: gate.delete(shipped, mine, actor=mate),
        lambda: gate.create(KINDS, {"label": "Mine"}, actor=owner),
        lambda: gate.update(KINDS, row.pk, {"label": "Mine"}, actor=owner),
        lambda: gate.delete(KINDS, row.pk, actor=owner),
    ):
        with pytest.raises((NotFound, NotAllowed)), transaction.atomic():
            refuse()
    assert read_one(shipped, mine, owner)["name"] == "mine"
    assert len(read_page(KINDS, boss, Query()).rows) == 1
    with pytest.raises((NotFound, NotAllowed)):
        read_page(KINDS, owner, Query())


def test_what_it_leads_to_can_be_deleted_for_good(boss: Acting) -> None:
    shipped = face(shipments(boss))
    partners = registry["partners"]
    partner = gate.create(partners, {"name": "Harbour"}, actor=boss).pk
    record = gate.create(shipped, {"name": "Red cloth", "custom_partner": partner}, actor=boss).pk
    gate.delete(partners, partner, actor=boss)
    with as_system("a test") as system:
        assert purge(partners, partners.manager(), partner, system=system)
    assert read_one(shipped, record, boss)["custom_partner"] is None


def test_a_kind_that_was_taken_back_before_its_commit_leaves_nothing(boss: Acting) -> None:
    with transaction.atomic():
        row = shipments(boss)
        assert row.key in registry
        transaction.set_rollback(True)
    living.refresh()
    assert row.key not in registry
    assert "custom_sample_shipments" not in apps.all_models["custom"]
    assert "custom_sample_shipments" not in connection.introspection.table_names()
    partners = registry["partners"]
    partner = gate.create(partners, {"name": "Harbour"}, actor=boss).pk
    with as_system("a test") as system:
        assert purge(partners, partners.manager(), partner, system=system), "nothing asks a table that isn't there"
    shipments(boss)


def test_older_tables_get_what_newer_records_have(boss: Acting) -> None:
    row = shipments(boss)
    record = gate.create(face(row), {"name": "Red cloth"}, actor=boss).pk
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE custom_sample_shipments DROP COLUMN tags, DROP CONSTRAINT IF EXISTS x")
        cursor.execute("DROP INDEX custom_sample_shipments_number_once")
    for _again in range(2):
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert read_one(face(row), record, boss)["tags"] == []
    with connection.cursor() as cursor:
        known = connection.introspection.get_constraints(cursor, "custom_sample_shipments")
    assert {"custom_sample_shipments_number_once", "custom_sample_shipments_by_tag"} <= set(known)
