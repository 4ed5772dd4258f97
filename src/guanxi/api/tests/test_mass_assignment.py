"""Whatever fields a request names, only those that the person may write are written."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from guanxi.api.tests.world import World, fingerprint
from guanxi.engine.registry import registry

GUESSES: dict[str, Any] = {
    "BooleanField": False,
    "YesNo": False,
    "IntegerField": 7,
    "PositiveIntegerField": 7,
    "PositiveSmallIntegerField": 7,
    "DateTimeField": "2001-02-03T04:05:06Z",
    "DateField": "2001-02-03",
    "JSONField": {"a": 1},
    "UUIDField": str(uuid.uuid4()),
}
EXTRA = ("is_staff", "is_superuser", "password", "roles", "rights_version", "pk", "_state", "search", "head", "objects")


def names(model: Any) -> dict[str, Any]:
    """Everything that could be set on a model, with a value of the right type."""
    found = {}
    for field in model._meta.concrete_fields:
        value = GUESSES.get(field.get_internal_type(), GUESSES.get(type(field).__name__, "tampered"))
        found |= {field.name: value, field.attname: value}
    return found | dict.fromkeys(EXTRA, "tampered")


@pytest.mark.parametrize("who", ["owner", "manager", "clerk", "stranger"])
@pytest.mark.parametrize("entity", [entity.name for entity in registry if entity.name in ("customers", "contacts")])
def test_no_field_that_is_not_open_is_written(world: World, who: str, entity: str) -> None:
    api, face, access = world.api, registry[entity], world.users[who].access
    record = api.make("owner", entity, name="Untouched")
    open_ = {*access.writable(face), *face.lines, "version"}
    before = fingerprint()
    for name, value in names(face.model).items():
        if name in open_ or value == record.get(name):
            continue
        answer = api(who, "PATCH", f"{entity}/{record['id']}", {name: value})
        assert answer.status_code in (404, 422), (name, answer.content)
        bulk = api(who, "POST", f"{entity}/bulk", {"ids": [record["id"]], "verb": "update", "values": {name: value}})
        assert (bulk.status_code, bulk.json()["done"]) == (200, []), (name, bulk.content)
        made = api(who, "POST", entity, {"name": "New", name: value})
        assert made.status_code == 422, (name, made.content)
    assert fingerprint() == before


@pytest.mark.parametrize("who", ["owner", "manager", "clerk", "keeper"])
def test_nobody_raises_their_own_rights(world: World, who: str) -> None:
    api, user = world.api, world.users[who]
    admin_role = registry["roles"].manager().get(key="administrator")
    before = fingerprint()
    attempts = [
        ("PATCH", f"users/{user.pk}", {"roles": [{"role": str(admin_role.pk)}]}),
        ("PATCH", f"users/{user.pk}", {"department": None}),
        ("PATCH", f"users/{world.users['admin'].pk}", {"password": "x"}),
        ("POST", "users", {"username": "x", "name": "x", "roles": [{"role": str(admin_role.pk)}]}),
        ("POST", "roles", {"key": "x", "name": "x"}),
        ("PATCH", f"roles/{admin_role.pk}", {"name": "x"}),
        ("POST", f"users/{world.users['admin'].pk}/deactivate", None),
        ("DELETE", f"users/{world.users['admin'].pk}", None),
        ("POST", "users/bulk", {"filter": {}, "verb": "deactivate"}),
        ("POST", "users/bulk", {"filter": {}, "verb": "update", "values": {"department": None}}),
    ]
    for method, path, body in attempts:
        answer = api(who, method, path, body)
        assert answer.status_code in (403, 404), (method, path, answer.content)
    assert fingerprint() == before


def test_an_administrator_writes_no_password_either(world: World) -> None:
    before = fingerprint()
    for name in ("password", "last_login", "failed_sign_ins", "locked_until", "version_", "created_by", "head"):
        answer = world.api("admin", "PATCH", f"users/{world.users['owner'].pk}", {name: "2001-02-03T04:05:06Z"})
        assert answer.status_code == 422, (name, answer.content)
    assert fingerprint() == before
    assert "password" not in world.api("admin", "GET", f"users/{world.users['owner'].pk}").json()
