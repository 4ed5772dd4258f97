"""Sixty-four who click in the same moment, and what two of them do to each other's limits."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import close_old_connections, connection
from django.utils import translation

from guanxi.engine import gate
from guanxi.engine.errors import EngineError
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.ownership import membership
from guanxi.ownership.models import OwnershipEntry
from guanxi.people.models import Role, User
from tests.ownership.world import CUSTOMERS, Pools

MANY = 64
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kept() -> Iterator[Pools]:
    """The same company, committed: others see it."""
    with translation.override("en"):
        yield Pools()


def at_once(works: list[Callable[[], Any]]) -> Counter[str]:
    """Let all begin in one moment, each on a connection of its own; what came of them, by its words."""
    gate_opens, told, held = threading.Barrier(len(works)), Counter[str](), threading.Lock()

    def one(work: Callable[[], Any]) -> None:
        close_old_connections()
        try:
            with translation.override("en"):
                gate_opens.wait(60)
                try:
                    work()
                    said = "done"
                except EngineError as refused:
                    said = getattr(refused, "message", "") or str(getattr(refused, "errors", refused))
            with held:
                told[said] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return told


def salespeople(pools: Pools, number: int) -> list[User]:
    """So many members of the pool."""
    role, made = Role._base_manager.get(key="sales_representative").pk, []
    with as_system("a test hires people") as system:
        for n in range(number):
            values = {"username": f"seller{n}", "name": f"Seller {n}", "department": pools.house.departments["East"]}
            more = {"language": "en", "email": f"seller{n}@example.com", "roles": [{"role": role}]}
            made.append(gate.create(registry["users"], {**values, **more}, actor=system).pk)
    return [User.objects.get(pk=key) for key in made]


def test_of_sixty_four_who_claim_one_wins_and_the_others_hear_who(kept: Pools) -> None:
    key = kept.waiting()
    members = [membership.in_pool(user, kept.pool.pk) for user in salespeople(kept, MANY)]
    told = at_once([lambda one=one: gate.act(CUSTOMERS, key, "claim", {"reason": ""}, actor=one) for one in members])  # type: ignore[misc]
    winner = kept.now(key).owner
    assert told == {"done": 1, f"{winner} was faster: it is theirs now.": MANY - 1}
    assert kept.log(key) == ["move", "claim"]
    assert OwnershipEntry._base_manager.filter(step="claim").count() == 1


def test_one_person_in_many_windows_never_exceeds_cap_or_limit(kept: Pools) -> None:
    kept.set(daily_cap=5)
    kept.limit(3)
    keys = [kept.waiting(f"C{n}") for n in range(12)]
    told = at_once(
        [lambda key=key: gate.act(CUSTOMERS, key, "claim", {"reason": ""}, actor=kept.member("owner")) for key in keys]  # type: ignore[misc]
    )
    assert told["done"] == 3
    assert sum(told.values()) == len(keys)
    assert [kept.owner_of(key) for key in keys].count("owner") == 3


def test_a_claim_and_a_gift_together_stay_within_the_limit(kept: Pools) -> None:
    kept.limit(1)
    waits, other = kept.waiting("Waits"), kept.owned("teammate", "Given")
    to = {"to": kept.house.keys["owner"]}
    told = at_once(
        [
            lambda: gate.act(CUSTOMERS, waits, "claim", {"reason": ""}, actor=kept.member("owner")),
            lambda: gate.act(CUSTOMERS, other, "assign", to, actor=kept.house["manager"]),
        ]
    )
    assert told["done"] == 1
    assert CUSTOMERS.manager().filter(owner=kept.house.keys["owner"]).count() == 1
