"""On which day a record falls to a pool, and by which rule; and the work that lets it fall."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from guanxi.engine import origin
from guanxi.engine.entity import Entity
from guanxi.engine.filters import compile_filter
from guanxi.engine.gate.bulk import BulkResult
from guanxi.engine.gate.bulk_update import judge_many, save_many
from guanxi.engine.jobs import Run
from guanxi.engine.permissions import Actor, as_system
from guanxi.engine.registry import registry
from guanxi.engine.rows_sql import write_values
from guanxi.kit.workdays import workdays_after
from guanxi.ownership import handing, pools
from guanxi.ownership.models.entry import MOVE, RECYCLE
from guanxi.ownership.models.rule import DAY, FOLLOWED, RecycleRule
from guanxi.ownership.pools import EVERYTHING
from guanxi.ownership.steps import Step

if TYPE_CHECKING:
    from guanxi.ownership.models import Pooled

REASON = gettext_noop("a recycle rule")
UNOWNED = gettext_noop("records without an owner wait in a pool")
CHUNK = 2_000
FALLING = 200
LONGEST = 3_650


def check_rule(rule: RecycleRule) -> None:
    """Refuse what could not be carried out."""
    wrong: dict[str, Any] = {}
    if not 1 <= rule.days <= LONGEST:
        wrong["days"] = _("From 1 to %(n)d days.") % {"n": LONGEST}
    if not 0 <= rule.warn_days <= LONGEST:
        wrong["warn_days"] = _("From 0 to %(n)d days.") % {"n": LONGEST}
    if rule.since == DAY and not rule.day.startswith(f"{rule.entity}."):
        wrong["day"] = _("Choose a day of these records.")
    if rule.pool_id is not None and (not rule.pool.is_open or rule.pool.entity != rule.entity):  # type: ignore[attr-defined]
        wrong["pool"] = _("This pool is closed, or for other records.")
    if wrong:
        raise ValidationError(wrong)
    pools.check_conditions(rule.entity, {"filter": rule.filter, "unless": rule.unless})


def rules(entity: Entity) -> list[RecycleRule]:
    """The active rules for a kind of record whose pool is there, in their order."""
    found = RecycleRule._base_manager.filter(
        entity=entity.name, active=True, deleted_at=None, pool__is_open=True, pool__deleted_at=None
    )
    return list(found.order_by("rank", "created_at"))


# --- the day ----------------------------------------------------------------------------------------------------------


def due(rule: RecycleRule, record: Any) -> dt.date | None:
    """The day on which a record falls by a rule that fits it; None where there is no day to count from."""
    if rule.since == DAY:
        begins = getattr(record, rule.day.partition(".")[2])
    elif rule.since == FOLLOWED:
        begins = max(filter(None, (record.held_since, record.followed_at)), default=record.created_at)
    else:
        begins = record.held_since or record.created_at
    if begins is None:
        return None
    if isinstance(begins, dt.datetime):
        begins = timezone.localtime(begins, timezone.get_default_timezone()).date()
    return days_after(begins, rule.days, working=rule.working, country=settings.COUNTRY)


@lru_cache(maxsize=20_000)
def days_after(day: dt.date, days: int, *, working: bool, country: str) -> dt.date:
    """So many days later; of working days of a country the one on which so many have gone by."""
    return workdays_after(country, day, days) if working else day + dt.timedelta(days=days)


def refresh(model: type[Pooled], keys: Collection[uuid.UUID], *, are_new: bool = False) -> int:
    """Work out anew when these records fall; returns for how many it changed. It is no change of the record.

    `are_new`: none of them has such a day yet.
    """
    entity = registry.for_model(model)
    active = rules(entity) if keys else []
    if not active:
        return 0 if are_new else _forget(model, keys)
    with origin.unguarded():
        rows = list(judged(entity, active).filter(pk__among=list(keys)))
    changed = []
    for row in rows:
        day, rule = fate(row, active)
        if (row.falls_on, row.falls_by_id) != (day, rule):
            changed.append((row.pk, day, rule))
    if changed:
        write_values(model, ["falls_on", "falls_by"], changed)
    return len(changed)


def _forget(model: type[Pooled], keys: Collection[uuid.UUID]) -> int:
    there = model._base_manager.filter(pk__among=list(keys)).exclude(falls_on=None)
    return int(there.update(falls_on=None, falls_by=None)) if keys else 0


def judged(entity: Entity, active: Sequence[RecycleRule]) -> QuerySet[Any]:
    """The records with the place of the first rule that fits each, in what `fate` needs of them."""
    cases = [When(_fits(entity, rule), then=Value(place)) for place, rule in enumerate(active)]
    rows = entity.manager().only("owner", *asked(active))
    return rows.annotate(place=Case(*cases, default=None, output_field=IntegerField())).order_by("pk")


def asked(active: Sequence[RecycleRule]) -> set[str]:
    names = {"held_since", "followed_at", "created_at", "falls_on", "falls_by", "protected_until", "deleted_at"}
    names |= {"asked_at", "asked_holds"}
    return names | {rule.day.partition(".")[2] for rule in active if rule.since == DAY}


def _fits(entity: Entity, rule: RecycleRule) -> Q:
    condition = compile_filter(entity, rule.filter, EVERYTHING)
    where = condition if condition else Q(pk__isnull=False)
    return where & ~compile_filter(entity, rule.unless, EVERYTHING) if rule.unless else where


def fate(row: Any, active: Sequence[RecycleRule]) -> tuple[dt.date | None, uuid.UUID | None]:
    held = row.owner_id is not None and row.deleted_at is None
    protected = row.protected_until is not None and row.protected_until > timezone.now()
    if row.place is None or not held or protected:
        return None, None
    rule = active[row.place]
    day = due(rule, row)
    if day is not None and row.asked_at is not None and row.asked_holds is not None:
        day = max(day, row.asked_holds)
    return (day, rule.pk) if day is not None else (None, None)


# --- the work ---------------------------------------------------------------------------------------------------------


def recycle(run: Run) -> dict[str, Any]:
    """Everything of one night, kind by kind; broken off, it goes on where it was."""
    told: dict[str, Any] = run.memory.setdefault("told", {})
    for entity in list(pools.pooled()):
        if entity.name in run.memory.setdefault("done", []):
            continue
        counts = told.setdefault(entity.name, {"counted": 0, "handed": 0, "moved": 0, "fallen": 0})
        renew(run, entity, counts)
        counts["handed"] += handing.hand_over(run, entity)
        _take_in(run, entity, counts)
        _let_fall(run, entity, counts)
        run.memory["done"].append(entity.name)
        run.memory.pop("after", None)
    return told


def renew(run: Run, entity: Entity, counts: dict[str, int]) -> None:
    """Work out the day of every record anew: rules and the records' own values change."""
    after = run.memory.get("after")
    while after != "end":
        run.check()
        rows = entity.manager().filter(deleted_at=None).order_by("pk")
        rows = rows.filter(pk__gt=uuid.UUID(after)) if after else rows
        keys = list(rows.values_list("pk", flat=True)[:CHUNK])
        with run.transaction():
            counts["counted"] += refresh(entity.model, keys)  # type: ignore[arg-type]
            after = run.memory["after"] = str(keys[-1]) if len(keys) == CHUNK else "end"


def _take_in(run: Run, entity: Entity, counts: dict[str, int]) -> None:
    """What has no owner and no pool goes to the first pool that takes it in."""
    for pool, condition in pools.taking_in(entity):
        rows = entity.manager().filter(condition, owner=None, pool=None, deleted_at=None)
        with as_system(UNOWNED) as system:
            counts["moved"] += move(run, entity, rows, system, pool.pk, Step(MOVE))


def _let_fall(run: Run, entity: Entity, counts: dict[str, int]) -> None:
    """What is due today falls: each chunk is judged once more under its locks."""
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    for rule in rules(entity):
        rows = entity.manager().filter(falls_by=rule.pk, falls_on__lte=today, deleted_at=None).exclude(owner=None)
        step = Step(RECYCLE, rule.name, rule.pk)
        with as_system(f"{REASON}: {rule.name}"[:200]) as system:
            if rule.regional:
                for pool, there in pools.regional(entity):
                    counts["fallen"] += move(run, entity, rows.filter(there), system, pool.pk, step)
            counts["fallen"] += move(run, entity, rows, system, rule.pool_id, step)  # type: ignore[attr-defined]


def move(run: Run, entity: Entity, rows: QuerySet[Any], actor: Actor, pool: uuid.UUID, step: Step) -> int:
    """Put records into a pool, chunk by chunk; each is looked at again once it is locked."""
    moved, after = 0, None
    while True:
        run.check()
        ahead = rows.filter(pk__gt=after) if after else rows
        keys = list(ahead.order_by("pk").values_list("pk", flat=True)[:FALLING])
        if not keys:
            return moved
        after = keys[-1]
        with run.transaction():
            still = _still(rows, keys)
            moved += _move_chunk(entity, [key for key in keys if key in still], actor, pool, step)


def _still(rows: QuerySet[Any], keys: list[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the keys that are still meant, under locks: who claimed or followed up meanwhile keeps theirs."""
    with origin.unguarded():
        locked = list(rows.model._base_manager.filter(pk__in=keys).order_by("pk").select_for_update().values_list("pk"))
        refresh(rows.model, [key for (key,) in locked])
        return set(rows.filter(pk__in=keys).values_list("pk", flat=True))


def _move_chunk(entity: Entity, keys: list[uuid.UUID], actor: Actor, pool: uuid.UUID, step: Step) -> int:
    def values_for(record: Any) -> dict[str, Any]:
        record._step = step
        return {"owner": None, "pool": pool}

    result = BulkResult()
    return len(save_many(entity, judge_many(entity, keys, values_for, actor, result), actor, "recycle"))


def falling_soon(entity: Entity) -> Iterator[tuple[uuid.UUID, dt.date, int]]:
    """Who is to be told today: the owner, the first day, and how many records fall within the days of warning."""
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    soon: dict[uuid.UUID, tuple[dt.date, int]] = {}
    for rule in rules(entity):
        rows = entity.manager().filter(
            falls_by=rule.pk,
            falls_on__gt=today,
            falls_on__lte=today + dt.timedelta(days=rule.warn_days),
            deleted_at=None,
        )
        for owner, day in rows.exclude(owner=None).order_by().values_list("owner", "falls_on"):
            first, number = soon.get(owner, (day, 0))
            soon[owner] = (min(first, day), number + 1)
    for owner, (first, number) in sorted(soon.items()):
        yield owner, first, number
