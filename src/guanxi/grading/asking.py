"""Records that wait for the rules: where comparing one with all others takes long, that is done in the background."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy

from guanxi.engine.entity import Entity
from guanxi.engine.jobs import Run, enqueue, job
from guanxi.engine.models.job import WAITING, Job
from guanxi.engine.permissions import Actor, as_system
from guanxi.engine.registry import registry
from guanxi.grading.jobs import CHUNK, REASON, Verdict, put, verdicts_of
from guanxi.grading.measuring import plan_of, today
from guanxi.grading.models import GradingRule
from guanxi.grading.models.graded import SEGMENT
from guanxi.grading.plan import BOUNDS, Plan
from guanxi.grading.rules import active_rules, steps_of

JOB = "grading.asked"
LABEL = gettext_lazy("Let the rules grade what was set by hand")
ASKED = '{"asked":true}'
"""The reason of a rating that waits for the rules."""
MANY = 50_000
"""Of more records than that nobody waits for a comparison with all."""


def takes_long(entity: Entity, rules: Sequence[GradingRule]) -> bool:
    """Whether these rules compare a record with very many others."""
    asked = ("share", "score", *BOUNDS)
    compares = any(rule.axis == SEGMENT for rule in rules) or any(
        getattr(step, name) is not None for rule in rules for step in steps_of(rule) for name in asked
    )
    return compares and about_how_many(entity) > MANY


def about_how_many(entity: Entity) -> int:
    """How many records there are, as the database last counted them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [entity.model._meta.db_table])
        return int(cursor.fetchone()[0])


def begin(entity: Entity, axis: str, actor: Actor) -> None:
    """Have the rules asked about what waits, in the transaction that lets it wait; one piece of work for many."""
    lock = f"{JOB}:{entity.name}:{axis}"
    alike = Job._base_manager.filter(name=JOB, lock=lock, owner=actor.pk, state=WAITING)
    if alike.select_for_update().first() is None:  # held until this commits, so it begins after that
        told = {"entity": entity.name, "axis": axis}
        enqueue(JOB, told, actor=actor, title=str(LABEL), entity=entity.name, lock=lock)


@job(JOB, label=LABEL, retries=3)
def grade_asked(run: Run, *, entity: str, axis: str) -> dict[str, Any]:
    """Everything that waits, whoever let it wait; the plan is worked out once."""
    face = registry[entity]
    if "plan" not in run.memory:
        plan = plan_of(face, axis, active_rules(face, axis), today())
        with run.transaction():
            run.memory |= {"day": today().isoformat(), "plan": plan.kept(), "done": 0}
    plan, day = Plan.read(run.memory["plan"]), dt.date.fromisoformat(run.memory["day"])
    waiting = face.manager().filter(**{f"{axis}_why": ASKED, f"{axis}_until": None, "deleted_at": None}).order_by("pk")
    while True:
        run.check()
        with run.transaction(), as_system(REASON) as system:
            keys = list(waiting.values_list("pk", flat=True)[:CHUNK])
            if not keys:
                return {"graded": run.memory["done"]}
            rows = face.manager().filter(pk__among=keys).order_by("pk")
            put(face, axis, verdicts_of(plan, rows, day) if plan.rules else _none(axis, rows), day, system)
            run.memory["done"] += len(keys)
            run.progress(run.memory["done"], run.memory["done"])


def _none(axis: str, rows: Any) -> list[Verdict]:
    """What is said where there are no rules."""
    found = rows.values_list("pk", axis, f"{axis}_why", f"{axis}_until")
    return [Verdict(key, here, "", "", why, until) for key, here, why, until in found]
