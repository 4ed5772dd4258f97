"""The pairs of a run: told to who may see both records, by what they may read, and decided once for ever."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.api.tests.world import World, found
from guanxi.engine import gate
from guanxi.engine.duplicates import finding, matching, pairs
from guanxi.engine.duplicates.finding import find
from guanxi.engine.errors import BadQuery, Invalid, NotAllowed, NotFound
from guanxi.engine.gate.erasing import erase
from guanxi.engine.gate.purging import purge
from guanxi.engine.models import MatchPair
from guanxi.engine.permissions import Mode, as_system
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.engine.testing.company import Company, allow, rule
from guanxi.engine.uniting.merging import merge
from guanxi.engine.uniting.unmerging import unmerge

pytestmark = pytest.mark.django_db
CUSTOMERS = registry["customers"]
LANYU = {"name": "宁波澜屿精工机械有限公司", "phone": "+8613812342051", "email": "info@lanyu.example"}


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(finding, "_limits", finding.Local())
    with translation.override("en"):
        yield found()


def make(world: World, who: str = "owner", **values: Any) -> uuid.UUID:
    key: uuid.UUID = gate.create(CUSTOMERS, {**LANYU, **values}, actor=world.users[who]).pk
    return key


def run(world: World) -> None:
    matching.begin(CUSTOMERS, world.users["admin"])
    run_jobs_now()


def listed(actor: Any, **more: Any) -> set[frozenset[uuid.UUID]]:
    return {frozenset(pair.keys) for pair in pairs.queue(CUSTOMERS, actor, **more).pairs}


def rows() -> list[Any]:
    return list(MatchPair.objects.order_by("pk").values_list("one", "other", "state", "decided_by", "decided_at"))


def test_only_who_sees_both_is_told_of_a_pair(world: World) -> None:
    ours, theirs, west = make(world), make(world, "teammate"), make(world, "stranger")
    run(world)
    assert MatchPair.objects.count() == 3
    everything = {frozenset(two) for two in ((ours, theirs), (ours, west), (theirs, west))}
    assert listed(world.users["admin"]) == everything
    assert listed(world.users["clerk"]) == everything
    assert listed(world.users["manager"]) == {frozenset((ours, theirs))}  # of the East
    for who in ("owner", "teammate", "stranger"):  # who may merge nothing
        with pytest.raises(NotAllowed):
            pairs.queue(CUSTOMERS, world.users[who])
    with pytest.raises(NotFound):
        pairs.queue(registry["notes"], world.users["admin"])


def test_what_one_may_not_decide_stays_as_it_was(world: World) -> None:
    ours, west = make(world), make(world, "stranger")
    run(world)
    before = rows()
    for who, refused in (
        ("manager", NotFound),  # who doesn't see the one of the West
        ("owner", NotAllowed),
        ("teammate", NotAllowed),
        ("stranger", NotAllowed),
    ):
        with pytest.raises(refused):
            pairs.decide(CUSTOMERS, [ours, west], "different", actor=world.users[who])
    clerk = world.users["clerk"]
    for keys, state in (([ours], "different"), ([ours, west], "same"), ([ours] * 2, "later")):
        with pytest.raises(Invalid):
            pairs.decide(CUSTOMERS, keys, state, actor=clerk)
    with pytest.raises(NotFound):
        pairs.decide(CUSTOMERS, [ours, uuid.uuid4()], "different", actor=clerk)
    assert rows() == before


def test_different_is_kept_for_ever_and_honoured_at_entry(world: World) -> None:
    one, other = make(world), make(world, "teammate")
    clerk = world.users["clerk"]
    run(world)
    assert [found.key for found in find(CUSTOMERS, LANYU, clerk, without=one).candidates] == [other]
    assert pairs.decide(CUSTOMERS, [other, one], "different", actor=clerk) == 1
    assert listed(clerk) == set()
    assert find(CUSTOMERS, LANYU, clerk, without=one).candidates == ()
    assert find(CUSTOMERS, LANYU, clerk, without=other).candidates == ()
    assert len(find(CUSTOMERS, LANYU, clerk).candidates) == 2  # a new one may be either
    run(world)
    assert listed(clerk) == set()
    said = pairs.queue(CUSTOMERS, clerk, state="different").pairs
    assert [(set(pair.keys), pair.decided_by) for pair in said] == [({one, other}, clerk.pk)]
    pairs.decide(CUSTOMERS, [one, other], "open", actor=clerk)
    assert listed(clerk) == {frozenset((one, other))}
    assert rows()[0][3:] == (None, None)


def test_it_may_be_said_of_records_that_no_run_found(world: World) -> None:
    one, other = make(world), make(world, "teammate")
    clerk = world.users["clerk"]
    assert pairs.decide(CUSTOMERS, [one, other], "later", actor=clerk) == 0
    assert rows() == []
    pairs.decide(CUSTOMERS, [one, other], "different", actor=clerk)
    run(world)
    assert listed(clerk) == set()


def test_later_stands_on_a_list_of_its_own(world: World) -> None:
    pair = frozenset((make(world), make(world, "teammate")))
    clerk = world.users["clerk"]
    run(world)
    pairs.decide(CUSTOMERS, list(pair), "later", actor=clerk)
    assert (listed(clerk), listed(clerk, state="later")) == (set(), {pair})
    run(world)
    assert listed(clerk, state="later") == {pair}
    with pytest.raises(BadQuery):
        listed(clerk, state="never")


def test_what_stands_in_the_records_now_is_judged(world: World) -> None:
    one, _other = make(world), make(world, "teammate", phone="")
    clerk = world.users["clerk"]
    run(world)
    assert len(listed(clerk)) == 1
    gate.update(CUSTOMERS, one, {"name": "Beihai", "email": "", "phone": ""}, actor=clerk)
    assert listed(clerk) == set()


@pytest.mark.parametrize("mode", [Mode.MASKED, Mode.HIDDEN])
def test_hidden_fields_tell_nothing(world: World, mode: Mode) -> None:
    company = Company()
    clerk = company.actor("owner", allow("customers"))
    blind = company.actor("owner", allow("customers"), rules=(rule("customers", "phone email", mode),))
    one = gate.create(CUSTOMERS, {**LANYU, "name": "Aoxing"}, actor=world.users["owner"])
    make(world, "teammate", name="Chenguang")
    run(world)
    assert len(listed(clerk)) == 1
    assert listed(blind) == set()
    pairs.decide(CUSTOMERS, [one.pk, MatchPair.objects.get().other], "different", actor=clerk)
    told = pairs.queue(CUSTOMERS, blind, state="different").pairs
    assert [pair.likeness.reasons for pair in told] == [()]


def test_merged_records_take_their_pairs_along_and_bring_them_back(world: World) -> None:
    one, other, third = (make(world) for _n in range(3))
    clerk = world.users["clerk"]
    run(world)
    pairs.decide(CUSTOMERS, [other, third], "different", actor=clerk)
    done = merge(CUSTOMERS, one, [other], actor=clerk)
    assert listed(clerk) == {frozenset((one, third))}
    assert listed(clerk, state="different") == set()
    unmerge(CUSTOMERS, one, done.pk, actor=clerk)
    assert listed(clerk) == {frozenset((one, third)), frozenset((one, other))}
    assert listed(clerk, state="different") == {frozenset((other, third))}


def test_nothing_is_left_of_what_was_purged_or_erased(world: World) -> None:
    people = {"kind": "person", "name": "王小明"}
    one, other, third = (make(world, **people) for _n in range(3))
    clerk = world.users["clerk"]
    run(world)
    pairs.decide(CUSTOMERS, [one, other], "different", actor=clerk)
    with as_system("test") as system:
        erase(CUSTOMERS, one, actor=system, why="asked for")
    assert {key for row in rows() for key in row[:2]} == {other, third}
    gate.delete(CUSTOMERS, other, actor=clerk)
    assert listed(clerk) == set()
    with as_system("test") as system:
        assert purge(CUSTOMERS, CUSTOMERS.manager(), other, system=system)
    assert rows() == []


def test_pages_of_pairs_lead_on_without_gaps(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _n in range(5):
        make(world)
    run(world)
    clerk = world.users["clerk"]
    monkeypatch.setattr(pairs, "AT_ONCE", 3)
    seen: list[frozenset[uuid.UUID]] = []
    place = ""
    while True:
        page = pairs.queue(CUSTOMERS, clerk, after=place, most=4)
        seen += [frozenset(pair.keys) for pair in page.pairs]
        if page.next is None:
            break
        place = page.next
    assert len(seen) == len(set(seen)) == 10
    for wrong in ("x", "1", "1.x", ".", "٣.00"):
        with pytest.raises(BadQuery):
            pairs.queue(CUSTOMERS, clerk, after=wrong)


def test_a_page_costs_as_many_queries_for_many_pairs_as_for_one(world: World) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            pairs.queue(CUSTOMERS, world.users["manager"])
        return len(asked)

    make(world)
    make(world, "teammate")
    run(world)
    queries()  # the rights are worked out
    few = queries()
    for _n in range(4):
        make(world)
    run(world)
    assert queries() == few


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from(["different", "later", "open"]))))
def test_whatever_is_said_a_pair_has_one_row_and_the_last_word(world: World, said: list[tuple[int, int, str]]) -> None:
    MatchPair.objects.all().delete()
    CUSTOMERS.manager().all().update(deleted_at=None)
    keys = list(CUSTOMERS.manager().order_by("pk").values_list("pk", flat=True)) or [make(world) for _n in range(4)]
    run(world)
    last = {frozenset((one, other)): "open" for one in range(4) for other in range(one)}
    for one, other, state in said:
        if one != other:
            pairs.decide(CUSTOMERS, [keys[one], keys[other]], state, actor=world.users["clerk"])
            last[frozenset((one, other))] = state
    run(world)
    assert MatchPair.objects.count() == 6
    for state in ("open", "later", "different"):
        wanted = {frozenset(keys[n] for n in two) for two, its in last.items() if its == state}
        assert listed(world.users["clerk"], state=state) == wanted
