"""Departments move, merge and close: told before, nobody left behind, taken back in one go."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from guanxi.engine import gate, origin
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.jobs import Job
from guanxi.engine.models import Event
from guanxi.engine.models.share import Share, open_to
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.kit.uuids import uuid7
from guanxi.people.models import Department, User
from tests.house import House, build

DEPARTMENTS = registry["departments"]
CUSTOMERS = registry["customers"]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def house(db: None) -> House:
    standing = build()
    with as_system("test") as system:
        for name, who in (("Northwind", "owner"), ("Contoso", "owner"), ("Litware", "stranger")):
            gate.create(CUSTOMERS, {"name": name, "owner": standing.keys[who]}, actor=system)
    return standing


def do(house: House, verb: str, which: str, by: str = "admin", **values: Any) -> str:
    """Carry it out as one request would; returns the request's mark."""
    deed = uuid7().hex
    with origin.origin("page", request=deed):
        gate.act(DEPARTMENTS, house.departments[which], verb, values, actor=house[by])
    return deed


def foresee(house: House, verb: str, which: str, by: str = "admin", **values: Any) -> str:
    return "\n".join(gate.foresee(DEPARTMENTS, house.departments[which], verb, values, actor=house[by]))


def undo(house: House, which: str, deed: str) -> None:
    for key in gate.done_in(DEPARTMENTS, deed, house["admin"]):
        gate.undo(DEPARTMENTS, key, deed, actor=house["admin"])
    assert Department._base_manager.get(pk=house.departments[which]).deleted_at is None


def places(house: House) -> dict[str, str | None]:
    """Who works where, by name."""
    people = User._base_manager.filter(pk__in=house.keys.values())
    return dict(people.values_list("username", "department__name"))


def tree() -> dict[str, str | None]:
    rows = Department._base_manager.filter(deleted_at__isnull=True)
    return dict(rows.values_list("name", "parent__name"))


def seen(house: House, who: str) -> set[str]:
    return {str(one) for one in house[who].access.narrow(CUSTOMERS, CUSTOMERS.manager())}


def test_a_move_tells_who_sees_what_and_then_they_do(house: House) -> None:
    head = house.departments["Head"]
    told = foresee(house, "move", "East", to=head)
    assert "Person manager will no longer see what 4 people have." in told
    assert "2 customers" in told
    assert seen(house, "manager") == {"Northwind", "Contoso"}
    deed = do(house, "move", "East", to=head)
    assert tree()["East"] == "Head"
    assert seen(house, "manager") == set()
    undo(house, "East", deed)
    assert tree()["East"] == "Sales"
    assert seen(house, "manager") == {"Northwind", "Contoso"}


def test_a_circle_is_refused_before_and_by_itself(house: House) -> None:
    before = Event.objects.count()
    for to in ("Sales", "East"):
        with pytest.raises(Invalid):
            foresee(house, "move", "Sales", to=house.departments[to])
        with pytest.raises(Invalid):
            do(house, "move", "Sales", to=house.departments[to])
    assert Event.objects.count() == before
    assert tree()["Sales"] == "Head"


def test_a_merge_brings_everybody_and_everything(house: House) -> None:
    litware = CUSTOMERS.manager().get(name="Litware")
    open_to("customers", litware.pk, house.departments["Sales"])
    told = foresee(house, "merge", "Sales", into=house.departments["South"])
    assert "1 person goes to South." in told
    assert "1 department goes to South." in told
    deed = do(house, "merge", "Sales", into=house.departments["South"])
    assert places(house)["manager"] == "South"
    assert tree() == {"Head": None, "South": "Head", "East": "South"}
    assert Share.objects.filter(record=litware.pk, subject=house.departments["South"]).exists()
    assert seen(house, "manager") == {"Northwind", "Contoso", "Litware"}
    undo(house, "Sales", deed)
    assert tree() == {"Head": None, "Sales": "Head", "South": "Head", "East": "Sales"}
    assert places(house)["manager"] == "Sales"


def test_a_department_merges_into_one_below_it(house: House) -> None:
    assert "1 person goes to East." in foresee(house, "merge", "Sales", into=house.departments["East"])
    deed = do(house, "merge", "Sales", into=house.departments["East"])
    assert tree() == {"Head": None, "East": "Head", "South": "Head"}
    assert places(house)["manager"] == "East"
    undo(house, "Sales", deed)
    assert tree() == {"Head": None, "Sales": "Head", "South": "Head", "East": "Sales"}


def test_closing_hands_on_people_and_records(house: House) -> None:
    with pytest.raises(Invalid) as refused:
        do(house, "close", "East")
    assert "to" in refused.value.errors
    values = {"to": house.departments["South"], "heir": house.keys["stranger"]}
    assert "Person stranger gets 2 customers." in foresee(house, "close", "East", **values)
    do(house, "close", "East", **values)
    assert set(places(house).values()) == {"Head", "Sales", "South"}
    assert "East" not in tree()
    run_jobs_now()
    owners = set(CUSTOMERS.manager().values_list("owner", flat=True))
    assert owners == {house.keys["stranger"]}
    job = Job._base_manager.get(name="records.change", entity="customers")
    assert job.owner_id == house.keys["admin"]  # type: ignore[attr-defined]


def test_closing_an_empty_department_needs_no_place(house: House) -> None:
    with as_system("test") as system:
        empty = gate.create(DEPARTMENTS, {"name": "Old", "parent": house.departments["Sales"]}, actor=system)
        gate.create(DEPARTMENTS, {"name": "Older", "parent": empty.pk}, actor=system)
    house.departments["Old"] = empty.pk
    do(house, "close", "Old")
    assert tree()["Older"] == "Sales"


def test_a_department_with_people_is_not_simply_deleted(house: House) -> None:
    before = Event.objects.count()
    for which in ("East", "Head", "Sales"):
        with pytest.raises(Invalid):
            gate.delete(DEPARTMENTS, house.departments[which], actor=house["admin"])
    assert Event.objects.count() == before
    assert set(tree()) == {"Head", "Sales", "East", "South"}


def test_what_can_t_move_stops_the_whole(house: House) -> None:
    with as_system("test") as system:
        gate.create(DEPARTMENTS, {"name": "East", "parent": house.departments["South"]}, actor=system)
    before = Event.objects.count()
    with pytest.raises(Invalid) as refused:
        do(house, "merge", "Sales", into=house.departments["South"])
    assert "East" in str(refused.value.errors)
    assert Event.objects.count() == before
    assert places(house)["manager"] == "Sales"


def test_only_who_may_does_it(house: House) -> None:
    before = Event.objects.count()
    south = house.departments["South"]
    for who in ("owner", "teammate", "manager", "stranger", "clerk", "executive"):
        for verb, values in (("move", {"to": south}), ("merge", {"into": south}), ("close", {"to": south})):
            with pytest.raises((NotAllowed, NotFound)):
                do(house, verb, "East", by=who, **values)
            with pytest.raises((NotAllowed, NotFound)):
                foresee(house, verb, "East", by=who, **values)
    with pytest.raises(Invalid):
        do(house, "merge", "East", into=uuid.uuid4())
    assert Event.objects.count() == before


def test_who_may_close_but_not_move_people_closes_nothing(house: House) -> None:
    role = {
        "key": "planner",
        "name": "Planner",
        "permissions": [{"entity": "departments", "verbs": "read update merge close delete", "scope": "all"}],
    }
    gate.create(registry["roles"], role, actor=house["admin"])
    house.give("clerk", "clerk", "planner")
    before = Event.objects.count()
    with pytest.raises(NotAllowed):
        do(house, "close", "East", by="clerk", to=house.departments["South"])
    assert Event.objects.count() == before
    assert places(house)["owner"] == "East"
