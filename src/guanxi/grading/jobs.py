"""The work of a night: every record gets the rating its rule gives; broken off, it goes on where it was."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy, gettext_noop

from guanxi.engine import origin
from guanxi.engine.computing import work_out
from guanxi.engine.entity import Entity
from guanxi.engine.gate.bulk_update import Change, save_many
from guanxi.engine.gate.updating import differences, snapshot
from guanxi.engine.jobs import Job, Run, enqueue, job
from guanxi.engine.permissions import Actor, as_system
from guanxi.engine.registry import registry
from guanxi.engine.rows_sql import write_values
from guanxi.grading import cycles, shipped
from guanxi.grading.measuring import measured, plan_of, today
from guanxi.grading.models import GradingRule
from guanxi.grading.models.graded import AXES, BESIDE
from guanxi.grading.plan import Plan
from guanxi.grading.rules import active_rules, graded
from guanxi.grading.statement import judge

JOB = "grading.grade"
LABEL = gettext_lazy("Grade by the rules")
REASON = gettext_noop("graded by the rules")
CHUNK = 2_000
MOST = Decimal("9999999999999999.99")
"""More than that no amount holds."""


@dataclass(frozen=True)
class Verdict:
    """What a rule says of one record."""

    key: uuid.UUID
    here: str
    rating: str
    why: str
    had_why: str
    until: dt.date | None
    """Until when it was set by hand."""

    made_of: tuple[str, Decimal | None, dt.date | None] = ("", None, None)
    """The points, the amount in the window, and the last purchase."""

    def beside(self, axis: str) -> dict[str, Any]:
        """What is kept beside a rating."""
        return dict(zip(BESIDE.get(axis, ()), self.made_of, strict=False))

    @property
    def is_news(self) -> bool:
        """Whether the rating changes, or what was set by hand ends."""
        return self.here != self.rating or self.until is not None


NOTHING = Verdict(uuid.UUID(int=0), "", "", "", "", None)
"""What is said where no rule speaks."""


def begin(actor: Actor) -> Job:
    """Have the active rules applied now, in the background."""
    return enqueue(JOB, {}, actor=actor, title=str(LABEL), entity="grading-rules", lock=JOB)


@job(JOB, label=LABEL, schedule="31 17 * * *", retries=3)
def grade_all(run: Run) -> dict[str, Any]:
    """Every rating of every kind of record that rules speak of; the hour is UTC, and before what falls to pools."""
    shipped.ship_segments()
    if "of" not in run.memory:
        run.memory["of"] = sum(_rows(one).count() for one in graded() for axis, _ in AXES if active_rules(one, axis))
    for entity in list(graded()):
        for axis, _label in AXES:
            name = f"{entity.name}.{axis}"
            if name not in run.memory.setdefault("through", []):
                _grade(run, entity, axis, name)
        if entity.name not in run.memory["through"]:
            cycles.renew(run, entity)
            run.memory["through"].append(entity.name)
            run.memory.pop("due_after")
    told: dict[str, Any] = {"graded": run.memory.get("graded", {})}
    return told


def _grade(run: Run, entity: Entity, axis: str, name: str) -> None:
    plan = _kept_plan(run, entity, axis)
    counts = run.memory.setdefault("graded", {})
    while plan.rules:
        run.check()
        with run.transaction(), as_system(REASON) as system:
            last, changed = grade_chunk(
                plan, run.memory.get("after", ""), dt.date.fromisoformat(run.memory["day"]), system
            )
            counts[name] = counts.get(name, 0) + changed
            run.memory["after"] = last
            run.memory["seen"] = min(run.memory.get("seen", 0) + CHUNK, run.memory["of"])
            run.progress(run.memory["seen"], run.memory["of"])
        if not last:
            break
    with run.transaction():
        GradingRule._base_manager.filter(pk__in=[rule.key for rule in plan.rules]).update(last_run_at=timezone.now())
        run.memory["through"].append(name)
        run.memory["plan"], run.memory["after"] = None, ""


def _kept_plan(run: Run, entity: Entity, axis: str) -> Plan:
    """The plan with which this rating was begun, made when it isn't yet."""
    if not run.memory.get("plan"):
        with run.transaction():
            run.memory["day"] = today().isoformat()
            run.memory["plan"] = plan_of(entity, axis, active_rules(entity, axis), today()).kept()
    return Plan.read(run.memory["plan"])


def _rows(entity: Entity) -> Any:
    return entity.manager().filter(deleted_at=None)


def grade_chunk(plan: Plan, after: str, day: dt.date, system: Any) -> tuple[str, int]:
    """The records that come after a key; the last of them ("" at the end), and how many got another rating."""
    entity = registry[plan.entity]
    rows = _rows(entity).order_by("pk")
    rows = rows.filter(pk__gt=uuid.UUID(after)) if after else rows
    verdicts = verdicts_of(plan, rows[:CHUNK], day)
    changed = put(entity, plan.axis, verdicts, day, system)
    return str(verdicts[-1].key) if len(verdicts) == CHUNK else "", changed


def verdicts_of(plan: Plan, rows: Any, day: dt.date) -> list[Verdict]:
    """What the rules say of these rows, in the order of their keys."""
    return [_verdict(plan, row) for row in judge(measured(plan, rows, day), plan, day)]


def _verdict(plan: Plan, row: tuple[Any, ...]) -> Verdict:
    key, here, why, until, place, last, followed, number, total, *points, score, step = row
    if place is None:
        return Verdict(key, here, "", "", why, until)
    rule = plan.rules[place]
    told: dict[str, Any] = {"m": rule.months, "n": number, "to": rule.gives(step)}
    told |= {"sum": str(total)} if number else {}
    told |= {"last": last.isoformat()} if last else {}
    if rule.asks("followed"):
        local = timezone.localtime(followed, timezone.get_default_timezone()).date().isoformat() if followed else ""
        told["f"] = local
    rfm = "".join(map(str, points)) if number else ""
    told |= {"rfm": rfm} if rule.points and rfm else {}
    told |= {"score": score} if rule.asks("score") else {}
    told |= {"by": rule.steps[step].bars} if step >= 0 else {}
    words = json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    made_of = (rfm, min(total, MOST) if number else None, last)
    return Verdict(key, here, rule.gives(step), words, why, until, made_of)


def put(entity: Entity, axis: str, verdicts: list[Verdict], day: dt.date, system: Any) -> int:
    """Write verdicts: another rating as a change with its event, another reason alone quietly."""
    free = {one.key: one for one in verdicts if one.until is None or one.until < day}
    news = {key: one for key, one in free.items() if one.is_news}
    quiet = {key: one for key, one in free.items() if key not in news and one.why != one.had_why}
    if quiet:
        names = [f"{axis}_why", *BESIDE.get(axis, ())]
        rows = [(key, one.why, *one.beside(axis).values()) for key, one in quiet.items()]
        write_values(entity.model, names, rows)
    if axis in BESIDE:
        _renew(entity, axis, [one for one in verdicts if one.key not in free])
    return len(_save(entity, axis, news, day, system)) if news else 0


def _renew(entity: Entity, axis: str, held: list[Verdict]) -> None:
    """What stands beside a rating that a hand holds goes on being what it is."""
    names = BESIDE[axis]
    rows = entity.manager().filter(pk__among=[one.key for one in held]).values_list("pk", *names) if held else ()
    kept = {key: tuple(values) for key, *values in rows}
    news = [(one.key, *one.made_of) for one in held if kept.get(one.key, one.made_of) != one.made_of]
    if news:
        write_values(entity.model, names, news)


def _save(entity: Entity, axis: str, news: Mapping[uuid.UUID, Verdict], day: dt.date, system: Any) -> list[Any]:
    """Lock the records and give each its rating; who set one by hand meanwhile keeps it."""
    changes = []
    with origin.unguarded():
        rows = entity.manager().defer("search").filter(pk__in=list(news)).order_by("pk")
        for record in rows.select_for_update(of=("self",)):
            until = getattr(record, f"{axis}_until")
            if until is not None and until >= day:
                continue
            before = snapshot(entity, record)
            verdict = news[record.pk]
            setattr(record, axis, verdict.rating)
            setattr(record, f"{axis}_why", verdict.why)
            setattr(record, f"{axis}_until", None)
            for name, value in verdict.beside(axis).items():
                setattr(record, name, value)
            record.before_change(before)
            work_out(entity, record)
            changes.append(Change(record, differences(entity, record, before), {}))
        return save_many(entity, changes, system)
