"""One line on the model and a generated migration: the field is then everywhere, without another word.

The field is put on the example's quotes inside the test's transaction and taken away again.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField
from django.db.migrations.state import ProjectState
from django.test import Client
from django.utils import translation

from guanxi.engine import exports, fields, gate, imports, making
from guanxi.engine.entity import Entity
from guanxi.engine.reading import Query, history, read_one, read_page
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.people import tokens
from guanxi.people.models import User
from tests.example.entities import QuoteEntity
from tests.example.models import Quote
from tests.house import House, build

NAME = "colour"


def forget(face: Entity) -> None:
    """What was worked out from the declaration is worked out anew."""
    for name, member in vars(Entity).items():
        if isinstance(member, cached_property):
            face.__dict__.pop(name, None)
    making._defaults.cache_clear()
    apps.clear_cache()


@pytest.fixture
def face(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Entity]:
    """Quotes with the new field."""
    face, line = registry["quotes"], fields.Text("colour of the box", max_length=30, blank=True)
    Quote.add_to_class(NAME, line)
    monkeypatch.setattr(QuoteEntity, "search", (*QuoteEntity.search, NAME))
    with connection.schema_editor() as editor:
        editor.add_field(Quote, line)
    forget(face)
    yield face
    Quote._meta.local_fields.remove(line)
    Quote._meta._expire_cache()
    delattr(Quote, NAME)
    forget(face)


@pytest.fixture
def house(face: Entity) -> House:
    return build()


@pytest.fixture
def admin(house: House) -> User:
    return house["admin"]


class Calls:
    """The API in somebody's name."""

    def __init__(self, user: User) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {tokens.make(user, 'test')}"})

    def __call__(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        data = "" if body is None else json.dumps(body)
        kind = "application/json" if data else ""
        answer = self.client.generic(method, f"/api/v1/{path}", data, content_type=kind, query_params=query)
        assert answer.status_code < 300, answer.content
        return answer.json()


def missing_migrations() -> dict[str, Any]:
    """What `makemigrations` would write."""
    with translation.override(None):
        loader = MigrationLoader(connection)
        return MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(loader.graph)


def test_a_migration_is_generated(face: Entity) -> None:
    changes = missing_migrations()
    ((app, (migration,)),) = changes.items()
    (operation,) = migration.operations
    assert isinstance(operation, AddField)
    assert (app, operation.model_name, operation.name) == ("example", "quote", NAME)
    assert not run_checks()


def test_without_it_no_migration_is_missing(db: None) -> None:
    assert missing_migrations() == {}


def test_the_engine_reads_writes_filters_sorts_finds_and_tells_it(face: Entity, admin: User) -> None:
    first = gate.create(face, {"name": "one", NAME: "Blue "}, actor=admin, given="json").pk
    second = gate.create(face, {"name": "two"}, actor=admin).pk
    gate.update(face, second, {NAME: "red"}, actor=admin)
    assert [read_one(face, key, admin)[NAME] for key in (first, second)] == ["Blue", "red"]

    def names(**query: Any) -> list[str]:
        return [row["name"] for row in read_page(face, admin, Query(**query)).rows]

    assert names(filter={"field": NAME, "op": "startswith", "value": "b"}) == ["one"]
    assert names(sort=(f"-{NAME}",)) == ["two", "one"]
    assert names(q="blue") == ["one"]
    (change,) = history(face, second, admin)[0].changes
    assert (change.field, change.old, change.new) == (NAME, "", "red")


def test_the_api_has_it(admin: User) -> None:
    call = Calls(admin)
    made = call("POST", "quotes", {"name": "one", NAME: "blue"})
    assert made[NAME] == "blue"
    assert call("PATCH", f"quotes/{made['id']}", {NAME: "red"})[NAME] == "red"
    narrowed = json.dumps({"field": NAME, "op": "eq", "value": "red"})
    assert [item[NAME] for item in call("GET", "quotes", filter=narrowed, sort=NAME)["items"]] == ["red"]
    assert [item["id"] for item in call("GET", "quotes", q="red")["items"]] == [made["id"]]
    assert NAME in json.dumps(call("GET", f"quotes/{made['id']}/history"))
    told = {field["name"]: field for field in call("GET", "schema/quotes")["fields"]}
    assert told[NAME]["label"] == "colour of the box"
    described = call("GET", "openapi.json")["components"]["schemas"]
    having = {name for name, schema in described.items() if NAME in schema.get("properties", {})}
    assert len(having) >= 2, "what is read and what is written"


def test_the_pages_have_it(face: Entity, admin: User) -> None:
    browser = Client()
    browser.force_login(admin)
    key = gate.create(face, {"name": "one", NAME: "blue"}, actor=admin).pk
    assert f'name="{NAME}"' in browser.get("/quotes/new/").content.decode()
    page = browser.get(f"/quotes/{key}/").content.decode()
    assert "colour of the box" in page.lower()
    assert "blue" in page
    edit = browser.get(f"/quotes/{key}/edit/").content.decode()
    assert 'value="blue"' in edit
    narrowed = json.dumps({"field": NAME, "op": "eq", "value": "green"})
    assert str(key) in browser.get("/quotes/").content.decode()
    assert str(key) not in browser.get("/quotes/", {"filter": narrowed}).content.decode()
    assert 'name="v.0" id="fb-v-0" value=""' in browser.get(f"/quotes/filter/?field={NAME}").content.decode()
    assert "colour of the box" in browser.get("/quotes/columns/").content.decode().lower()


def test_the_list_shows_it_where_the_face_names_it(face: Entity, admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuoteEntity, "columns", (*QuoteEntity.columns, NAME))
    gate.create(face, {"name": "one", NAME: "ultramarine"}, actor=admin)
    browser = Client()
    browser.force_login(admin)
    page = browser.get("/quotes/").content.decode()
    assert "ultramarine" in page
    assert "colour of the box" in page.lower()


def test_a_file_brings_it_in_and_takes_it_out(face: Entity, admin: User) -> None:
    assert NAME in imports.targets(face, admin.access)
    file = io.BytesIO(b"name,Colour of the box\none,blue\ntwo,red\n")
    work = imports.start(admin, face, file, "quotes.csv")
    assert work.mapping == {"name": "name", "Colour of the box": NAME}
    imports.begin(work, admin)
    run_jobs_now()
    rows = read_page(face, admin, Query(sort=("name",))).rows
    assert [(row["name"], row[NAME]) for row in rows] == [("one", "blue"), ("two", "red")]
    whole = b"".join(exports.take(exports.Wanted(face.name), admin)).decode("utf-8-sig")
    header, *lines = whole.splitlines()
    place = header.split(",").index("colour of the box")
    assert [line.split(",")[place] for line in lines] == ["blue", "red"]
