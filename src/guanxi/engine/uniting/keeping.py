"""What is done for mergings by the clock: what came meanwhile is carried over, what is over is forgotten."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guanxi.engine import origin
from guanxi.engine.entity import Entity
from guanxi.engine.jobs import Run, job
from guanxi.engine.models.merger import Carried, Merger
from guanxi.engine.permissions import as_system
from guanxi.engine.permissions.system import System
from guanxi.engine.registry import registry
from guanxi.engine.transactions import atomically
from guanxi.engine.uniting.carrying import carry
from guanxi.engine.uniting.places import places
from guanxi.engine.uniting.tables import carry_rows, known

FRESH = dt.timedelta(hours=1)
"""Whatever was being written when records were merged is there by then."""
REASON = gettext_noop("written while the records were merged")
CHUNK = 200


@job("engine.mergers", label=_("Carry over what came while records were merged"), schedule="*/10 * * * *")
def keep_mergers(run: Run) -> dict[str, Any]:
    """Carry over what still leads to records that were merged lately; forget how to take back what is too old."""
    carried = 0
    for merger in Merger.objects.filter(at__gt=timezone.now() - FRESH, undone_at=None).order_by("pk"):
        run.check()
        carried += carry_stragglers(merger)
    return {"carried": carried, "swept": sweep(run)}


def carry_stragglers(merger: Merger) -> int:
    """Carry over what came after the merging; the reason is logged only where there is something to do."""
    entity = registry.get(merger.entity)
    others = [one.record for one in merger.others.filter(holds=True)]  # type: ignore[attr-defined]
    if entity is None or not others:
        return 0
    if not _is_late(merger, entity, others):
        return 0

    def work(system: System) -> int:
        with origin.unguarded():
            carry_rows(merger, others)
            return carry(merger, entity, others, system)

    with as_system(REASON) as system:
        return atomically(lambda: work(system))


def _is_late(merger: Merger, entity: Entity, others: list[uuid.UUID]) -> bool:
    """Whether something leads to the merged records that should lead to the survivor."""
    group = {merger.survivor, *others}
    if any(place.keys(entity.name, others) - group for place in places(entity)):
        return True
    ways = ((table, other) for table in known.values() for other in others)
    return any(table.going(entity.name, other, merger.survivor).exists() for table, other in ways)


def sweep(run: Run) -> int:
    """Forget what was carried by mergings that can't be taken back any more; the records lead to their survivor."""
    swept = 0
    while True:
        run.check()
        with run.transaction():
            old = Merger.objects.filter(until__lt=timezone.now(), is_swept=False).order_by("until")
            keys = list(old.values_list("pk", flat=True)[:CHUNK])
            Carried.objects.filter(merger__in=keys).delete()
            swept += Merger.objects.filter(pk__in=keys).update(is_swept=True)
        if len(keys) < CHUNK:
            return swept
