"""Somebody leaves: everything goes to a successor in one step, told before, done in the background, undone by kind."""

import uuid
from typing import Any

import pytest

from guanxi.engine import gate, mass
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.jobs import Job
from guanxi.engine.models import Event
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.people.leaving import holdings
from guanxi.people.models import User
from tests.house import House, build

PEOPLE = registry["users"]


@pytest.fixture
def house(db: None) -> House:
    standing = build()
    with as_system("test") as system:
        for name in ("Northwind", "Contoso"):
            gate.create(registry["customers"], {"name": name, "owner": standing.keys["owner"]}, actor=system)
        gate.create(registry["contacts"], {"name": "Mei", "owner": standing.keys["owner"]}, actor=system)
        gate.create(registry["customers"], {"name": "Litware", "owner": standing.keys["stranger"]}, actor=system)
    return standing


def owned(house: House, who: str) -> set[str]:
    key = house.keys[who]
    return {
        str(row)
        for name in ("customers", "contacts")
        for row in registry[name].manager().filter(owner=key, deleted_at__isnull=True)
    }


def hand_over(house: House, who: str = "owner", to: str = "teammate", by: str = "admin", **more: Any) -> None:
    values = {"to": house.keys[to], "close": True, **more}
    gate.act(PEOPLE, house.keys[who], "hand_over", values, actor=house[by])


def test_everything_goes_to_the_successor_and_the_account_is_closed(house: House) -> None:
    told = User.objects.get(pk=house.keys["owner"]).belongings(house["admin"])
    assert len(told) == 2
    hand_over(house)
    leaver = User.objects.get(pk=house.keys["owner"])
    assert not leaver.is_active
    run_jobs_now()
    assert owned(house, "owner") == set()
    assert owned(house, "teammate") == {"Northwind", "Contoso", "Mei"}
    assert owned(house, "stranger") == {"Litware"}
    assert holdings(leaver, house["admin"]) == []
    event = Event.objects.filter(entity="customers", verb="assign").first()
    assert event is not None
    assert event.actor == house.keys["admin"]


def test_each_kind_is_taken_back_by_itself(house: House) -> None:
    hand_over(house, close=False)
    run_jobs_now()
    assert User.objects.get(pk=house.keys["owner"]).is_active
    job = Job._base_manager.get(name="records.change", entity="customers")
    assert "Northwind" not in job.title
    mass.begin_undo(job.pk, house["admin"])
    run_jobs_now()
    assert owned(house, "owner") == {"Northwind", "Contoso"}
    assert owned(house, "teammate") == {"Mei"}


def test_what_is_not_possible_changes_nothing(house: House) -> None:
    gate.act(PEOPLE, house.keys["stranger"], "deactivate", actor=house["admin"])
    before = Event.objects.count()
    for to in ("owner", "stranger"):
        with pytest.raises(Invalid) as bad:
            hand_over(house, to=to)
        assert "to" in bad.value.errors
    with pytest.raises(Invalid):
        gate.act(PEOPLE, house.keys["owner"], "hand_over", {"to": uuid.uuid4()}, actor=house["admin"])
    with pytest.raises(Invalid):
        gate.act(PEOPLE, house.keys["owner"], "hand_over", {}, actor=house["admin"])
    for who in ("owner", "teammate", "manager", "clerk", "executive"):
        with pytest.raises((NotAllowed, NotFound)):
            hand_over(house, by=who)
    assert Event.objects.count() == before
    assert not Job._base_manager.filter(name="records.change").exists()
    assert len(owned(house, "owner")) == 3


def test_nobody_hands_over_for_somebody_who_may_more(house: House) -> None:
    values = {
        "key": "staff",
        "name": "Staff",
        "permissions": [{"entity": "users", "verbs": "read update hand_over deactivate", "scope": "all"}],
    }
    gate.create(registry["roles"], values, actor=house["admin"])
    house.give("clerk", "clerk", "staff")
    with pytest.raises(NotAllowed):
        hand_over(house, who="admin", to="clerk", by="clerk")
    assert User.objects.get(pk=house.keys["admin"]).is_active
    assert not Job._base_manager.filter(name="records.change").exists()


def test_it_is_done_in_somebody_s_name(house: House) -> None:
    values = {"to": house.keys["teammate"], "close": True}
    with as_system("nobody in particular") as system, pytest.raises(NotAllowed):
        gate.act(PEOPLE, house.keys["owner"], "hand_over", values, actor=system)
    assert User.objects.get(pk=house.keys["owner"]).is_active
    assert len(owned(house, "owner")) == 3
