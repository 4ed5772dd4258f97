"""The work of a night: the depth of every record is measured, and the next step suggested; broken off, it goes on."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import IntegerField
from django.db.models.functions import Cast
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
from guanxi.grading import shipped, stepping
from guanxi.grading.depth_rules import active_depth_rules, active_step_rules, deepened
from guanxi.grading.depth_statement import Depth, measure
from guanxi.grading.measuring import first_that_fits, today
from guanxi.grading.models import DepthRule

JOB = "grading.deepen"
LABEL = gettext_lazy("Measure relationships")
REASON = gettext_noop("measured by the rules")
CHUNK = 2_000
KEPT = (
    *("depth", "depth_why", "people_there", "people_known", "deciders_known", "deciders_against", "ways", "theirs"),
    *("last_talk", "last_visit", "last_bought", "unanswered", "rivals"),
)
"""What is kept beside the level; it changes without an event, as the days go by."""


def begin(actor: Actor) -> Job:
    """Have depth and steps worked out now, in the background."""
    return enqueue(JOB, {}, actor=actor, title=str(LABEL), entity="depth-rules", lock=JOB)


@job(JOB, label=LABEL, schedule="52 17 * * *", retries=3)
def deepen_all(run: Run) -> dict[str, Any]:
    """Every record of every kind that has a depth; the hour is UTC, and after the grades."""
    shipped.ship()
    if "of" not in run.memory:
        run.memory["of"] = sum(one.manager().filter(deleted_at=None).count() for one in deepened())
    through = run.memory.setdefault("through", [])
    counts = run.memory.setdefault("changed", {})
    for entity in [one for one in deepened() if one.name not in through]:
        after = run.memory.get("after", "")
        while after != "end":
            run.check()
            with run.transaction(), as_system(REASON) as system:
                rows = entity.manager().filter(deleted_at=None).order_by("pk")
                rows = rows.filter(pk__gt=uuid.UUID(after)) if after else rows
                keys = list(rows.values_list("pk", flat=True)[:CHUNK])
                counts[entity.name] = counts.get(entity.name, 0) + deepen(entity, keys, system)
                after = run.memory["after"] = str(keys[-1]) if len(keys) == CHUNK else "end"
                run.memory["seen"] = run.memory.get("seen", 0) + len(keys)
                run.progress(run.memory["seen"], max(run.memory["of"], run.memory["seen"]))
        with run.transaction():
            through.append(entity.name)
            run.memory["after"] = ""
            _note_runs(entity)
    told: dict[str, Any] = {"changed": counts}
    return told


def _note_runs(entity: Entity) -> None:
    """When the rules were applied last."""
    for model in (DepthRule, stepping.StepRule):
        rows: Any = model._base_manager.filter(entity=entity.name, active=True, deleted_at=None)
        rows.update(last_run_at=timezone.now())


def deepen(entity: Entity, keys: Collection[uuid.UUID], system: Any) -> int:
    """Measure these records and suggest their next steps; returns how many came to another level."""
    rows = entity.manager().filter(pk__among=keys, deleted_at=None)
    changed = put(entity, depths_of(entity, rows, active_depth_rules(entity)), system)
    stepping.refresh(entity, rows)
    return changed


def depths_of(entity: Entity, rows: Any, rules: Sequence[DepthRule]) -> list[Depth]:
    """What is measured of these rows by these rules."""
    return measure(entity, judged_rows(entity, rows, rules), rules, today())


def judged_rows(entity: Entity, rows: Any, rules: Sequence[DepthRule]) -> Any:
    """Rows as the statement takes them."""
    place = Cast(first_that_fits(entity, [rule.filter for rule in rules]), IntegerField())
    return rows.order_by("pk").values_list("pk", "depth_level", place)


def why(one: Depth) -> str:
    """The reason, as numbers and days."""
    told: dict[str, Any] = {
        "known": one.known,
        "there": one.there,
        "who": one.deciders,
        "met": one.deciders_known,
        "ways": one.ways,
        "theirs": one.theirs,
        "bought": one.bought,
        "last": one.last.isoformat() if one.last else "",
    }
    return json.dumps(told, separators=(",", ":"), sort_keys=True)


def values(one: Depth) -> tuple[Any, ...]:
    """What a record keeps of it, in the order of `KEPT`."""
    return (
        *(one.score, why(one), one.there, one.known, one.deciders_known, one.against, one.ways, one.theirs),
        *(one.last, one.visited, one.last_bought, one.unanswered, one.rivals),
    )


def put(entity: Entity, found: Sequence[Depth], system: Any) -> int:
    """Write what was measured: another level as a change with its event, all else quietly."""
    keys = [one.key for one in found]
    had = {row[0]: row for row in entity.manager().filter(pk__among=keys).values_list("pk", *KEPT)}
    rows = [row for one in found if one.key in had and (row := (one.key, *values(one))) != had[one.key]]
    if rows:
        write_values(entity.model, KEPT, rows)
    news = {one.key: one.level for one in found if one.level != one.here}
    return _save(entity, news, system) if news else 0


def _save(entity: Entity, news: dict[uuid.UUID, str], system: Any) -> int:
    """Lock the records and give each its level."""
    changes = []
    with origin.unguarded():
        rows = entity.manager().defer("search").filter(pk__in=list(news), deleted_at=None).order_by("pk")
        for record in rows.select_for_update(of=("self",)):
            before = snapshot(entity, record)
            record.depth_level = news[record.pk]
            record.before_change(before)
            work_out(entity, record)
            changes.append(Change(record, differences(entity, record, before), {}))
        return len(save_many(entity, changes, system))


def measure_places(entity: Entity, places: Iterable[tuple[str, uuid.UUID]]) -> None:
    """The records of a kind that these places are, or whose people they are; nothing while no rule is active."""
    if not (active_depth_rules(entity) or active_step_rules(entity)):
        return
    there = entity.model.contact_map  # type: ignore[attr-defined]
    places = list(places)
    keys = {key for name, key in places if name == entity.name}
    people = [key for name, key in places if there and name == there.entity]
    if people:
        lines = registry[there.entity].lines[there.lines]
        with origin.unguarded():
            found = lines.model._base_manager.filter(**{f"{lines.parent}__in": people})
            keys |= set(found.values_list(there.at, flat=True))
    ordered = sorted(keys)
    for start in range(0, len(ordered), CHUNK):
        with as_system(REASON) as system:
            deepen(entity, ordered[start : start + CHUNK], system)
