"""Sharing by rule and rights for a time: in force where they say and as long as they say, and no way to more."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from guanxi.engine import gate
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.permissions import Mode, as_system, explaining
from guanxi.engine.reading import Query, read_page
from guanxi.engine.registry import registry
from guanxi.people.access import access_of, access_of_many
from guanxi.people.models import RightsSnapshot, Role, RoleGiven, SharingRule, User
from tests.house import House, build

NAMED = {"field": "name", "op": "contains", "value": "open"}
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def house(db: None) -> House:
    return build()


@pytest.fixture
def quotes(house: House) -> dict[str, Any]:
    """Two quotes of the owner, one to be shared."""
    with as_system("test") as system:
        return {
            name: gate.create(registry["quotes"], {"name": name, "owner": house.keys["owner"]}, actor=system).pk
            for name in ("open one", "closed one")
        }


def share(actor: Any, **values: Any) -> Any:
    given = {"name": "Open quotes", "entity": "quotes", "filter": NAMED, **values}
    return gate.create(registry["sharing-rules"], given, actor=actor)


def as_admin(**values: Any) -> Any:
    with as_system("test") as system:
        return share(system, **values)


def seen(user: User) -> set[str]:
    """The names of the quotes in somebody's list; none where they may see no list at all."""
    try:
        return {row["name"] for row in read_page(registry["quotes"], user, Query(fields=("name",))).rows}
    except NotFound:
        return set()


@pytest.mark.parametrize(
    ("to", "who", "others"),
    [
        ({"person": "stranger"}, {"stranger"}, {"teammate", "nobody"}),
        ({"department": "South"}, {"stranger"}, {"teammate"}),
        ({"department": "Head"}, {"stranger", "teammate"}, set()),
        ({"role": "sales_representative"}, {"stranger", "teammate"}, {"nobody"}),
    ],
)
def test_a_rule_opens_what_fits_to_whom_it_names(
    house: House, quotes: dict[str, Any], to: dict[str, str], who: set[str], others: set[str]
) -> None:
    (kind, name), *_rest = to.items()
    keys = {"person": house.keys, "department": house.departments}
    key = keys[kind][name] if kind in keys else Role._base_manager.get(key=name).pk
    assert seen(house["stranger"]) == set()
    as_admin(**{kind: key})
    for one in who:
        assert seen(house[one]) == {"open one"}
        with pytest.raises(NotAllowed):
            gate.update(registry["quotes"], quotes["open one"], {"name": "x"}, actor=house[one])
        with pytest.raises(NotFound):
            gate.update(registry["quotes"], quotes["closed one"], {"name": "x"}, actor=house[one])
    for one in others:
        assert seen(house[one]) == set()
    together = dict(zip(house.keys, access_of_many([house[one] for one in house.keys]), strict=True))
    for one, access in together.items():
        assert {g.rule for g in access.grants} == {g.rule for g in access_of(house[one]).grants}, one


def test_a_rule_may_open_for_change_and_is_told_as_the_reason(house: House, quotes: dict[str, Any]) -> None:
    rule = as_admin(person=house.keys["stranger"], level="read update")
    gate.update(registry["quotes"], quotes["open one"], {"name": "open still"}, actor=house["stranger"])
    with pytest.raises(NotAllowed):
        gate.delete(registry["quotes"], quotes["open one"], actor=house["stranger"])
    access = house["stranger"].access
    read = explaining.on_record([access], registry["quotes"], quotes["open one"], ("read",))[0][0]
    assert [reason.grant.rule for reason in read.deciding] == ["Open quotes"]
    with as_system("test") as system:
        gate.delete(registry["sharing-rules"], rule.pk, actor=system)
    assert seen(house["stranger"]) == set()


def test_bans_and_hidden_fields_hold_for_what_is_shared(house: House, quotes: dict[str, Any]) -> None:
    with as_system("test") as system:
        limits = [{"entity": "quotes", "names": "secret", "mode": "HIDDEN"}]
        gate.create(registry["roles"], {"key": "blind", "name": "Blind", "field_limits": limits}, actor=system)
        ban = [{"entity": "quotes", "verbs": "read", "scope": "all", "allow": False}]
        gate.create(registry["roles"], {"key": "barred", "name": "Barred", "permissions": ban}, actor=system)
    as_admin(person=house.keys["nobody"])
    face = registry["quotes"]
    assert house["nobody"].access.mode(face, "secret") is Mode.OPEN
    assert house.give("nobody", "blind").access.mode(face, "secret") is Mode.HIDDEN
    assert [limit.field for limit in explaining.limits(house["nobody"].access, face) if limit.roles] == ["secret"]
    assert house.give("nobody", "blind", "sales_representative").access.mode(face, "secret") is Mode.OPEN
    assert seen(house.give("nobody", "barred")) == set()


def test_nobody_shares_more_than_they_have(house: House, quotes: dict[str, Any]) -> None:
    rights = [
        {"entity": "sharing-rules", "verbs": "read create update delete", "scope": "all"},
        {"entity": "quotes", "verbs": "read", "scope": "all", "filter": NAMED},
        {"entity": "users", "verbs": "read", "scope": "all"},
    ]
    with as_system("test") as system:
        gate.create(registry["roles"], {"key": "sharer", "name": "Sharer", "permissions": rights}, actor=system)
    sharer, to = house.give("teammate", "sharer"), house.keys["stranger"]
    refused: list[dict[str, Any]] = [
        {"entity": "partners", "filter": None},
        {"filter": None},
        {"level": "read update"},
        {"filter": {"any": [NAMED, {"field": "name", "op": "contains", "value": "c"}]}},
    ]
    before = RightsSnapshot.objects.count()
    for values in refused:
        with pytest.raises(NotAllowed):
            share(sharer, person=to, **values)
    assert not SharingRule._base_manager.exists()
    assert RightsSnapshot.objects.count() == before
    mine = share(sharer, person=to)
    with pytest.raises(NotAllowed):
        gate.update(registry["sharing-rules"], mine.pk, {"filter": None}, actor=sharer)
    wide = as_admin(filter=None)
    with pytest.raises(NotAllowed):
        gate.update(registry["sharing-rules"], wide.pk, {"person": to}, actor=sharer)
    assert seen(house["stranger"]) == {"open one"}


def test_conditions_are_checked_by_who_gives_them(house: House) -> None:
    for wrong in ({"field": "nothing", "op": "eq", "value": 1}, {"field": "name", "op": "lt", "value": "a"}, "all"):
        with pytest.raises(Invalid) as refused:
            as_admin(filter=wrong)
        assert set(refused.value.errors) == {"filter"}
    assert not SharingRule._base_manager.exists()


def test_with_a_role_or_a_department_nobody_gets_shared_what_the_giver_has_not(house: House) -> None:
    rights = [{"entity": "users", "verbs": "read update grant", "scope": "all"}]
    with as_system("test") as system:
        rights += [{"entity": "departments", "verbs": "read update", "scope": "all"}]
        rights += [{"entity": "roles", "verbs": "read", "scope": "all"}]
        gate.create(registry["roles"], {"key": "keeper", "name": "Keeper", "permissions": rights}, actor=system)
        empty = gate.create(registry["roles"], {"key": "empty", "name": "Empty"}, actor=system).pk
    house.give("nobody")
    keeper = house.give("teammate", "keeper")
    gate.update(registry["users"], house.keys["nobody"], {"roles": [{"role": empty}]}, actor=keeper)
    house.give("nobody")
    as_admin(role=empty, filter=None, starts_at=timezone.now() + HOUR)
    as_admin(department=house.departments["Head"], filter=None)
    with pytest.raises(NotAllowed):
        gate.update(registry["users"], house.keys["nobody"], {"roles": [{"role": empty}]}, actor=keeper)
    with as_system("test") as system:
        loose = gate.create(registry["departments"], {"name": "Loose"}, actor=system).pk
    with pytest.raises(NotAllowed):
        gate.update(registry["departments"], loose, {"parent": house.departments["Head"]}, actor=keeper)
    assert not RoleGiven._base_manager.filter(user=house.keys["nobody"]).exists()
    assert registry["departments"].manager().get(pk=loose).parent_id is None


def later(monkeypatch: pytest.MonkeyPatch, by: dt.timedelta) -> None:
    """The clock of rights moves on; nothing else happens."""
    moment = timezone.now() + by
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


def test_what_is_for_a_time_begins_and_ends_by_itself(
    house: House, quotes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    as_admin(person=house.keys["stranger"], starts_at=now + HOUR, ends_at=now + 3 * HOUR)
    clerk = Role._base_manager.get(key="clerk").pk
    with as_system("test") as system:
        lines = [{"role": clerk, "starts_at": now + 2 * HOUR, "ends_at": now + 4 * HOUR}]
        gate.update(registry["users"], house.keys["stranger"], {"roles": lines}, actor=system)
    stranger = house["stranger"]
    told = []
    for _hour in range(5):
        told.append(seen(stranger))
        assert {g.rule for g in access_of_many([stranger])[0].grants} == {g.rule for g in stranger.access.grants}
        later(monkeypatch, HOUR + dt.timedelta(seconds=1))
    everything = {"open one", "closed one"}
    assert told == [set(), {"open one"}, everything, everything, set()]


def test_an_end_follows_its_beginning(house: House) -> None:
    now = timezone.now()
    with pytest.raises(Invalid) as refused:
        as_admin(starts_at=now, ends_at=now)
    assert set(refused.value.errors) == {""}
