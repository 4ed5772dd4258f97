"""Grading every customer by what it bought: the first night, one with nothing new, and what a rule would change."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from guanxi.engine import gate, origin
from guanxi.engine.permissions import Actor, as_system
from guanxi.engine.registry import registry
from guanxi.engine.rows_sql import copy_rows
from guanxi.engine.simulating import worked_out
from guanxi.grading.foreseeing import Foresight
from guanxi.grading.jobs import grade_chunk
from guanxi.grading.measuring import plan_of, today
from guanxi.grading.rules import active_rules
from guanxi.kit.uuids import uuid7
from guanxi.modules.customers.models import Customer, Purchase

if TYPE_CHECKING:
    from bench.work import Work

BARE = """
    SELECT CASE WHEN total >= 100000 THEN 'A' WHEN total >= 10000 THEN 'B' WHEN number > 0 THEN 'C' ELSE 'D' END,
           count(*)
    FROM (SELECT c.id, count(p.id) AS number, coalesce(sum(p.amount), 0) AS total FROM customers_customer c
          LEFT JOIN customers_purchase p ON p.customer_id = c.id AND p.day > %s AND p.deleted_at IS NULL
          WHERE c.deleted_at IS NULL GROUP BY c.id) AS bought GROUP BY 1
"""
STEPS = (
    {"rating": "customers:grade:A", "amount": Decimal(100_000)},
    {"rating": "customers:grade:B", "amount": Decimal(10_000)},
    {"rating": "customers:grade:C", "count": 1},
)


def all_of_them(work: Work) -> None:
    """Two purchases for each customer, one rule; every customer is graded by the job's own chunks."""
    with as_system("bench") as system:
        _as_if_new(system)
        _buy(work)
        values = {"name": "By value", "entity": "customers", "otherwise": "customers:grade:D", "steps": list(STEPS)}
        rule = gate.create(registry["grading-rules"], values, actor=system)
        simulation = Foresight(rule, system)  # type: ignore[arg-type]
        _note(work, "what a rule would change", lambda: worked_out(simulation))
        gate.act(registry["grading-rules"], rule.pk, "activate", actor=system)
        _note(work, "grading of all customers, the first time", lambda: _night(system))
        _note(work, "grading of all customers, nothing new", lambda: _night(system))


def _as_if_new(system: Actor) -> None:
    """Without what an earlier run on this database left."""
    rules = registry["grading-rules"]
    for key in rules.manager().filter(deleted_at=None).values_list("pk", flat=True):
        gate.delete(rules, key, actor=system)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM customers_purchase WHERE number LIKE 'B-%'")
        cursor.execute("UPDATE customers_customer SET grade = '', grade_why = '' WHERE grade <> '' OR grade_why <> ''")
        cursor.execute("VACUUM customers_customer")


def _buy(work: Work) -> None:
    """Rows as the gate would leave them, without their events: what is measured reads none."""
    day, now = today(), timezone.now()

    keys = list(Customer._base_manager.values_list("pk", flat=True))

    def rows() -> Iterator[Purchase]:
        for place, key in enumerate(keys):
            for nth in range(2):
                made = Purchase(number=f"B-{place}-{nth}", customer_id=key, day=day - dt.timedelta(days=place % 700))
                made.amount = Decimal(int(work.dice.lognormvariate(8.5, 1.5)))
                made.created_at = made.updated_at = now
                made.search, made.sort_key, made.version = "", made.number, 1
                yield made

    with transaction.atomic(), origin.unguarded():
        copy_rows(Purchase, rows())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE customers_purchase")


def _night(system: Any) -> None:
    entity, day, after = registry["customers"], today(), "begin"
    plan = plan_of(entity, "grade", active_rules(entity, "grade"), day)
    with origin.origin("job", request=uuid7().hex):  # so that owners are told of all that it changed as one number
        while after:
            with transaction.atomic():
                after, _changed = grade_chunk(plan, "" if after == "begin" else after, day, system)


def _note(work: Work, name: str, task: Callable[[], Any]) -> None:
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(BARE, [today() - dt.timedelta(days=365)])
        cursor.fetchall()
    sql = (time.perf_counter() - begun) * 1_000
    begun = time.perf_counter()
    task()
    took = (time.perf_counter() - begun) * 1_000
    work.figures[name] = {"sql": {"median": sql, "p95": sql}, "command": {"median": took, "p95": took}}
    work.say(f"{name}: {took / 1_000:.1f} s")
