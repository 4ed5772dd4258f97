"""A permission's conditions: read where they come in, and no way to rights or to hidden fields."""

from __future__ import annotations

from typing import Any

import pytest

from guanxi.engine import gate
from guanxi.engine.errors import Invalid, NotAllowed
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.people.models import User
from guanxi.people.models.role import Permission
from guanxi.people.tests.conftest import Make

ACTIVE = {"field": "is_active", "op": "eq", "value": True}
NAMED = {"field": "name", "op": "contains", "value": "a"}
WRONG: tuple[tuple[str, Any], ...] = (
    ("users", {"field": "no_such", "op": "eq", "value": 1}),
    ("users", {"field": "password", "op": "startswith", "value": "p"}),
    ("users", {"field": "name", "op": "lt", "value": "a"}),
    ("users", {"field": "is_active", "op": "eq", "value": "perhaps"}),
    ("users", {"all": "everything"}),
    ("users", [NAMED]),
    ("users", "'; DROP TABLE people_user; --"),
    ("users", {"field": "name", "op": "contains", "value": "a\x00"}),
    ("users", {"field": "name", "op": "contains", "value": "\ud800"}),
    ("*", NAMED),
)


def role(actor: Any, *permissions: dict[str, Any], key: str = "made") -> Any:
    values = {"key": key, "name": key, "permissions": list(permissions)}
    return gate.create(registry["roles"], values, actor=actor, given="json")


def line(entity: str, verbs: str, **more: Any) -> dict[str, Any]:
    return {"entity": entity, "verbs": verbs, "scope": "all", **more}


@pytest.fixture
def keeper(make: Make, admin: User) -> User:
    """Keeps roles, may see people without their e-mail, and change none."""
    permissions = [line("roles", "read create update delete"), line("users", "read")]
    hidden = [{"entity": "users", "names": "email", "mode": "HIDDEN"}]
    values = {"key": "keeper", "name": "Keeper", "permissions": permissions, "field_limits": hidden}
    gate.create(registry["roles"], values, actor=admin)
    return make("keeper", "keeper")


def test_conditions_narrow_what_a_role_may(make: Make, admin: User) -> None:
    role(admin, line("users", "read", filter=NAMED))
    reader = make("bob", "made")
    anna = make("anna")
    with as_system("test"):
        seen = set(User.objects.visible_to(reader).values_list("pk", flat=True))
    assert anna.pk in seen
    assert reader.pk not in seen


@pytest.mark.parametrize(("entity", "wrong"), WRONG)
def test_what_is_no_condition_is_refused_by_its_place(admin: User, entity: str, wrong: Any) -> None:
    with pytest.raises(Invalid) as refused:
        role(admin, line("users", "read"), line(entity, "read", filter=wrong))
    assert set(refused.value.errors) == {"permissions.1.filter"}
    assert not Permission._base_manager.filter(role__key="made").exists()


def test_by_conditions_nobody_asks_what_they_may_not_read(keeper: User) -> None:
    for field in ("email", "no_such"):
        condition = {"field": field, "op": "contains", "value": "a"}
        with pytest.raises(Invalid) as refused:
            role(keeper, line("users", "read", filter=condition, scope="own"))
        assert refused.value.errors == {"permissions.0.filter": [f"There is no field “{field}”."]}
    assert not Permission._base_manager.filter(role__key="made").exists()


def test_what_stood_there_before_may_stay(admin: User, keeper: User) -> None:
    made = role(admin, line("users", "read", filter={"field": "email", "op": "contains", "value": "@"}))
    hidden = [{"entity": "users", "names": "email", "mode": "HIDDEN"}]
    gate.update(registry["roles"], made.pk, {"field_limits": hidden}, actor=admin)
    gate.update(registry["roles"], made.pk, {"name": "Other name"}, actor=keeper)
    assert registry["roles"].manager().get(pk=made.pk).name == "Other name"


def test_a_role_with_conditions_gives_less_and_one_without_gives_more(admin: User, make: Make) -> None:
    permissions = [line("roles", "read create update"), line("users", "read"), line("users", "update", filter=ACTIVE)]
    gate.create(
        registry["roles"], {"key": "lead", "name": "Lead", "permissions": permissions}, actor=admin, given="json"
    )
    lead = make("lead", "lead")
    assert role(lead, line("users", "update", filter=ACTIVE)).pk
    with pytest.raises(NotAllowed):
        role(lead, line("users", "update"), key="wider")
    with pytest.raises(NotAllowed):
        role(lead, line("users", "update", filter=NAMED), key="other")
    assert set(Permission._base_manager.filter(role__key__in=("wider", "other"))) == set()


def test_nobody_lifts_a_ban_from_what_they_may_not_do(admin: User, keeper: User) -> None:
    ban = line("users", "update", allow=False)
    made = role(admin, ban, line("users", "read", allow=False))
    before = list(Permission._base_manager.filter(role=made.pk).order_by("pk").values())
    for permissions in ([], [{**ban, "scope": "own"}], [{**ban, "filter": ACTIVE}], [{**ban, "allow": True}]):
        with pytest.raises(NotAllowed):
            gate.update(registry["roles"], made.pk, {"permissions": permissions}, actor=keeper, given="json")
    with pytest.raises(NotAllowed):
        gate.delete(registry["roles"], made.pk, actor=keeper)
    assert list(Permission._base_manager.filter(role=made.pk).order_by("pk").values()) == before
    assert registry["roles"].manager().get(pk=made.pk).deleted_at is None
    gate.update(registry["roles"], made.pk, {"permissions": [ban]}, actor=keeper, given="json")
    assert Permission._base_manager.filter(role=made.pk).count() == 1, "what one may do oneself may be allowed again"
