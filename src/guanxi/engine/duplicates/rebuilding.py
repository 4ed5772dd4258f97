"""The keys of records that have none yet, or all of them anew, beside those who read and write the records."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy

from guanxi.engine.duplicates.keeping import forget, keep_new
from guanxi.engine.entity import Entity
from guanxi.engine.jobs import Run, job
from guanxi.engine.models.matchkey import MatchKey
from guanxi.engine.registry import registry

CHUNK = 500


def entities() -> list[Entity]:
    """Those among whose records somebody may look for the same."""
    return [entity for entity in registry if entity.identity is not None]


def rebuild(entity: Entity, *, missing: bool = False) -> Iterator[int]:
    """Write the keys of every record, those in the recycle bin as well; tells how many are done.

    `missing`: only of those that have none. A chunk is locked while it is written, so that no change is overtaken.
    """
    done, last = 0, uuid.UUID(int=0)
    while True:
        with transaction.atomic():
            records = list(_after(entity, last, missing=missing))
            if not records:
                return
            last = records[-1].pk
            forget([record.pk for record in records])
            keep_new(entity, records)
        done += len(records)
        yield done


def _after(entity: Entity, last: uuid.UUID, *, missing: bool) -> QuerySet[Any]:
    names = entity.identity.asked if entity.identity else ()
    rows = entity.manager().filter(pk__gt=last)
    if missing:
        rows = rows.filter(~Exists(MatchKey.objects.filter(record=OuterRef("pk"))))
    return rows.order_by("pk").only("pk", *names).select_for_update(of=("self",))[:CHUNK]


@job("engine.match-keys", label=gettext_lazy("Note what records may have in common"), schedule="47 18 * * *")
def fill(run: Run) -> dict[str, int]:
    """What came in before there were such keys has them after a night at the latest."""
    told = {}
    for entity in entities():
        done = 0
        for reached in rebuild(entity, missing=True):
            run.check()
            done = reached
        if done:
            told[entity.name] = done
    return told
