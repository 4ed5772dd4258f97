"""What nobody owns goes to whoever is in charge of its region, where the region says so; each step is in the log."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from guanxi.engine import origin
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid
from guanxi.engine.gate.bulk import BulkResult
from guanxi.engine.gate.bulk_update import judge_many, save_many
from guanxi.engine.jobs import Run, enqueue
from guanxi.engine.permissions import Actor, as_system
from guanxi.engine.registry import registry
from guanxi.ownership.models.entry import REGION
from guanxi.ownership.steps import Step
from guanxi.people import regions

if TYPE_CHECKING:
    from guanxi.ownership.models import Pooled

REASON = gettext_noop("records without an owner go to whoever is in charge of their region")
JOB = "ownership.hand_over"
CHUNK = 100


def ask(model: type[Pooled], records: Sequence[Any]) -> None:
    """Ask for the work where one of these, saved together, lies in a region that hands over and has nobody."""
    entity = registry.for_model(model)
    free = {one.sales_region_id for one in records if _is_free(one)} if entity.region_path else set()
    if any(regions.tree().heir(region) for region in free):
        enqueue(JOB, {"entity": entity.name}, actor=None, lock=f"{JOB}:{entity.name}")


def _is_free(record: Any) -> bool:
    nobodys = record.owner_id is None and record.pool_id is None and record.deleted_at is None
    return nobodys and getattr(record, "sales_region_id", None) is not None


def hand_over(run: Run, entity: Entity) -> int:
    """Region by region; whoever may hold no more gets no more, and the rest goes on to a pool. Returns how many."""
    if not entity.region_path:
        return 0
    tree, handed = regions.read(claims=False), 0
    for region in tree.branches:
        heir = tree.heir(region)
        if heir is not None:
            rows = entity.manager().filter(owner=None, pool=None, deleted_at=None, **{entity.region_path: region})
            handed += _give(run, entity, rows, heir[0], Step(REGION, tree.branches[heir[1]].name))
    return handed


def _give(run: Run, entity: Entity, rows: QuerySet[Any], person: uuid.UUID, step: Step) -> int:
    given, after = 0, None
    while True:
        run.check()
        ahead = rows.filter(pk__gt=after) if after else rows
        keys = list(ahead.order_by("pk").values_list("pk", flat=True)[:CHUNK])
        if not keys:
            return given
        after = keys[-1]
        with as_system(REASON) as system:
            number, may_more = _most(run, entity, rows, keys, person, step, system)
        given += number
        if not may_more:
            return given


def _most(
    run: Run, entity: Entity, rows: QuerySet[Any], keys: list[uuid.UUID], person: uuid.UUID, step: Step, system: Actor
) -> tuple[int, bool]:
    """As many of them as somebody may hold, by halves where not all; how many, and whether there may be more."""
    try:
        return _chunk(run, entity, rows, keys, person, step, system), True
    except Invalid:
        if len(keys) == 1:
            return 0, False
    half = len(keys) // 2
    first, may_more = _most(run, entity, rows, keys[:half], person, step, system)
    if not may_more:
        return first, False
    then, _full = _most(run, entity, rows, keys[half:], person, step, system)
    return first + then, False


def _chunk(
    run: Run, entity: Entity, rows: QuerySet[Any], keys: list[uuid.UUID], person: uuid.UUID, step: Step, system: Actor
) -> int:
    """So many at once, each looked at again under its lock; raises Invalid where a limit lets nobody hold so many."""

    def values_for(record: Any) -> dict[str, Any]:
        record._step = step
        return {"owner": person}

    with run.transaction(), origin.unguarded():
        there = rows.model._base_manager.filter(pk__in=keys).order_by("pk").select_for_update()
        locked = [key for (key,) in there.values_list("pk")]
        still = list(rows.filter(pk__in=locked).order_by("pk").values_list("pk", flat=True))
        judged = judge_many(entity, still, values_for, system, BulkResult())
        return len(save_many(entity, judged, system, "assign"))
