"""Nobody gives, or gives themselves, what they don't have: through the gate, with any field, by any way in."""

from __future__ import annotations

from typing import Any

import pytest

from guanxi.engine import gate
from guanxi.engine.errors import EngineError, Invalid, NotAllowed
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.people.models import Department, Role, User
from guanxi.people.tests.conftest import Make

USERS, ROLES = "users", "roles"


def standing(user: User) -> tuple[Any, ...]:
    """Everything about a user's row and roles that a change could touch."""
    row = User._base_manager.filter(pk=user.pk).values().get()
    row["head"], row["search"] = bytes(row["head"]), str(row["search"])
    with as_system("test"):
        return tuple(sorted((name, str(value)) for name, value in row.items())), list(
            user.roles.values_list("role__key", flat=True)
        )


def role(key: str) -> Any:
    return Role._base_manager.get(key=key).pk


@pytest.fixture
def custom(db: None) -> Any:
    """Makes roles with the permissions one says."""

    def made(key: str, *permissions: tuple[str, str, str], limits: tuple[tuple[str, str, str], ...] = ()) -> Any:
        lines = [{"entity": e, "verbs": v, "scope": s} for e, v, s in permissions]
        hidden = [{"entity": e, "names": n, "mode": m} for e, n, m in limits]
        with as_system("test") as system:
            values = {"key": key, "name": key, "permissions": lines, "field_limits": hidden}
            return gate.create(registry[ROLES], values, actor=system).pk

    return made


def everything(user: User, administrator: Any) -> dict[str, Any]:
    """Every field of a user, concealed ones too, with a value somebody might wish for."""
    wished: dict[str, Any] = {
        "roles": [{"role": str(administrator)}],
        "is_active": True,
        "is_staff": True,
        "is_superuser": True,
        "password": "md5$x$y",
        "epoch": 0,
        "password_alone": True,
        "failed_sign_ins": 0,
        "locked_until": None,
        "last_login": "2020-01-01T00:00:00Z",
        "username": "boss2",
        "email": "evil@example.com",
        "department": None,
        "created_by": str(user.pk),
        "version": 1,
        "deleted_at": None,
        "tokens": [],
        "access": "*",
        "rights_version": 0,
    }
    return {**dict.fromkeys((f.name for f in User._meta.get_fields()), "x"), **wished}


@pytest.mark.parametrize(
    "key", ["clerk", "sales_representative", "sales_manager", "executive", "service_centre_manager"]
)
def test_with_no_right_to_users_nothing_about_oneself_changes(make: Make, key: str) -> None:
    user = make("someone", key)
    before = standing(user)
    for name, value in everything(user, role("administrator")).items():
        for given in ("value", "json", "text"):
            with pytest.raises(EngineError):
                gate.update(registry[USERS], user.pk, {name: value}, actor=user, given=given)
    for verb in registry[USERS].actions:
        with pytest.raises(EngineError):
            gate.act(registry[USERS], user.pk, verb, everything(user, role("administrator")), actor=user)
    with pytest.raises(EngineError):
        gate.create(registry[USERS], {"username": "twin", "name": "Twin"}, actor=user)
    with pytest.raises(EngineError):
        gate.create(registry[ROLES], {"key": "mine", "name": "Mine"}, actor=user)
    result = gate.bulk(registry[USERS], [user.pk], "update", {"job_title": "King"}, actor=user)
    assert not result.done
    assert standing(user) == before


@pytest.fixture
def keeper(make: Make, custom: Any) -> User:
    """Somebody who may do everything to users, and little else."""
    custom("people_keeper", ("users", "*", "all"), ("roles", "read", "all"), ("departments", "read", "all"))
    return make("keeper", "people_keeper clerk")


@pytest.mark.parametrize("who", ["keeper", "rep"])
def test_a_keeper_of_users_makes_no_administrator(keeper: User, rep: User, who: str) -> None:
    target = {"keeper": keeper, "rep": rep}[who]
    before = standing(target)
    for lines in ([{"role": role("administrator")}], [{"role": role("clerk")}, {"role": role("sales_manager")}]):
        with pytest.raises(NotAllowed):
            gate.update(registry[USERS], target.pk, {"roles": lines}, actor=keeper)
    assert standing(target) == before


def test_a_keeper_creates_only_lesser_people(keeper: User) -> None:
    values = {"username": "new", "name": "New"}
    with pytest.raises(NotAllowed):
        gate.create(registry[USERS], {**values, "roles": [{"role": role("administrator")}]}, actor=keeper)
    assert not User.objects.filter(username="new").exists()
    made = gate.create(registry[USERS], {**values, "roles": [{"role": role("clerk")}]}, actor=keeper)
    assert made.pk


@pytest.mark.parametrize(
    ("verb", "values"),
    [
        ("update", {"email": "keeper@example.net"}),
        ("update", {"username": "former"}),
        ("update", {"mobile": "13800006120"}),
        ("update", {"roles": []}),
        ("deactivate", None),
        ("reset_second_factor", None),
        ("send_password_reset", None),
        ("invite", None),
        ("end_sessions", None),
        ("unlock", None),
        ("delete", None),
    ],
)
def test_a_keeper_takes_over_no_administrator(keeper: User, admin: User, verb: str, values: Any) -> None:
    from guanxi.engine.models import OutgoingMail

    before = standing(admin)
    entity = registry[USERS]
    attempt = {
        "update": lambda: gate.update(entity, admin.pk, values, actor=keeper),
        "delete": lambda: gate.delete(entity, admin.pk, actor=keeper),
    }.get(verb, lambda: gate.act(entity, admin.pk, verb, actor=keeper))
    with pytest.raises(NotAllowed):
        attempt()
    if verb == "update" and "roles" not in values:
        assert not gate.bulk(registry[USERS], [admin.pk], "update", values, actor=keeper).done
    assert standing(admin) == before
    assert not OutgoingMail.objects.exists()


def test_not_by_way_of_a_sleeping_administrator_either(keeper: User, admin: User) -> None:
    with as_system("test") as system:
        gate.act(registry[USERS], admin.pk, "deactivate", actor=system)
    with pytest.raises(NotAllowed):
        gate.update(registry[USERS], admin.pk, {"email": "keeper@example.net"}, actor=keeper)
    with pytest.raises(NotAllowed):
        gate.act(registry[USERS], admin.pk, "reactivate", actor=keeper)


def test_what_concerns_no_rights_a_keeper_may_change(keeper: User, admin: User, rep: User) -> None:
    gate.update(registry[USERS], admin.pk, {"job_title": "Head"}, actor=keeper)
    gate.act(registry[USERS], make_lesser(rep).pk, "deactivate", actor=keeper)
    assert not User._base_manager.get(pk=rep.pk).is_active


def make_lesser(user: User) -> User:
    with as_system("test") as system:
        gate.update(registry[USERS], user.pk, {"roles": [{"role": role("clerk")}]}, actor=system)
    return user


def test_nobody_moves_themselves_into_a_larger_department(make: Make, custom: Any) -> None:
    custom("team_lead", ("users", "*", "all"), ("customers", "read update", "below"), ("departments", "read", "all"))
    with as_system("test") as system:
        top = gate.create(registry["departments"], {"name": "Top"}, actor=system)
        team = gate.create(registry["departments"], {"name": "Team", "parent": top.pk}, actor=system)
    lead = make("lead", "team_lead", department=team.pk)
    mate = make("mate", "team_lead", department=team.pk)
    for person in (lead, mate):
        with pytest.raises(NotAllowed):
            gate.update(registry[USERS], person.pk, {"department": top.pk}, actor=lead)
    assert not Department._base_manager.filter(pk=top.pk, people__isnull=False).exists()


class TestRoles:
    @pytest.fixture
    def smith(self, make: Make, custom: Any) -> User:
        """Somebody who may forge roles, and see customers of their department."""
        custom("smith", ("roles", "*", "all"), ("customers", "read update", "department"), ("users", "read", "all"))
        return make("smith", "smith")

    @pytest.mark.parametrize(
        "line",
        [
            {"entity": "*", "verbs": "*", "scope": "all"},
            {"entity": "customers", "verbs": "*", "scope": "own"},
            {"entity": "customers", "verbs": "delete", "scope": "own"},
            {"entity": "customers", "verbs": "read", "scope": "all"},
            {"entity": "customers", "verbs": "read", "scope": "below"},
            {"entity": "customers", "verbs": "read", "scope": "shared"},
            {"entity": "contacts", "verbs": "read", "scope": "own"},
            {"entity": "users", "verbs": "grant", "scope": "own"},
        ],
        ids=str,
    )
    def test_no_role_gives_more_than_its_maker_has(self, smith: User, line: dict[str, str]) -> None:
        with pytest.raises(NotAllowed):
            gate.create(registry[ROLES], {"key": "more", "name": "More", "permissions": [line]}, actor=smith)
        with pytest.raises(NotAllowed):
            gate.update(registry[ROLES], role("smith"), {"permissions": [line]}, actor=smith)
        assert not Role._base_manager.filter(key="more").exists()

    def test_no_role_takes_the_key_of_a_shipped_one_to_get_its_rights(self, smith: User) -> None:
        with as_system("test") as system:
            gate.update(registry[ROLES], role("finance"), {"key": "old_finance"}, actor=system)
        for key in ("finance", "administrator"):
            with pytest.raises(EngineError):
                gate.create(registry[ROLES], {"key": key, "name": "Mine"}, actor=smith)
            with pytest.raises(EngineError):
                gate.update(registry[ROLES], role("smith"), {"key": key}, actor=smith)

    def test_a_lesser_role_is_fine(self, smith: User) -> None:
        line = {"entity": "customers", "verbs": "read", "scope": "own"}
        made = gate.create(registry[ROLES], {"key": "less", "name": "Less", "permissions": [line]}, actor=smith)
        assert made.pk

    def test_a_hidden_field_does_not_open_by_a_new_role(self, make: Make, custom: Any) -> None:
        everything = (("roles", "*", "all"), ("users", "*", "all"), ("customers", "read", "all"))
        custom("masked", *everything, limits=(("customers", "tax_number", "HIDDEN"),))
        user = make("masked", "masked")
        line = {"entity": "customers", "verbs": "read", "scope": "all"}
        with pytest.raises(NotAllowed):
            gate.create(registry[ROLES], {"key": "open", "name": "Open", "permissions": [line]}, actor=user)
        limit = {"entity": "customers", "names": "tax_number", "mode": "HIDDEN"}
        values = {"key": "shut", "name": "Shut", "permissions": [line], "field_limits": [limit]}
        assert gate.create(registry[ROLES], values, actor=user).pk


def test_an_administrator_may_all_of_it(admin: User, rep: User) -> None:
    gate.update(registry[USERS], rep.pk, {"roles": [{"role": role("administrator")}]}, actor=admin)
    assert User.objects.get(pk=rep.pk).access.may("anything", "at all")


@pytest.mark.parametrize("name", ["a b", "a\tb", "\u3000", ""])
def test_a_sign_in_name_has_no_blanks(admin: User, name: str) -> None:
    with pytest.raises(Invalid):
        gate.create(registry[USERS], {"username": name, "name": "X"}, actor=admin)


@pytest.mark.parametrize("name", ["REP", "ｒｅｐ", "rep"])
def test_a_sign_in_name_has_no_twin(admin: User, rep: User, name: str) -> None:
    with pytest.raises(Invalid):
        gate.create(registry[USERS], {"username": name, "name": "X"}, actor=admin)
