"""Rights told to programs: what the pages tell, to those to whom the pages tell it."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from guanxi.api.tests.world import World, fingerprint
from guanxi.engine import gate
from guanxi.engine.permissions import Access, explaining
from guanxi.engine.registry import registry
from guanxi.people.models import Role


def rights(world: World, who: str, of: str, **query: Any) -> Any:
    return world.api(who, "GET", f"users/{world.users[of].pk}/rights", query=query)


@pytest.fixture
def customer(world: World) -> str:
    return str(world.api.make("owner", "customers", name="Northwind Ltd")["id"])


def test_what_a_person_may_do_and_why(world: World, customer: str) -> None:
    told = rights(world, "admin", "owner", entity="customers", record=customer).json()
    assert told["person"] == {"id": str(world.users["owner"].pk), "label": "Owner"}
    assert told["roles"] == ["sales_representative"]
    access: Access = world.users["owner"].access
    for entity in told["entities"]:
        face = registry[entity["name"]]
        assert entity["verbs"] == [verb for verb in face.all_verbs if access.may(face.name, verb)]
        assert {one["field"] for one in entity["limits"]} == {one.field for one in explaining.limits(access, face)}
    read = next(verb for verb in told["detail"]["verbs"] if verb["verb"] == "read")
    assert read["allowed"] is True
    own = {"role": "sales_representative", "rule": "", "allow": True, "scope": "own", "filter": None, "fits": True}
    assert own in read["why"]
    other = rights(world, "admin", "teammate", entity="customers", record=customer).json()["detail"]["verbs"]
    assert not any(verb["allowed"] for verb in other)


def test_one_s_own_rights_are_no_secret_and_others_are(world: World, customer: str) -> None:
    assert rights(world, "owner", "owner", entity="customers", record=customer).status_code == 200
    for who in ("teammate", "manager", "stranger"):
        assert rights(world, who, "owner").status_code == 404
        assert world.api(who, "GET", f"customers/{customer}/who").status_code == 404
    assert rights(world, "stranger", "stranger", entity="customers", record=customer).status_code == 404
    assert rights(world, "owner", "owner", entity="roles").status_code == 404


def test_who_can_see_a_record_page_by_page(world: World, customer: str) -> None:
    answer = world.api("admin", "GET", f"customers/{customer}/who").json()
    seen = {one["person"]["label"]: {v["verb"] for v in one["verbs"] if v["allowed"]} for one in answer["items"]}
    assert {"read", "update"} <= seen["Owner"]
    assert {"Owner", "Manager", "Admin"} <= set(seen)
    assert not {"Teammate", "Stranger"} & set(seen)
    assert answer["next"] is None
    paged: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        query = {"limit": 1, **({"cursor": cursor} if cursor else {})}
        page = world.api("admin", "GET", f"customers/{customer}/who", query=query).json()
        paged += [one["person"]["label"] for one in page["items"]]
        cursor = page["next"]
    assert paged == [one["person"]["label"] for one in answer["items"]]


def test_two_roles_side_by_side(world: World) -> None:
    values = {"key": "a", "name": "A", "permissions": [{"entity": "customers", "verbs": "read", "scope": "own"}]}
    one = gate.create(registry["roles"], values, actor=world.users["admin"])
    limits = [{"entity": "customers", "names": "annual_revenue", "mode": "MASKED"}]
    condition = {"field": "name", "op": "contains", "value": "x"}
    permissions = [{"entity": "customers", "verbs": "read", "scope": "own", "filter": condition}]
    values = {"key": "b", "name": "B", "permissions": permissions, "field_limits": limits}
    other = gate.create(registry["roles"], values, actor=world.users["admin"])
    found = world.api.items("admin", "roles/compare", one=one.pk, other=other.pk)
    assert [(row["entity"], row.get("verb") or row["field"]) for row in found] == [
        ("customers", "read"),
        ("customers", "annual_revenue"),
    ]
    assert found[0]["other"][0]["filter"] == condition
    assert (found[1]["one"], found[1]["other"]) == ("open", "masked")
    assert world.api.items("admin", "roles/compare", one=one.pk, other=one.pk) == []
    for who in ("owner", "manager", "stranger"):
        answer = world.api(who, "GET", "roles/compare", query={"one": one.pk, "other": other.pk})
        assert answer.status_code in (403, 404)


def test_a_token_for_something_else_is_told_nothing(world: World, customer: str) -> None:
    token = world.token("admin", "read:users")
    address = f"users/{world.users['owner'].pk}/rights"
    assert world.api(token, "GET", address).status_code == 200
    assert world.api(token, "GET", address, query={"entity": "customers"}).status_code == 403
    assert world.api(token, "GET", f"customers/{customer}/who").status_code == 403
    assert world.api(token, "GET", "roles/compare").status_code == 403


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("users/nobody/rights", 404),
        (f"users/{uuid.UUID(int=1)}/rights", 404),
        ("users/{me}/rights?record=1", 400),
        ("users/{me}/rights?entity=nothing", 404),
        ("users/{me}/rights?entity=customers&record=x", 404),
        ("users/{me}/rights?page=1", 400),
        ("roles/compare", 404),
        ("roles/compare?one=1&other=2", 404),
        (f"customers/{uuid.UUID(int=1)}/who", 404),
    ],
)
def test_asking_wrongly_is_answered_in_words_and_changes_nothing(world: World, path: str, status: int) -> None:
    before = fingerprint()
    answer = world.api("admin", "GET", path.format(me=world.users["admin"].pk))
    assert answer.status_code == status
    assert answer.json()["detail"]
    assert fingerprint() == before


def test_a_role_in_the_recycle_bin_is_not_compared(world: World) -> None:
    role = gate.create(registry["roles"], {"key": "gone", "name": "Gone"}, actor=world.users["admin"])
    gate.delete(registry["roles"], role.pk, actor=world.users["admin"])
    kept = Role._base_manager.get(key="clerk")
    answer = world.api("admin", "GET", "roles/compare", query={"one": role.pk, "other": kept.pk})
    assert answer.status_code == 404


def test_how_roles_changed_is_told_to_programs(world: World) -> None:
    values = {"key": "a", "name": "A", "permissions": [{"entity": "customers", "verbs": "read", "scope": "own"}]}
    role = gate.create(registry["roles"], values, actor=world.users["admin"])
    gate.update(registry["roles"], role.pk, {"permissions": []}, actor=world.users["admin"])
    newest, made = world.api.items("admin", "roles/changes", limit=2)
    assert (newest["why"], newest["by"], newest["role"]["label"]) == ("update", str(world.users["admin"].pk), "A")
    own = [{"allow": True, "scope": "own", "filter": None}]
    assert newest["changes"] == [{"entity": "customers", "verb": "read", "from": own, "to": []}]
    assert {"entity": "customers", "verb": "read", "from": [], "to": own} in made["changes"]
    page = world.api("admin", "GET", "roles/changes", query={"limit": 1}).json()
    further = world.api("admin", "GET", "roles/changes", query={"limit": 1, "cursor": page["next"]}).json()
    assert [page["items"][0], further["items"][0]] == [newest, made]
    for who in ("owner", "manager", "stranger"):
        assert world.api(who, "GET", "roles/changes").status_code in (403, 404)
