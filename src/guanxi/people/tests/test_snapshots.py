"""What roles allowed, at each change of it: who did it, why, and that nobody can rewrite it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from guanxi.engine import gate
from guanxi.engine.errors import NotAllowed
from guanxi.engine.permissions import Mode, Scope
from guanxi.engine.permissions.policies import presets
from guanxi.engine.registry import registry
from guanxi.people import snapshots
from guanxi.people.models import RightsSnapshot, Role, User

READ = {"entity": "users", "verbs": "read", "scope": "all"}


def told(snapshot: RightsSnapshot) -> list[tuple[str, ...]]:
    """The differences to the one before, in short."""
    found = []
    for change in snapshots.changes(snapshot.before, snapshot.rights):  # type: ignore[attr-defined]
        if change.field:
            found.append((change.entity, change.field, *(mode.name for mode in change.modes)))
        else:
            sides = [" ".join(grant.scope.value for grant in side) for side in (change.before, change.after)]
            found.append((change.entity, change.verb, *sides))
    return found


def of(role: Any) -> list[RightsSnapshot]:
    return list(snapshots.with_before().filter(role=role.pk))


@pytest.fixture
def role(admin: User) -> Any:
    values = {"key": "made", "name": "Made", "permissions": [READ]}
    return gate.create(registry["roles"], values, actor=admin, given="json")


def change(role: Any, actor: User, **values: Any) -> None:
    gate.update(registry["roles"], role.pk, values, actor=actor, given="json")


def test_every_change_of_what_a_role_allows_is_written_with_who_and_why(role: Any, admin: User) -> None:
    change(role, admin, permissions=[{**READ, "verbs": "read update", "scope": "department"}])
    change(role, admin, field_limits=[{"entity": "users", "names": "email", "mode": "MASKED"}])
    gate.delete(registry["roles"], role.pk, actor=admin)
    gate.restore(registry["roles"], role.pk, actor=admin)
    found = of(role)
    assert [one.why for one in found] == ["restore", "delete", "update", "update", "create"]
    assert {one.by for one in found} == {admin.pk}
    assert told(found[4])[-1] == ("users", "set_preferences", "", "own")
    assert told(found[3]) == [("users", "read", "all", "department"), ("users", "update", "", "department")]
    assert told(found[2]) == [("users", "email", "OPEN", "MASKED")]
    assert found[1].rights == {}
    assert ("users", "update", "", "department") in told(found[0])


def test_what_changes_no_right_writes_nothing(role: Any, admin: User) -> None:
    change(role, admin, name="Another name", note="And more words")
    assert len(of(role)) == 1


def test_a_refused_change_writes_nothing(role: Any, make: Any) -> None:
    values = [{"entity": "roles", "verbs": "read update", "scope": "all"}]
    gate.create(
        registry["roles"], {"key": "few", "name": "Few", "permissions": values}, actor=make("a", "administrator")
    )
    few = make("few", "few")
    before = RightsSnapshot.objects.count()
    with pytest.raises(NotAllowed):
        change(role, few, permissions=[{**READ, "verbs": "*", "entity": "*"}])
    assert RightsSnapshot.objects.count() == before


def test_an_upgrade_that_ships_other_rights_is_written(admin: User) -> None:
    clerk = Role._base_manager.get(key="clerk")
    snapshots.take_all()
    before = len(of(clerk))
    snapshots.take_all()
    assert len(of(clerk)) == before, "nothing changed"
    shipped = list(presets["clerk"].grants)
    try:
        grant = next(one for one in shipped if one.entity == "departments")
        presets["clerk"].grants.remove(grant)
        snapshots.take_all()
    finally:
        presets["clerk"].grants[:] = shipped
    last = of(clerk)[0]
    assert (last.why, last.by) == ("upgrade", None)
    assert ("departments", "read", "all", "") in told(last)


@pytest.mark.parametrize("deed", ["update", "delete"])
def test_nobody_rewrites_them(role: Any, deed: str) -> None:
    rows = RightsSnapshot.objects.filter(role=role.pk)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(why="nothing") if deed == "update" else rows.delete()
    assert rows.count() == 1


def test_conditions_and_bans_are_differences_and_an_entity_that_is_gone_too() -> None:
    grant = {"allow": True, "scope": "own", "filter": None}
    before: Any = {
        "users": {"verbs": {"read": [grant]}, "fields": {}},
        "gone": {"verbs": {"read": [grant]}, "fields": {}},
    }
    narrowed = {**grant, "filter": {"field": "name", "op": "eq", "value": "x"}}
    ban = {**grant, "allow": False}
    after: Any = {"users": {"verbs": {"read": [narrowed, ban]}, "fields": {"email": "HIDDEN"}}}
    found = list(snapshots.changes(before, after))
    assert [(one.entity, one.verb or one.field) for one in found] == [
        ("users", "read"),
        ("users", "email"),
        ("gone", "read"),
    ]
    assert [(one.allow, one.scope, bool(one.filter)) for one in found[0].after] == [
        (True, Scope.OWN, True),
        (False, Scope.OWN, False),
    ]
    assert found[1].modes == (Mode.OPEN, Mode.HIDDEN)
    assert found[2].after == ()
    assert list(snapshots.changes(after, after)) == []
