"""Whatever members, managers and the night do to records: the rules hold, and the log explains where each one is."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from guanxi.engine import gate
from guanxi.engine.errors import EngineError
from guanxi.ownership.models import OwnershipEntry
from tests.ownership.world import CUSTOMERS, Pools

PEOPLE = ("owner", "teammate")
MOST, CAP = 2, 3
number = st.integers(0, 4)


class Hands(RuleBasedStateMachine):
    """Five records between a pool and two salespeople, each with a limit and a daily cap; a plain model beside."""

    @initialize()
    def begin(self) -> None:
        self.point = transaction.savepoint()
        self.pools = Pools(daily_cap=CAP, wait_former=None)
        self.pools.limit(MOST)
        self.keys = [self.pools.waiting(f"Record {n}") for n in range(5)]
        self.where: list[str] = ["pool"] * 5
        self.log: list[list[str]] = [["move"] for _ in range(5)]
        self.claims = dict.fromkeys(PEOPLE, 0)
        self.wards: set[int] = set()

    def teardown(self) -> None:
        if hasattr(self, "point"):
            transaction.savepoint_rollback(self.point)

    def holds(self, who: str) -> int:
        return self.where.count(who)

    def done(self, n: int, step: str, to: str) -> None:
        self.where[n] = to
        self.log[n].append(step)
        self.wards.discard(n)

    def attempt(self, allowed: bool, work: Any) -> None:
        """What the model allows happens, and what it doesn't is refused."""
        try:
            with transaction.atomic():
                work()
        except EngineError:
            assert not allowed
        else:
            assert allowed

    @rule(n=number, who=st.sampled_from(PEOPLE))
    def claim(self, n: int, who: str) -> None:
        allowed = self.where[n] == "pool" and self.holds(who) < MOST and self.claims[who] < CAP
        self.attempt(allowed, lambda: self.pools.claim(who, self.keys[n]))
        if allowed:
            self.claims[who] += 1
            self.done(n, "claim", who)

    @rule(n=number, who=st.sampled_from(PEOPLE))
    def give_back(self, n: int, who: str) -> None:
        allowed = self.where[n] == who
        self.attempt(allowed, lambda: self.pools.give_back(who, self.keys[n]))
        if allowed:
            self.done(n, "return", "pool")

    @rule(n=number, to=st.sampled_from(PEOPLE))
    def assign(self, n: int, to: str) -> None:
        waits = self.where[n] == "pool"
        actor = self.pools.member("manager") if waits else self.pools.house["manager"]
        allowed = self.where[n] == to or self.holds(to) < MOST
        self.attempt(
            allowed, lambda: gate.act(CUSTOMERS, self.keys[n], "assign", {"to": self.pools.house.keys[to]}, actor=actor)
        )
        if allowed and self.where[n] != to:
            self.done(n, "assign", to)

    @precondition(lambda self: any(place != "pool" for place in self.where))
    @rule(n=number)
    def protect(self, n: int) -> None:
        import datetime as dt

        from django.utils import timezone

        allowed = self.where[n] != "pool" and n not in self.wards
        until = {"until": timezone.localdate() + dt.timedelta(days=9), "reason": "a tender"}
        self.attempt(
            allowed, lambda: gate.act(CUSTOMERS, self.keys[n], "protect", until, actor=self.pools.house["clerk"])
        )
        if allowed:
            self.wards.add(n)
            self.log[n].append("protect")

    @rule(n=number)
    def night(self, n: int) -> None:
        """What n was is thirty-one days ago; the night takes it unless it is protected or waits already."""
        rule = self.pools.rule(name=f"Rule {uuid.uuid4()}")
        self.pools.age(self.keys[n], 31)
        from guanxi.ownership import falling

        row = CUSTOMERS.manager().get(pk=self.keys[n])
        falling.refresh(CUSTOMERS.model, [row.pk])  # type: ignore[arg-type]
        self.pools.night()
        gate.act(falling.registry["recycle-rules"], rule.pk, "deactivate", actor=self.pools.admin)
        if self.where[n] != "pool" and n not in self.wards:
            self.done(n, "recycle", "pool")

    @invariant()
    def the_base_is_what_the_model_says(self) -> None:
        if not hasattr(self, "keys"):
            return
        assert [self.pools.owner_of(key) for key in self.keys] == self.where
        assert [self.pools.log(key) for key in self.keys] == self.log
        assert all(self.holds(who) <= MOST for who in PEOPLE)
        for key, place in zip(self.keys, self.where, strict=True):
            last = OwnershipEntry._base_manager.filter(about__startswith=str(key)).latest("created_at")
            now = self.pools.now(key)
            assert (last.to_owner_id, None if last.to_owner_id else last.to_pool_id) == (  # type: ignore[attr-defined]
                now.owner_id, None if now.owner_id else now.pool_id,  # type: ignore[attr-defined]
            ), place  # fmt: skip


@pytest.mark.django_db
@pytest.mark.slow
def test_hands_change_only_as_the_rules_say() -> None:
    with translation.override("en"):
        run_state_machine_as_test(
            Hands,
            settings=settings(
                max_examples=12,
                stateful_step_count=14,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
