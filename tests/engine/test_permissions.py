"""Rights as people have them: what roles add up to, what wins over what, and that a change counts at once."""

import uuid
from typing import Any

import pytest

from guanxi.engine import gate, origin
from guanxi.engine.errors import NotAllowed, NotFound
from guanxi.engine.models import Event
from guanxi.engine.permissions import Access, Grant, Mode, Scope, as_system
from guanxi.engine.reading import Query, read_page
from guanxi.engine.record import Unguarded
from guanxi.engine.registry import registry
from guanxi.people.models import User
from tests.example.models import Quote
from tests.house import House

OWNERS = ("owner", "teammate", "manager", "stranger")
SEES = {
    "owner": {"owner"},
    "teammate": {"teammate"},
    "manager": {"owner", "teammate", "manager"},
    "stranger": {"stranger"},
    "marketer": set(OWNERS),
    "executive": set(OWNERS),
    "clerk": set(OWNERS),
    "admin": set(OWNERS),
}


@pytest.fixture
def quotes(house: House) -> dict[str, uuid.UUID]:
    """One quote of each, by its owner's name."""
    with as_system("test") as system:
        return {
            who: gate.create(registry["quotes"], {"name": who, "owner": house.keys[who]}, actor=system).pk
            for who in OWNERS
        }


def seen(actor: User) -> set[str]:
    return {row["name"] for row in read_page(registry["quotes"], actor, Query(fields=("name",))).rows}


def test_everybody_sees_their_part(house: House, quotes: dict[str, Any]) -> None:
    for who, wanted in SEES.items():
        assert seen(house[who]) == wanted, who
    for who in ("nobody", "leaver"):
        with pytest.raises(NotFound):
            seen(house[who])


def test_roles_add_up_and_a_change_counts_at_once(house: House, quotes: dict[str, Any]) -> None:
    assert seen(house.give("owner", "sales_representative", "executive")) == set(OWNERS)
    assert seen(house.give("owner", "sales_representative")) == {"owner"}
    with pytest.raises(NotFound):
        seen(house.give("owner"))


def test_who_is_deactivated_loses_everything_at_once(house: House, quotes: dict[str, Any]) -> None:
    assert seen(house["owner"]) == {"owner"}
    gate.act(registry["users"], house.keys["owner"], "deactivate", actor=house["admin"])
    with pytest.raises(NotFound):
        seen(house["owner"])
    gate.act(registry["users"], house.keys["owner"], "reactivate", actor=house["admin"])
    assert seen(house["owner"]) == {"owner"}


def test_who_changes_department_is_seen_from_there(house: House, quotes: dict[str, Any]) -> None:
    admin, people = house["admin"], registry["users"]
    gate.update(people, house.keys["stranger"], {"department": house.departments["East"]}, actor=admin)
    assert seen(house["manager"]) == set(OWNERS)
    gate.update(registry["departments"], house.departments["East"], {"parent": house.departments["South"]}, actor=admin)
    assert seen(house["manager"]) == {"manager"}


def test_a_deleted_role_gives_nothing(house: House, quotes: dict[str, Any]) -> None:
    values = {"key": "reader", "name": "Reader", "permissions": [{"entity": "quotes", "verbs": "read", "scope": "all"}]}
    role = gate.create(registry["roles"], values, actor=house["admin"])
    assert seen(house.give("owner", "sales_representative", "reader")) == set(OWNERS)
    gate.delete(registry["roles"], role.pk, actor=house["admin"])
    assert seen(house["owner"]) == {"owner"}


def test_a_role_of_one_s_own(house: House, quotes: dict[str, Any]) -> None:
    permissions = [
        {"entity": "quotes", "verbs": "read update", "scope": "all"},
        {"entity": "quotes", "verbs": "update", "scope": "own", "allow": False},
    ]
    limits = [{"entity": "quotes", "names": "amount lines", "mode": "HIDDEN"}]
    values = {"key": "helper", "name": "Helper", "permissions": permissions, "field_limits": limits}
    gate.create(registry["roles"], values, actor=house["admin"])
    helper = house.give("owner", "helper")
    assert seen(helper) == set(OWNERS)
    gate.update(registry["quotes"], quotes["teammate"], {"name": "changed"}, actor=helper)
    for verb in (
        lambda: gate.update(registry["quotes"], quotes["owner"], {"name": "changed"}, actor=helper),
        lambda: gate.delete(registry["quotes"], quotes["teammate"], actor=helper),
        lambda: gate.create(registry["quotes"], {"name": "new"}, actor=helper),
        lambda: gate.act(registry["quotes"], quotes["teammate"], "send", actor=helper),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert not {"amount", "lines"} & set(helper.access.visible(registry["quotes"]))


def test_the_most_open_role_says_what_becomes_of_a_field(house: House) -> None:
    face = registry["quotes"]
    marketer, executive = house["marketer"].access, house["executive"].access
    assert (marketer.mode(face, "amount"), executive.mode(face, "amount")) == (Mode.MASKED, Mode.OPEN)
    both = house.give("marketer", "marketing_manager", "executive").access
    assert both.mode(face, "amount") is Mode.OPEN
    assert both.mode(face, "secret") is both.mode(face, "lines") is Mode.HIDDEN
    also_people = house.give("marketer", "marketing_manager", "warehouse_keeper").access
    assert also_people.mode(face, "amount") is Mode.MASKED, "a role that can't read quotes opens nothing of them"


def test_a_ban_of_one_role_wins_over_all_others(house: House, quotes: dict[str, Any]) -> None:
    face, key = registry["quotes"], quotes["owner"]
    gate.act(face, key, "win", {"signed_on": "2026-11-23"}, actor=house["owner"], given="json")
    gate.update(face, key, {"name": "won"}, actor=house["manager"])
    both = house.give("manager", "sales_manager", "clerk")
    with pytest.raises(NotAllowed):
        gate.update(face, key, {"name": "again"}, actor=both)
    gate.update(face, quotes["teammate"], {"name": "still open"}, actor=both)


def test_only_who_may_assign_gives_records_away(house: House) -> None:
    from guanxi.engine.errors import Invalid

    face = registry["quotes"]
    with pytest.raises(Invalid) as refused:
        gate.create(face, {"name": "gift", "owner": house.keys["stranger"]}, actor=house["owner"])
    assert list(refused.value.errors) == ["owner"]
    mine = gate.create(face, {"name": "mine"}, actor=house["owner"])
    assert mine.owner_id == house.keys["owner"]
    with pytest.raises(Invalid):
        gate.update(face, mine.pk, {"owner": None}, actor=house["owner"])
    with pytest.raises(NotAllowed):
        gate.act(face, mine.pk, "assign", {"to": house.keys["teammate"]}, actor=house["owner"])
    gate.act(face, mine.pk, "assign", {"to": house.keys["teammate"]}, actor=house["manager"])
    with pytest.raises(NotFound):
        gate.update(face, mine.pk, {"name": "x"}, actor=house["owner"])


def test_nothing_granted_is_nothing_allowed() -> None:
    for access in (Access([]), Access([Grant("quotes", frozenset(), Scope.ALL)]), Access([Grant("", frozenset("*"))])):
        for entity in registry:
            assert not access.may(entity.name, "read")
            assert access.rows(entity, "read") is None
            assert access.visible(entity) == access.writable(entity) == []


def test_a_step_beyond_rights_has_a_reason_and_is_logged(db: None) -> None:
    for reason in ("", "   "):
        with pytest.raises(ValueError, match="reason"), as_system(reason):
            raise AssertionError("unreachable")
    before = set(Event.objects.values_list("pk", flat=True))
    with as_system("mending an import") as system:
        record = gate.create(registry["quotes"], {"name": "by the system"}, actor=system)
        assert Quote.objects.count() == 1
    fresh = Event.objects.exclude(pk__in=before).order_by("pk")
    assert [(e.entity, e.verb, e.reason, e.actor) for e in fresh] == [
        ("system", "as_system", "mending an import", None),
        ("quotes", "create", "mending an import", None),
    ]
    assert fresh[0].changes == {"reason": "mending an import"}
    assert origin.guarded()
    with pytest.raises(Unguarded):
        Quote.objects.get(pk=record.pk)


def test_the_guard_is_back_after_a_failure(db: None) -> None:
    with pytest.raises(ZeroDivisionError), as_system("dividing"):
        1 / 0  # noqa: B018
    with pytest.raises(Unguarded):
        Quote.objects.exists()
