"""What a role hides of an entity, no interface describes, takes in or gives out; for every entity and every field."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from guanxi.api import endpoint
from guanxi.api.openapi.schemas import name_of, record_schemas
from guanxi.engine import exports, imports
from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Access, Mode
from guanxi.engine.registry import registry
from guanxi.engine.testing.company import allow, rule
from guanxi.people import access, tokens
from guanxi.people.models import User
from tests.house import House, build

EACH = pytest.mark.parametrize("entity", list(registry), ids=lambda entity: entity.name)
HALVES = pytest.mark.parametrize("half", [0, 1])


@pytest.fixture(scope="module")
def _house(django_db_setup: None, django_db_blocker: Any) -> Any:
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def house(_house: House, db: None) -> House:
    endpoint.limits = endpoint.Local()
    return _house


class Limited:
    """The administrator, for whom every second field of an entity is hidden or masked."""

    def __init__(self, house: House, entity: Entity, half: int, mode: Mode, monkeypatch: pytest.MonkeyPatch) -> None:
        self.closed = [name for n, name in enumerate((*entity.fields, *entity.lines)) if n % 2 == half]
        if entity.stage is not None and entity.stage.name in self.closed and entity.stage_since is not None:  # type: ignore[attr-defined]
            self.closed.append(entity.stage_since.name)  # type: ignore[attr-defined]
        told = {name: set(kind.tells_of().get(entity.name, ())) for name, kind in entity.fields.items()}
        self.closed += [name for name, of in told.items() if of & set(self.closed) and name not in self.closed]
        self.open = [name for name in entity.fields if name not in self.closed]
        self.user: User = house["admin"]
        place = access.place_of(self.user, ())
        limited = Access([allow("*")], [rule(entity.name, " ".join(self.closed), mode)], place)
        monkeypatch.setattr(access, "access_of", lambda _user: limited)
        self.program = Client(headers={"Authorization": f"Bearer {tokens.make(self.user, 'test')}"})

    def get(self, path: str) -> Any:
        answer = self.program.get(f"/api/v1/{path}")
        assert answer.status_code == 200, answer.content
        return answer.json()


@EACH
@HALVES
def test_a_hidden_field_is_described_nowhere(
    house: House, entity: Entity, half: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited = Limited(house, entity, half, Mode.HIDDEN, monkeypatch)
    told = limited.get(f"schema/{entity.name}")
    assert {field["name"] for field in told["fields"]} & set(limited.closed) == set()
    assert {field["name"] for field in told["fields"]} >= set(limited.open)
    schemas = limited.get("openapi.json")["components"]["schemas"]
    for shape in [schemas[name]["properties"] for name in record_schemas(entity, limited.user.access)]:
        assert not set(shape) & set(limited.closed)
    assert set(limited.open) <= set(schemas[name_of(entity)]["properties"])


@EACH
@HALVES
@pytest.mark.parametrize("mode", [Mode.HIDDEN, Mode.MASKED])
def test_a_closed_field_is_neither_brought_in_nor_taken_out(
    house: House, entity: Entity, half: int, mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited = Limited(house, entity, half, mode, monkeypatch)
    targets = {name.split(".")[0] for name in imports.targets(entity, limited.user.access)}
    assert not targets & set(limited.closed)
    if "export" in entity.verbs:
        whole = b"".join(exports.take(exports.Wanted(entity.name, format="json", safe=False), limited.user)).decode()
        for line in whole.splitlines():
            row = json.loads(line)
            if mode is Mode.HIDDEN:
                assert not set(row) & set(limited.closed)
            for name in set(row) & set(limited.closed):
                assert row[name] is None or "*" in str(row[name]), name
