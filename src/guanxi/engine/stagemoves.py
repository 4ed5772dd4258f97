"""What moving rules mean, and their work: at night, and when somebody asks for it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from guanxi.engine import eventmoves, gate
from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, EngineError, Invalid
from guanxi.engine.events.writing import note
from guanxi.engine.filters import compile_filter
from guanxi.engine.jobs import Job, Run, enqueue, job
from guanxi.engine.models.event import Event
from guanxi.engine.models.movingrule import EVENT, TIME, MovingRule
from guanxi.engine.permissions import Access, Actor, Grant, Scope, as_system
from guanxi.engine.registry import registry
from guanxi.engine.wording import About
from guanxi.kit.workdays import is_workday

REASON = gettext_noop("moved by the rule")
HELD = "held"
"""The event that tells that a rule could not move a record, and what is missing."""
JOB = "stages.move"
CHUNK = 500
BOUND = 1_000
MOST_SHOWN = 40
LONGEST = 3_650


def check_rule(rule: MovingRule) -> None:
    """Refuse what could not be carried out."""
    face = registry.get(rule.entity)
    if face is None or face.stage_since is None:
        raise ValidationError({"entity": _("There are no such records.")})
    for name in ("leaves", "to"):
        stage = getattr(rule, name)
        if stage and stage.partition(":")[0] != rule.entity:
            raise ValidationError({name: _("That is no stage of these records.")})
    if rule.leaves == rule.to:
        raise ValidationError(_("The rule leads to the stage from which it comes."))
    if rule.upon == EVENT:
        eventmoves.check_cause(rule, face)
    elif not 0 <= rule.days <= LONGEST:
        raise ValidationError({"days": _("From 0 to %(most)d days.") % {"most": LONGEST}})
    if rule.upon != EVENT and not rule.days and not rule.condition:
        raise ValidationError(_("Say after how many days, or under which conditions."))
    try:
        compile_filter(face, rule.condition, Access([Grant("*", frozenset("*"), Scope.ALL)]))
    except BadQuery as bad:
        raise ValidationError({"condition": bad.message}) from bad


def stage_of(told: str) -> str:
    """The stage's own key out of ENTITY:STAGE."""
    return told.partition(":")[2]


def meant(rule: MovingRule, actor: Actor) -> QuerySet[Any]:
    """The records a rule means now, as far as the actor sees them."""
    face = registry[rule.entity]
    stage, since = face.stage.name, face.stage_since.name  # type: ignore[union-attr]
    rows = actor.access.narrow(face, face.manager())
    rows = rows.filter(**{stage: stage_of(rule.leaves)}) if rule.leaves else rows.exclude(**{stage: stage_of(rule.to)})
    if rule.days:
        rows = rows.filter(**{f"{since}__lt": long_enough(rule.days, working=rule.working)})
    condition = compile_filter(face, rule.condition, actor.access)
    return rows.filter(condition) if condition else rows


def long_enough(days: int, *, working: bool) -> dt.datetime:
    """The moment before which a record must have come to its stage to have been there for so many days."""
    day = timezone.localdate(timezone=timezone.get_default_timezone())
    if working:
        passed = 0
        while passed < days:
            passed += is_workday(settings.COUNTRY, day)
            day -= dt.timedelta(days=1)
    else:
        day -= dt.timedelta(days=days)
    after = day + dt.timedelta(days=1)
    return timezone.make_aware(dt.datetime.combine(after, dt.time.min), timezone.get_default_timezone())


def foreseen(rule: MovingRule, actor: Actor) -> list[str]:
    """How many records it would move now, from which stages, and the first of them by name."""
    face = registry[rule.entity]
    stage: Any = face.stage
    first: list[str] = []
    if rule.upon == EVENT:
        number, rows = eventmoves.would_have(rule, actor)
        cause = registry[rule.cause]
        told = {"n": eventmoves.FORESEEN_DAYS, "things": cause.numbered(number)}
        first = [_("In the last %(n)d days it would have looked at %(things)s. For these:") % told]
        rows = rows.order_by("pk")
    else:
        rows = meant(rule, actor).order_by("pk")
    keys = list(rows.values_list("pk", stage.name)[: BOUND + 1])
    if not keys:
        return [*first, _("Today it would move no record.")]
    by_stage: dict[str, int] = {}
    for _key, here in keys[:BOUND]:
        by_stage[here] = by_stage.get(here, 0) + 1
    more = len(keys) > BOUND
    lines = [
        _("%(things)s would move from “%(here)s” to “%(there)s”:")
        % {
            "things": face.numbered(number, f"{number:,}+" if more else None),
            "here": stage.to_text(here),
            "there": stage.to_text(stage_of(rule.to)),
        }
        for here, number in by_stage.items()
    ]
    shown = rows.defer("search")[:MOST_SHOWN]
    return [*first, *lines, *(About(str(one), face.name, one.pk) for one in shown)]


# --- the work -------------------------------------------------------------------------------------------------------


def begin(actor: Actor) -> Job:
    """Have the active rules applied now, in the background."""
    return enqueue(JOB, {}, actor=actor, title=str(LABEL), entity="moving-rules", lock=JOB)


LABEL = gettext_lazy("Move records by the rules of stages")


@job(JOB, label=LABEL, schedule="53 18 * * *", retries=1)
def move_all(run: Run) -> dict[str, Any]:
    """Apply every active rule in its order; a chunk and what is remembered of it commit together."""
    memory = run.memory
    memory.setdefault("began", timezone.now().isoformat())
    rules = MovingRule._base_manager.filter(active=True, deleted_at__isnull=True, upon=TIME)
    for rule in rules.order_by("place", "created_at", "pk"):
        if str(rule.pk) not in memory.setdefault("through", []):
            _apply(run, rule)
    return {"moved": memory.get("moved", {}), "held": memory.get("held", {})}


def _apply(run: Run, rule: MovingRule) -> None:
    """One rule, in the order of the keys; whom an earlier one has moved tonight stays there."""
    face = registry.get(rule.entity)
    memory = run.memory
    while face is not None and stage_of(rule.to) in face.stage.steps:  # type: ignore[union-attr]
        run.check()
        with run.transaction(), as_system(f"{REASON}: {rule.name}"[:200]) as system:
            rows = meant(rule, system).filter(**{f"{face.stage_since.name}__lt": memory["began"]})  # type: ignore[union-attr]
            ahead = rows.filter(pk__gt=uuid.UUID(memory["last"])) if memory.get("last") else rows
            keys = list(ahead.order_by("pk").values_list("pk", flat=True)[:CHUNK])
            _move(face, rule, keys, system, memory)
            memory["last"] = str(keys[-1]) if keys else ""
        if len(keys) < CHUNK:
            break
    with run.transaction():
        MovingRule._base_manager.filter(pk=rule.pk).update(last_run_at=timezone.now())
        memory["through"].append(str(rule.pk))
        memory["last"] = ""


def _move(face: Entity, rule: MovingRule, keys: list[uuid.UUID], system: Any, memory: dict[str, Any]) -> None:
    told = gate.bulk(face, keys, "update", {face.stage.name: stage_of(rule.to)}, actor=system)  # type: ignore[union-attr]
    held = {key: why for key, why in told.refused.items() if isinstance(why, Invalid)}
    for name, number in (("moved", len(told.done)), ("held", len(held))):
        counts = memory.setdefault(name, {})
        counts[rule.name] = counts.get(rule.name, 0) + number
    tell_held(face, rule, held, system)


def tell_held(face: Entity, rule: MovingRule, held: Mapping[uuid.UUID, EngineError], system: Any) -> None:
    """Say once for each time at a stage what keeps a record from moving on."""
    known = Event.objects.filter(record__among=list(held), verb=HELD, changes__rule=str(rule.pk))
    latest: dict[Any, dt.datetime] = {}
    for key, at in known.values_list("record", "at"):
        latest[key] = max(at, latest.get(key, at))
    since = dict(face.manager().filter(pk__among=list(held)).values_list("pk", face.stage_since.name))  # type: ignore[union-attr]
    for key, why in held.items():
        if key in latest and latest[key] >= since[key]:
            continue
        missing = [text for texts in getattr(why, "errors", {}).values() for text in texts]
        told = {"rule": str(rule.pk), "name": rule.name, "to": stage_of(rule.to), "missing": missing[:5]}
        note(face.name, HELD, told, actor=system, record=key)
