"""The night in which customers fall to a public pool: the day of each is worked out, and those that are due go."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from guanxi.engine import gate
from guanxi.engine.permissions import Actor, as_system
from guanxi.engine.registry import registry
from guanxi.modules.customers.models import Customer
from guanxi.ownership import falling

if TYPE_CHECKING:
    from bench.work import Work

RULE = "Neglected, for measuring"
FALL = 10_000
"""So many of those that are due are let fall; on a first night it would be nearly all."""
COUNTED = """
    SELECT count(*), min(greatest(coalesce(held_since, created_at), coalesce(followed_at, created_at))::date + 30)
    FROM customers_customer WHERE deleted_at IS NULL AND owner_id IS NOT NULL
"""
LET_GO = "UPDATE customers_customer SET owner_id = NULL, pool_id = %s, version = version + 1 WHERE id = ANY(%s)"


class Night:
    """What the work asks of the job that carries it out."""

    def __init__(self) -> None:
        self.memory: dict[str, Any] = {}

    def check(self) -> None:
        return

    def transaction(self) -> AbstractContextManager[Any]:
        return transaction.atomic()


def all_of_them(work: Work) -> None:
    """One pool and one rule for all customers."""
    entity = registry["customers"]
    with as_system("bench") as system:
        pool = _pool_and_rule(system)
        for name in ("the day on which each customer falls, the first time", "the same, nothing new"):
            _note(work, name, lambda: _ask(COUNTED), lambda: falling.renew(Night(), entity, _counts()))  # type: ignore[arg-type]
        owned = Customer._base_manager.filter(owner__isnull=False, deleted_at=None)
        keys = list(owned.order_by("-pk").values_list("pk", flat=True)[:FALL])
        rows = entity.manager().filter(pk__in=keys)
        step = falling.Step(falling.RECYCLE, RULE)
        _note(
            work,
            f"{len(keys):,} customers fall to the pool",
            lambda: _undone(LET_GO, [pool, keys]),
            lambda: falling.move(Night(), entity, rows, system, pool, step),  # type: ignore[arg-type]
        )


def _pool_and_rule(system: Actor) -> Any:
    """New ones: what an earlier run on this database left goes."""
    rules, pools = registry["recycle-rules"], registry["pools"]
    for key in rules.manager().filter(name=RULE, deleted_at=None).values_list("pk", flat=True):
        gate.delete(rules, key, actor=system)
    Customer._base_manager.exclude(falls_on=None).update(falls_on=None, falls_by=None)
    pool = gate.create(pools, {"name": f"Sea {time.time():.0f}", "entity": "customers", "members": []}, actor=system).pk
    values = {"name": RULE, "entity": "customers", "pool": pool, "days": 30, "rank": 1}
    gate.act(rules, gate.create(rules, values, actor=system).pk, "activate", actor=system)
    return pool


def _counts() -> dict[str, int]:
    return {"counted": 0}


def _ask(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.fetchall()


def _undone(statement: str, values: list[Any]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        transaction.set_rollback(True)


def _note(work: Work, name: str, bare: Callable[[], Any], task: Callable[[], Any]) -> None:
    sql, took = _milliseconds(bare), _milliseconds(task)
    work.figures[name] = {"sql": {"median": sql, "p95": sql}, "command": {"median": took, "p95": took}}
    work.say(f"{name}: {took / 1_000:.1f} s")


def _milliseconds(task: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    task()
    return (time.perf_counter() - begun) * 1_000
