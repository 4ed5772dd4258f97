"""Possible duplicates: found by keys that always fit the records, and told as rights allow."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from guanxi.api.tests.world import World, found
from guanxi.engine import gate, imports, origin
from guanxi.engine.duplicates import finding, rebuilding
from guanxi.engine.duplicates.finding import find
from guanxi.engine.errors import NotAllowed, NotFound
from guanxi.engine.gate.erasing import erase
from guanxi.engine.gate.purging import purge
from guanxi.engine.imports import preview, working
from guanxi.engine.imports.running import Foreground
from guanxi.engine.models import MatchKey
from guanxi.engine.permissions import Mode, as_system
from guanxi.engine.registry import registry
from guanxi.engine.testing.company import Company, allow, rule
from guanxi.engine.testing.jobs import run_jobs_now
from guanxi.kit.uuids import uuid7
from tests.engine.importing import bring, take

pytestmark = pytest.mark.django_db
LANYU = {"name": "宁波澜屿精工机械有限公司", "phone": "+8613812342051", "email": "info@lanyu.example"}
OTHER = {"name": "栖禾纺织", "phone": "+8613900000000"}


@pytest.fixture
def world(db: None) -> World:
    return found()


@pytest.fixture(autouse=True)
def _afresh(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(finding, "_limits", finding.Local())
    with translation.override("en"):
        yield


def customers() -> Any:
    return registry["customers"]


def make(world: World, who: str = "owner", **values: Any) -> Any:
    return gate.create(customers(), values or LANYU, actor=world.users[who])


def kept(key: uuid.UUID) -> set[int]:
    return set(MatchKey.objects.filter(record=key).values_list("key", flat=True))


def fitting(key: uuid.UUID) -> set[int]:
    """The keys that a record's values ask for now."""
    record = customers().manager().get(pk=key)
    return set(customers().identity.known("customers", lambda name: getattr(record, name)).keys())


def asked(world: World, who: str, values: dict[str, Any] | None = None, **more: Any) -> list[Any]:
    return list(find(customers(), values or LANYU, world.users[who], **more).candidates)


# --- the keys fit the records, whatever was done ----------------------------------------------------------------------


def test_keys_follow_every_change(world: World) -> None:
    owner, clerk = world.users["owner"], world.users["clerk"]
    key = make(world).pk
    assert kept(key) == fitting(key) != set()

    before = kept(key)
    gate.update(customers(), key, {"phone": "+8613912345678", "region": "浙江"}, actor=owner)
    assert kept(key) == fitting(key) != before

    gate.bulk(customers(), [key], "update", {"tax_number": "91350100M000100Y43"}, actor=clerk)
    assert kept(key) == fitting(key)
    assert len(kept(key)) == len(before) + 1

    gate.update(customers(), key, {"email": "", "tax_number": ""}, actor=owner)
    assert kept(key) == fitting(key)


def test_what_tells_nothing_of_who_it_is_writes_no_keys(world: World) -> None:
    key = make(world).pk
    with CaptureQueriesContext(connection) as asked_for:
        gate.update(customers(), key, {"region": "浙江", "employees": 12}, actor=world.users["owner"])
    assert asked_for.captured_queries
    assert not [one for one in asked_for.captured_queries if MatchKey._meta.db_table in one["sql"]]


def test_what_is_taken_back_has_its_old_keys(world: World) -> None:
    owner = world.users["owner"]
    key = make(world).pk
    before = kept(key)
    request = uuid7().hex
    with origin.origin("test", request=request):
        gate.update(customers(), key, OTHER, actor=owner)
    assert kept(key) == fitting(key) != before
    gate.undo(customers(), key, request, actor=owner)
    assert kept(key) == before


def test_in_the_recycle_bin_nothing_is_found_and_afterwards_it_is_again(world: World) -> None:
    owner = world.users["owner"]
    key = make(world).pk
    gate.delete(customers(), key, actor=owner)
    assert asked(world, "owner") == []
    gate.restore(customers(), key, actor=owner)
    assert [one.key for one in asked(world, "owner")] == [key]


def test_deleted_for_good_nothing_is_left(world: World) -> None:
    key = make(world).pk
    gate.delete(customers(), key, actor=world.users["owner"])
    with as_system("test") as system:
        assert purge(customers(), customers().manager(), key, system=system)
    assert kept(key) == set()


def test_an_erased_person_is_found_by_nothing_they_had(world: World) -> None:
    key = make(world, name="王小明", kind="person", phone="+8613812342051").pk
    with as_system("test") as system:
        erase(customers(), key, actor=system, why="asked for")
    assert kept(key) == fitting(key)
    assert asked(world, "owner", {"name": "王小明", "phone": "+8613812342051", "kind": "person"}) == []


def test_files_bring_their_keys_and_a_rebuild_makes_the_same(world: World) -> None:
    work = bring(world.users["clerk"], "customers", "name,phone\n宁波澜屿精工机械有限公司,13812342051\n栖禾纺织,\n")
    assert work.created == 2
    before = set(MatchKey.objects.values_list("record", "key", "kind"))
    assert len(before) > 3
    MatchKey.objects.all().delete()
    assert list(rebuilding.rebuild(customers(), missing=True)) == [2]
    assert set(MatchKey.objects.values_list("record", "key", "kind")) == before
    assert list(rebuilding.rebuild(customers(), missing=True)) == []
    assert list(rebuilding.rebuild(customers())) == [2]
    assert set(MatchKey.objects.values_list("record", "key", "kind")) == before


def test_a_long_file_gets_its_keys_behind_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guanxi.engine.imports.running.MANY", 1)
    monkeypatch.setattr("guanxi.engine.duplicates.rebuilding.CHUNK", 2)
    clerk = world.users["clerk"]
    before = make(world, **OTHER).pk
    rows = "".join(f"栖禾{number},1381234205{number}\n" for number in range(5))
    work = bring(clerk, "customers", f"name,phone\n宁波澜屿精工机械有限公司,13812342061\n{rows}")
    assert (work.created, set(MatchKey.objects.values_list("record", flat=True))) == (6, {before})
    (job,) = run_jobs_now()
    assert (job.name, job.state, job.result) == ("engine.match-keys-behind", "done", {"done": 6})
    for key in customers().manager().values_list("pk", flat=True):
        assert kept(key) == fitting(key) != set()


def test_a_check_waits_for_the_keys_that_are_still_to_come(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = world.users["clerk"]
    with monkeypatch.context() as patched:
        patched.setattr("guanxi.engine.imports.running.MANY", 1)
        bring(clerk, "customers", "name,phone\n宁波澜屿精工机械有限公司,13812342051\n栖禾纺织,\n")
    again = take(clerk, "customers", "name,phone\n澜屿精工机械,13812342051\n")
    imports.check(again, clerk)
    again.refresh_from_db()
    assert again.checked is None  # in the background, as it may take a while
    checking = next(job for job in run_jobs_now() if job.name == "imports.check")
    assert (checking.state, checking.result["alike"]) == ("done", 1)


# --- what is told, to whom --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "kinds"),
    [
        ({"name": "澜屿精工机械"}, ["name"]),
        ({"name": "Lanyu Jinggong Jixie Co., Ltd."}, ["name"]),
        ({"name": "澜屿精工"}, ["name"]),
        ({"name": "Something else", "phone": "+8613812342051"}, ["phone"]),
        ({"name": "Something else", "email": "INFO@lanyu.example"}, ["email", "domain"]),
        ({"name": "澜屿精工", "website": "https://www.lanyu.example/"}, ["name", "domain"]),
    ],
)
def test_the_owner_is_told_which_and_why(world: World, values: dict[str, Any], kinds: list[str]) -> None:
    key = make(world).pk
    make(world, **OTHER)
    (one,) = asked(world, "owner", values)
    assert (one.key, one.title, one.owner) == (key, LANYU["name"], "Owner")
    assert [reason.kind for reason in one.likeness.reasons] == kinds


def test_the_surest_comes_first_and_the_record_itself_is_left_out(world: World) -> None:
    like = make(world, name="澜屿精工").pk
    same = make(world).pk
    assert [one.key for one in asked(world, "owner")] == [same, like]
    assert [one.key for one in asked(world, "owner", without=same)] == [like]


def test_who_may_not_open_it_is_told_whose_it_is_and_no_more(world: World) -> None:
    make(world)
    for who in ("teammate", "stranger"):
        (one,) = asked(world, who)
        assert (one.key, one.title, one.owner) == (None, "", "Owner")
        assert (one.likeness.score, one.likeness.reasons) == (0, ())
    (one,) = asked(world, "manager")
    assert one.key is not None


def test_of_others_only_the_surest_is_told(world: World) -> None:
    make(world)
    assert asked(world, "stranger", {"name": "澜屿精工"}) == []
    assert len(asked(world, "owner", {"name": "澜屿精工"})) == 1


def test_others_cant_be_counted_through(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "HITS", finding.Rate(3, 3600))
    monkeypatch.setattr(finding, "TRIES", finding.Rate(5, 3600))
    make(world)
    told = [len(asked(world, "stranger")) for _try in range(5)]
    assert told == [1, 1, 1, 0, 0]
    over = find(customers(), LANYU, world.users["stranger"])
    assert (over.candidates, over.again_at is None) == ((), False)
    assert find(customers(), OTHER, world.users["stranger"]).again_at is not None
    assert find(customers(), LANYU, world.users["owner"]).candidates[0].key is not None


@pytest.mark.parametrize("mode", [Mode.MASKED, Mode.HIDDEN])
def test_a_field_one_may_not_read_confirms_no_guess(world: World, mode: Mode) -> None:
    make(world, name="澜屿精工", tax_number="91350100M000100Y43")
    values = {"name": "Something else", "tax_number": "91350100M000100Y43"}
    company = Company()
    everything = company.actor("owner", allow("customers"))
    assert len(find(customers(), values, everything).candidates) == 1
    some = company.actor("owner", allow("customers"), rules=(rule("customers", "tax_number", mode),))
    assert find(customers(), values, some).candidates == ()
    nothing = company.actor("owner", allow("customers", "create"), rules=some.access.rules)
    assert find(customers(), values, nothing).candidates == ()


def test_who_may_enter_nothing_is_told_nothing(world: World) -> None:
    make(world)
    with pytest.raises(NotAllowed):
        asked(world, "keeper")
    with pytest.raises((NotAllowed, NotFound)):
        asked(world, "marketer")


def test_another_entity_has_nothing_to_do_with_it(world: World) -> None:
    gate.create(registry["contacts"], {"name": "王伟", "mobile": "+8613812342051"}, actor=world.users["owner"])
    assert asked(world, "owner") == []
    (one,) = find(registry["contacts"], {"mobile": "+8613812342051"}, world.users["owner"]).candidates
    assert one.title == "王伟"


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_check_says_which_rows_look_like_records_and_like_rows_before_them(world: World) -> None:
    make(world)
    lines = ["name,phone", "澜屿精工机械,", "栖禾纺织,13900000000", "栖禾紡織有限公司,13900000000", "New One,"]
    work = take(world.users["manager"], "customers", "\n".join(lines))
    working.set_mapping(work, world.users["manager"], None, {})
    shown = preview(work, world.users["manager"]).lines
    assert [line.alike for line in shown] == [
        "Looks like 宁波澜屿精工机械有限公司: same name",
        "",
        "Looks like row 3: same name, same telephone",
        "",
    ]
    working.check(work, Foreground(world.users["manager"]))
    assert work.checked["alike"] == 2
    assert [line.row for line in preview(work, world.users["manager"], only="alike").lines] == [2, 4]


def test_a_check_tells_of_what_one_may_not_open_only_whose_it_is(world: World) -> None:
    make(world, "stranger")
    work = take(world.users["manager"], "customers", "name,phone\nSomething,13900000000\n澜屿精工机械,13812342051\n")
    working.set_mapping(work, world.users["manager"], None, {})
    shown = preview(work, world.users["manager"]).lines
    assert [line.alike for line in shown] == ["", "There is such a record, owned by Stranger."]
