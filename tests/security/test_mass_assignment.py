"""Class C: whatever a form, a cell, a verb, a file or a phone sends along, only what its sender may write is written.

Every column of the record's model is sent, and what models of users and of other products have; custom fields that are
worked out, retired or only read, too.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from guanxi.engine import gate
from guanxi.engine.customfields import living
from guanxi.engine.entity import Entity
from guanxi.engine.errors import EngineError
from guanxi.engine.imports import working
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.engine.testing.tables import unchanged
from guanxi.kit.uuids import uuid7
from guanxi.people.models import Role
from tests.engine.importing import take
from tests.security.callers import NOISE, World

ELSEWHERE = (
    "is_staff",
    "is_superuser",
    "is_active",
    "password",
    "roles",
    "team",
    "role",
    "balance",
    "approved_by",
    "pk",
    "id",
    "department",
    "username",
    "rights_version",
    "epoch",
    "_state",
    "objects",
    "history",
    "deleted",
    "scope",
    "grants",
)
"""What other products were taken over by."""
BY_ITSELF = {"version", "updated_at", "updated_by_id", "head", "search", "sort_key", "via"}
"""Columns that every honest change moves."""
CUSTOM = ("custom_sum", "custom_gone", "custom_grade")
PLACES = (
    ("owner", "quotes"),
    ("teammate", "quotes"),
    ("owner", "customers"),
    ("clerk", "contacts"),
    ("owner", "partners"),
    ("manager", "quotes"),
)


@pytest.fixture
def company(world: World) -> Iterator[World]:
    """The company with three fields on quotes that nobody types: worked out, retired, and only to be read."""
    admin = world.house["admin"]
    fields = registry["custom-fields"]
    for label, more in (
        ("Sum", {"kind": "computed", "formula": "1 + 1", "gives": "integer"}),
        ("Gone", {"kind": "text"}),
        ("Grade", {"kind": "text"}),
    ):
        values = {"label": label, "key": label.lower(), "entity": "quotes", **more}
        made = gate.create(fields, values, actor=admin)
        if label == "Gone":
            gate.delete(fields, made.pk, actor=admin)
        living.refresh()
    with as_system("test") as system:
        for key in ("sales_representative", "sales_manager"):
            role = Role._base_manager.get(key=key)
            line = {"entity": "quotes", "names": "custom_grade", "mode": "READ_ONLY"}
            gate.update(registry["roles"], role.pk, {"field_limits": [line]}, actor=system)
    run_jobs_now()  # what is worked out is there before anything is tried
    yield world
    living.clear()


def sent_along(face: Entity) -> dict[str, str]:
    """Every column of the model, and more, each with a value that would show."""
    guesses = {
        "BooleanField": "on",
        "IntegerField": "7",
        "DateTimeField": "2001-02-03T04:05:06Z",
        "DateField": "2001-02-03",
    }
    told = {}
    for field in face.model._meta.concrete_fields:
        value = str(uuid.UUID(int=5)) if field.is_relation else guesses.get(field.get_internal_type(), "tampered")
        told |= {field.name: value, field.attname: value}
    return told | dict.fromkeys((*ELSEWHERE, *CUSTOM), "tampered")


def mine(world: World, who: str, entity: str) -> Any:
    """A record that this person may change."""
    return world.seeds.keys[entity, "owner" if who in ("clerk", "manager") else who]


def stored(face: Entity, key: Any) -> dict[str, Any]:
    return face.manager().filter(pk=key).values().get()


def closed(face: Entity, access: Any) -> set[str]:
    """The columns that this person may not give a value."""
    open_ = {face.fields[name].attname for name in access.writable(face)}  # type: ignore[attr-defined]
    return {field.attname for field in face.model._meta.concrete_fields} - open_ - BY_ITSELF


@pytest.mark.parametrize(("who", "entity"), PLACES)
def test_a_form_writes_its_own_fields_and_no_others(company: World, who: str, entity: str) -> None:
    face, caller, key = registry[entity], company.caller(who), mine(company, who, entity)
    access = company.house[who].access
    before = stored(face, key)
    honest = {face.title: "Honest", "version": str(before["version"])}
    extra = {name: value for name, value in sent_along(face).items() if name not in access.writable(face)}
    answer = caller.browser.post(f"/{entity}/{key}/edit/", extra | honest)
    after = stored(face, key)
    assert answer.status_code in (302, 422), answer.status_code
    assert {name for name in closed(face, access) if before[name] != after[name]} == set()
    made = caller.browser.post(f"/{entity}/new/", extra | {face.title: "Honest too"})
    assert made.status_code in (302, 422)
    for row in face.manager().filter(**{face.title: "Honest too"}).values():
        assert "tampered" not in {str(value) for name, value in row.items() if name in closed(face, access)}
        assert (row["created_by_id"], row["version"]) == (company.house.keys[who], 1)
        assert row["deleted_at"] is None


@pytest.mark.parametrize(("who", "entity"), PLACES)
def test_a_cell_takes_one_field_that_is_open(company: World, who: str, entity: str) -> None:
    face, caller, key = registry[entity], company.caller(who), mine(company, who, entity)
    access = company.house[who].access
    given = sent_along(face)
    with unchanged(*NOISE):
        for name, value in given.items():
            if name in access.changeable(face):
                continue
            for place in (f"cell/{name}/", f"field/{name}/", f"put/{name}/", f"day/{name}/"):
                sent = {name: value, "version": "1", "to": value, "start": "2026-11-25T00:00:00"}
                status = caller.browser.post(f"/{entity}/{key}/{place}", sent).status_code
                assert status in (400, 403, 404, 405, 409, 422), (place, status)
            for sent in ({"field": name}, {"field": ["name", name]}):
                told = {"ids": str(key), "action": "update", "confirmed": "1", name: value, **sent}
                if sent["field"] == name:
                    caller.browser.post(f"/{entity}/bulk/", told)
            caller.browser.post(f"/{entity}/{key}/history/put-back/?field={name}&version=1")
    before = stored(face, key)
    extra = {name: value for name, value in given.items() if name != face.title}
    answer = caller.browser.post(
        f"/{entity}/{key}/cell/{face.title}/", extra | {face.title: "Cell", "version": str(before["version"])}
    )
    assert answer.status_code in (200, 422)
    after = stored(face, key)
    columns = {face.fields[face.title].attname}  # type: ignore[attr-defined]
    assert {name for name in before if before[name] != after[name]} <= columns | BY_ITSELF


@pytest.mark.parametrize(("who", "verb"), [("owner", "send"), ("owner", "lose"), ("manager", "assign")])
def test_a_verb_takes_what_it_asks_for(company: World, who: str, verb: str) -> None:
    face, caller, key = registry["quotes"], company.caller(who), company.seeds.keys["quotes", "owner"]
    asked = {"lost_reason": "price", "to": str(company.house.keys["teammate"])}
    extra = {name: value for name, value in sent_along(face).items() if name not in asked}
    before = stored(face, key)
    answer = caller.browser.post(f"/quotes/{key}/do/{verb}/", extra | asked)
    assert answer.status_code == 302
    after = stored(face, key)
    meant = {"send": {"stage"}, "lose": {"stage", "lost_reason"}, "assign": {"owner_id"}}[verb]
    assert {name for name in before if before[name] != after[name]} - BY_ITSELF == meant


@pytest.mark.parametrize("who", ["owner", "manager"])
def test_a_program_gives_a_verb_nothing_more(company: World, who: str) -> None:
    caller, key = company.caller(who), company.seeds.keys["quotes", "owner"]
    with unchanged(*NOISE):
        for name, value in sent_along(registry["quotes"]).items():
            answer = caller.program.post(f"/api/v1/quotes/{key}/send", {name: value}, content_type="application/json")
            assert answer.status_code == 422, name


@pytest.mark.parametrize(("who", "entity"), [("clerk", "contacts"), ("clerk", "customers"), ("manager", "quotes")])
def test_a_file_brings_no_field_that_is_closed(company: World, who: str, entity: str) -> None:
    face, person = registry[entity], company.house[who]
    targets = {name: value for name, value in sent_along(face).items() if name not in person.access.writable(face)}
    targets |= {f"{name}/{inner}": "x" for name in face.lines for inner in ("id", "parent", "password")}
    linked = [f"affiliations.customer/{name}" for name in ("owner", "created_at", "password", "version", "number")]
    work = take(person, entity, "a,b\nx,tampered\n")
    with translation.override("en"), unchanged(*NOISE, "engine_import", "engine_event"):
        for name in (*targets, *linked):
            find = {"affiliations.customer": {"from": ["a"], "create": True}} if "/" in name else {}
            for mapping, made in (
                ({"a": face.title, "b": name}, {}),
                ({"a": face.title}, {name: {"from": ["b"]}, **find}),
            ):
                try:
                    working.set_mapping(work, person, mapping, {"match_by": [face.title]}, made)
                except EngineError:
                    continue
                assert _only_finds(face, name), name


def _only_finds(face: Entity, name: str) -> bool:
    """A number is no field that is written; by it a record may be found."""
    return name in face.fields and face.fields[name].kind == "auto_number"


@pytest.mark.parametrize("extra", ["owner", "created_by", "about_entity", "version", "is_staff", "deleted_at"])
def test_what_a_phone_kept_holds_no_more_than_a_note(company: World, extra: str) -> None:
    caller, key = company.caller("owner"), uuid7()
    notes = registry["notes"]
    before = notes.manager().count()
    sent = {"entity": "notes", "id": str(key), "body": "Called", extra: str(company.house.keys["stranger"])}
    caller.browser.post("/offline/send/", sent)
    for row in notes.manager().filter(pk=key).values():
        assert (row["owner_id"], row["created_by_id"]) == (company.house.keys["owner"],) * 2
        assert (row["version"], row["deleted_at"]) == (1, None)
    assert notes.manager().count() <= before + 1
