"""How good the data is: what is measured, that each number is the list it leads to, and who may see which."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from guanxi.engine import gate
from guanxi.engine.errors import BadQuery
from guanxi.engine.jobs import enqueue
from guanxi.engine.models.quality import Flaw, QualityFigures
from guanxi.engine.permissions import as_system
from guanxi.engine.quality import figures
from guanxi.engine.quality.measures import measured, measures
from guanxi.engine.quality.whose import whose
from guanxi.engine.reading import Query, read_page
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.kit import identity
from guanxi.people.models.user import RoleGiven
from guanxi.web.tests.world import World

CUSTOMERS = registry["customers"]


def night() -> None:
    """The figures are made anew."""
    enqueue(figures.JOB, {}, actor=None)
    (job,) = run_jobs_now()
    assert job.state == "done", job.error


def customer(world: World, who: str, name: str, **values: Any) -> uuid.UUID:
    key: uuid.UUID = world.make("admin", "customers", name=name, owner=str(world.users[who].pk), **values).pk
    return key


def spoil(key: uuid.UUID, **values: Any) -> None:
    """What stands there from a time before it was checked."""
    CUSTOMERS.manager().filter(pk=key).update(**values)


def listed(world: World, who: str, measure: str) -> set[str]:
    (one,) = (one for one in measures(CUSTOMERS) if one.key == measure)
    return {str(row["name"]) for row in read_page(CUSTOMERS, world.users[who], Query(one.filter)).rows}


def counted(world: World, who: str, measure: str) -> int:
    """The number that somebody sees."""
    owners = whose(world.users[who].access, CUSTOMERS)
    told = figures.latest(CUSTOMERS)
    assert told is not None
    return sum(counts.get(measure, 0) for _total, counts in figures.of_day(CUSTOMERS, told[0], owners).values())


def test_what_is_measured_follows_from_the_face() -> None:
    keys = {one.key for one in measures(CUSTOMERS)}
    assert {"missing.phone", "missing.industry", "missing.owner", "invalid.email", "invalid.tax_number"} <= keys
    assert {"stale.updated_at", "stale.followed_at", "duplicate"} <= keys
    assert "missing.name" not in keys
    assert {one.key for one in measures(registry["contacts"])} >= {"invalid.birthday", "invalid.mobile"}
    names = {entity.name for entity in measured()}
    assert {"customers", "contacts"} <= names
    assert names.isdisjoint({"users", "roles", "notes", "comments", "jobs", "imports", "departments"})


def test_each_number_is_as_long_as_the_list_it_leads_to(world: World) -> None:
    customer(world, "owner", "Whole Ltd", phone="021 6200 1234", email="a@example.com", industry="trade")
    bad = customer(world, "owner", "Broken Ltd", email="b@example.com", tax_number="91310000MA1FL2345X")
    spoil(bad, email="no address", phone="12")
    old = customer(world, "teammate", "Old Ltd", phone="021 6200 1234")
    spoil(old, updated_at=timezone.now() - dt.timedelta(days=181))
    night()
    expected = {
        "missing.industry": {"Broken Ltd", "Old Ltd"},
        "missing.phone": set(),
        "invalid.email": {"Broken Ltd"},
        "invalid.phone": {"Broken Ltd"},
        "invalid.tax_number": {"Broken Ltd"},
        "stale.updated_at": {"Old Ltd"},
        "duplicate": {"Whole Ltd", "Old Ltd"},
    }
    for measure, names in expected.items():
        assert listed(world, "admin", measure) == names, measure
        assert counted(world, "admin", measure) == len(names), measure
    every = {one.key for one in measures(CUSTOMERS)}
    for measure in every:
        assert counted(world, "admin", measure) == len(listed(world, "admin", measure)), measure


def test_what_was_mended_leaves_the_list_at_once_and_the_number_by_night(world: World) -> None:
    bad = customer(world, "owner", "Broken Ltd", phone="021 6200 1234")
    spoil(bad, phone="12")
    night()
    world.change("owner", "customers", bad, phone="021 6200 9999")
    assert listed(world, "owner", "invalid.phone") == set()
    assert counted(world, "owner", "invalid.phone") == 1
    night()
    assert counted(world, "owner", "invalid.phone") == 0
    assert not Flaw.objects.exists()


def test_only_what_changed_is_examined_again(world: World) -> None:
    bad = customer(world, "owner", "Broken Ltd", phone="021 6200 1234")
    night()
    spoil(bad, phone="12")
    night()
    assert listed(world, "owner", "invalid.phone") == set()
    spoil(bad, updated_at=timezone.now())
    night()
    assert listed(world, "owner", "invalid.phone") == {"Broken Ltd"}


def test_what_was_deleted_is_neither_counted_nor_a_duplicate(world: World) -> None:
    gone = customer(world, "owner", "Gone Ltd", phone="021 6200 1234")
    customer(world, "owner", "Here Ltd", phone="021 6200 1234")
    night()
    assert listed(world, "owner", "duplicate") == {"Gone Ltd", "Here Ltd"}
    gate.delete(CUSTOMERS, gone, actor=world.users["owner"])
    night()
    assert listed(world, "owner", "duplicate") == set()
    assert counted(world, "owner", "missing.industry") == 1


@pytest.mark.parametrize(("who", "number"), [("owner", 1), ("manager", 2), ("stranger", 1), ("admin", 4), ("clerk", 4)])
def test_figures_are_of_those_whose_records_one_may_read(world: World, who: str, number: int) -> None:
    for name in ("owner", "teammate", "stranger"):
        customer(world, name, f"Of {name}")
    world.make("admin", "customers", name="Nobody's", owner=None)
    night()
    assert counted(world, who, "missing.phone") == number
    assert len(listed(world, who, "missing.phone")) == number


def test_a_ban_by_condition_tells_no_sum(world: World) -> None:
    customer(world, "owner", "Mine", industry="trade")
    night()
    assert counted(world, "owner", "missing.phone") == 1
    ban = {"entity": "customers", "verbs": "read", "scope": "all", "allow": False}
    ban |= {"filter": {"field": "industry", "op": "eq", "value": "trade"}}
    role = world.make("admin", "roles", key="no-trade", name="No trade", permissions=[ban])
    given_now = RoleGiven._base_manager.filter(user=world.users["owner"]).values_list("role_id", flat=True)
    mine = [{"role": str(key)} for key in given_now]
    world.change("admin", "users", world.users["owner"].pk, roles=[*mine, {"role": str(role.pk)}])
    world.users["owner"] = type(world.users["owner"]).objects.get(pk=world.users["owner"].pk)
    assert whose(world.users["owner"].access, CUSTOMERS) == frozenset()
    assert counted(world, "owner", "missing.phone") == 0


def test_a_flaw_of_a_hidden_field_can_not_be_asked_for(world: World) -> None:
    limits = [{"entity": "customers", "names": "tax_number", "mode": "MASKED"}]
    lines = [{"entity": "customers", "verbs": "read", "scope": "all"}]
    role = world.make("admin", "roles", key="veiled", name="Veiled", permissions=lines, field_limits=limits)
    world.change("admin", "users", world.users["owner"].pk, roles=[{"role": str(role.pk)}])
    owner = type(world.users["owner"]).objects.get(pk=world.users["owner"].pk)
    for value in ("invalid.tax_number", "duplicate", "invalid.nothing", "missing.phone"):
        with pytest.raises(BadQuery):
            read_page(CUSTOMERS, owner, Query({"field": "flaw", "op": "eq", "value": value}))
    assert read_page(CUSTOMERS, owner, Query({"field": "flaw", "op": "eq", "value": "invalid.phone"})).rows == []


def test_mondays_are_kept_for_half_a_year_and_other_days_for_a_week(world: World) -> None:
    customer(world, "owner", "One")
    today = timezone.localdate()
    monday = today - dt.timedelta(days=today.weekday() + 14)
    kept, gone = {monday, today - dt.timedelta(days=3)}, {monday + dt.timedelta(days=1), today - dt.timedelta(days=200)}
    for day in kept | gone:
        QualityFigures.objects.create(
            entity="customers", day=day, owner=world.users["owner"].pk, measured_at=timezone.now(), total=3, counts={}
        )
    night()
    assert {day for day, _total, _counts in figures.course(CUSTOMERS, None)} == {*kept, today}
    figures.write(CUSTOMERS)
    assert QualityFigures.objects.filter(entity="customers", day=today).count() == 1


def test_a_record_that_is_gone_for_good_leaves_no_flaw(world: World) -> None:
    from guanxi.engine.quality.examining import forget

    bad = customer(world, "owner", "Broken Ltd")
    spoil(bad, phone="12")
    night()
    assert Flaw.objects.filter(record=bad).exists()
    forget([bad])
    assert not Flaw.objects.filter(record=bad).exists()
    with as_system("a test looks") as system:
        assert read_page(CUSTOMERS, system, Query({"field": "flaw", "op": "eq", "value": "invalid.phone"})).rows == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("91350100M000100Y43", False),
        ("91350100M000100Y44", True),
        ("9135 0100-m000100y43", False),
        ("11010519491231002X", False),
        ("110105194912310021", True),
        ("DE123456789", False),
        ("12345", True),
        ("—", True),
    ],
)
def test_numbers_that_can_not_be_one(text: str, wrong: bool) -> None:
    assert identity.is_wrong_number(text) is wrong


@given(st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_any_one_sign_misread_is_noticed(place: int, sign: str) -> None:
    right = "91350100M000100Y43"
    misread = right[:place] + sign + right[place + 1 :]
    if misread != right and (sign.isdigit() or not 2 <= place < 8):
        assert identity.is_wrong_number(misread)
