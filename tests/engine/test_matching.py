"""A run over all records finds the pairs that may be the same, once, and keeps what people said of them."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from guanxi.api.tests.world import World, found
from guanxi.engine import gate
from guanxi.engine.duplicates import matching, thresholds
from guanxi.engine.duplicates.thresholds import LOWEST, foreseen
from guanxi.engine.errors import NotAllowed, NotFound
from guanxi.engine.jobs import Job
from guanxi.engine.models import DuplicateRule, MatchKey, MatchPair
from guanxi.engine.models.job import CANCELLED, DONE
from guanxi.engine.pair_sql import pairs_sharing
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now

pytestmark = pytest.mark.django_db
CUSTOMERS, RULES = registry["customers"], registry["duplicate-rules"]
LANYU = {"name": "宁波澜屿精工机械有限公司", "phone": "+8613812342051", "email": "info@lanyu.example"}


@pytest.fixture
def world(db: None) -> Any:
    with translation.override("en"):
        yield found()


def make(world: World, who: str = "owner", **values: Any) -> uuid.UUID:
    key: uuid.UUID = gate.create(CUSTOMERS, values or LANYU, actor=world.users[who]).pk
    return key


def run(world: World) -> Job:
    job = matching.begin(CUSTOMERS, world.users["admin"])
    run_jobs_now()
    job.refresh_from_db()
    return job


def pairs(**only: Any) -> set[frozenset[uuid.UUID]]:
    return {frozenset(pair) for pair in MatchPair.objects.filter(**only).values_list("one", "other")}


def test_a_run_finds_each_pair_once_with_its_reasons(world: World) -> None:
    one = make(world)
    other = make(world, "stranger", name="寧波市瀾嶼精工機械公司", phone="138 1234 2051")
    make(world, name="栖禾纺织有限公司", phone="+8613900000000")
    job = run(world)
    assert job.state == DONE
    assert (job.result or {})["records"] == 3
    assert (job.result or {})["pairs"] == 1
    pair = MatchPair.objects.get()
    assert {pair.one, pair.other} == {one, other}
    assert pair.one < pair.other
    assert {kind for kind, _degree in pair.reasons} == {"name", "phone"}
    assert pair.score >= 850
    run(world)
    assert MatchPair.objects.count() == 1


def test_chunks_meet_each_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [make(world, name=f"Harbour {n} Ltd", phone=f"+861381234205{n % 2}") for n in range(6)]
    monkeypatch.setattr(matching, "CHUNK", 1)
    monkeypatch.setattr(matching, "REMEMBERED", 1)
    assert (run(world).result or {})["records"] == 6
    same = {frozenset((keys[a], keys[b])) for a in range(6) for b in range(a) if (a - b) % 2 == 0}
    assert pairs() >= same


def test_a_key_that_many_share_says_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [make(world, name=name, phone="+862160000000") for name in ("Aoxing", "Beihai", "Chenguang")]
    assert len(pairs_sharing(MatchKey, sorted(keys), matching.MOST)) == 3
    monkeypatch.setattr(matching, "MOST", [2] * len(matching.MOST))
    assert pairs_sharing(MatchKey, sorted(keys), matching.MOST) == []
    run(world)
    assert pairs() == set()


def test_what_lies_in_the_bin_is_left_out(world: World) -> None:
    make(world)
    gate.delete(CUSTOMERS, make(world, "stranger"), actor=world.users["stranger"])
    run(world)
    assert pairs() == set()


def test_pairs_that_are_alike_no_more_go_and_what_was_said_stays(world: World) -> None:
    keys = [make(world, **LANYU) for _n in range(3)]
    run(world)
    assert len(pairs()) == 3
    told = MatchPair.objects.order_by("pk")[0]
    MatchPair.objects.filter(pk=told.pk).update(state="different")
    gate.update(CUSTOMERS, told.other, {"name": "Beihai", "phone": "", "email": ""}, actor=world.users["owner"])
    run(world)
    left = pairs()
    assert frozenset((told.one, told.other)) in left
    assert len(left) == 2
    assert len(keys) == 3
    assert MatchPair.objects.get(pk=told.pk).state == "different"


class Broken(Exception):
    """Somebody pulled the plug."""


def test_broken_off_it_goes_on_where_it_was_and_counts_nothing_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _n in range(4):
        make(world, **LANYU)
    whole = run(world).result
    MatchPair.objects.all().delete()
    monkeypatch.setattr(matching, "CHUNK", 1)
    kept, times = matching.keep_pairs, []

    def breaking(*given: Any) -> None:
        kept(*given)
        times.append(given)
        if len(times) == 3:
            raise Broken  # in the transaction of its chunk

    monkeypatch.setattr(matching, "keep_pairs", breaking)
    job = matching.begin(CUSTOMERS, world.users["admin"])
    run_jobs_now()
    job.refresh_from_db()
    assert job.state == "waiting"
    assert job.memory["records"] == 2
    Job._base_manager.filter(pk=job.pk).update(due_at=None)
    run_jobs_now()
    job.refresh_from_db()
    assert job.state == DONE
    assert job.result == whole
    assert len(pairs()) == 6


def test_cancelled_it_stops_and_keeps_what_was_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _n in range(3):
        make(world, **LANYU)
    monkeypatch.setattr(matching, "CHUNK", 1)
    kept = matching.keep_pairs

    def cancelling(*given: Any) -> None:
        kept(*given)
        Job._base_manager.update(is_stopping=True)

    monkeypatch.setattr(matching, "keep_pairs", cancelling)
    assert run(world).state == CANCELLED
    assert len(pairs()) == 2


def test_only_who_sets_the_scores_may_begin(world: World) -> None:
    make(world)
    for who in ("owner", "teammate", "stranger", "manager", "clerk"):
        with pytest.raises(NotAllowed):
            matching.begin(CUSTOMERS, world.users[who])
    with pytest.raises(NotFound):
        matching.begin(registry["notes"], world.users["admin"])
    assert not Job._base_manager.filter(name=matching.JOB).exists()
    job = matching.begin(CUSTOMERS, world.users["admin"])
    assert matching.begin(CUSTOMERS, world.users["admin"]).pk == job.pk


def test_who_may_not_any_more_is_refused_when_it_begins(world: World) -> None:
    make(world)
    make(world, "stranger")
    job = matching.begin(CUSTOMERS, world.users["admin"])
    Job._base_manager.filter(pk=job.pk).update(owner=world.users["owner"].pk)
    run_jobs_now()
    job.refresh_from_db()
    assert job.state == "parked"
    assert pairs() == set()


# --- the scores from which records are listed -------------------------------------------------------------------------


def rule(world: World, **values: Any) -> DuplicateRule:
    made: DuplicateRule = gate.create(
        RULES, {"name": "Sure ones", "entity": "customers", **values}, actor=world.users["admin"]
    )
    return made


def test_an_active_rule_says_what_is_kept_and_is_seen_before(world: World) -> None:
    make(world, name="Harbour Light Trading", phone="+8613812342051")
    make(world, name="Chenguang", phone="+8613812342051")  # the telephone alone
    made = rule(world, listed_from=90, sure_from=95)
    assert "Nobody has looked for duplicates yet" in foreseen(made)[0]
    run(world)
    assert len(pairs()) == 1
    assert "0 pairs would be listed, 0 of them" in foreseen(made)[0]
    made.listed_from = 60
    assert "1 pairs would be listed, 0 of them" in foreseen(made)[0]
    assert thresholds.thresholds("customers") == (0.6, 0.85)
    gate.act(RULES, made.pk, "activate", actor=world.users["admin"])
    assert thresholds.thresholds("customers") == (0.9, 0.95)
    run(world)
    assert pairs() == set()


def test_the_night_looks_where_a_rule_is_active(world: World) -> None:
    make(world)
    make(world, "stranger")
    made = rule(world)
    night(world)
    assert pairs() == set()
    gate.act(RULES, made.pk, "activate", actor=world.users["admin"])
    night(world)
    assert len(pairs()) == 1


def night(world: World) -> None:
    from guanxi.engine.jobs.queue import enqueue

    enqueue("duplicates.nightly", actor=None)
    run_jobs_now()


@pytest.mark.parametrize(
    "wrong",
    [
        {"entity": "notes"},
        {"listed_from": LOWEST - 1},
        {"listed_from": 101},
        {"listed_from": 80, "sure_from": 70},
        {"sure_from": 101},
    ],
)
def test_a_rule_that_says_nothing_is_refused(world: World, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        thresholds.check_rule(DuplicateRule(**{"entity": "customers", **wrong}))
