"""The keys of records that have none yet, or all of them anew, beside those who read and write the records."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy

from guanxi.engine.duplicates.keeping import forget, keep_new
from guanxi.engine.entity import Entity
from guanxi.engine.jobs import Run, enqueue, job
from guanxi.engine.models.job import ALIVE, Job
from guanxi.engine.models.matchkey import MatchKey
from guanxi.engine.registry import registry
from guanxi.kit.uuids import uuid7_at

CHUNK = 1_000
BEHIND = "engine.match-keys-behind"


def entities() -> list[Entity]:
    """Those among whose records somebody may look for the same."""
    return [entity for entity in registry if entity.identity is not None]


def rebuild(entity: Entity, *, missing: bool = False, since: dt.datetime | None = None) -> Iterator[int]:
    """Write the keys of every record, those in the recycle bin as well; tells how many are done.

    `missing`: only of those that have none; `since`: only of those that are so new. A chunk is locked while it is
    written, so that no change is overtaken.
    """
    done, last = 0, uuid7_at(int(since.timestamp() * 1000)) if since else uuid.UUID(int=0)
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
        rows = rows.filter(~Exists(MatchKey.objects.filter(record=OuterRef("pk"), record__gt=last)))
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


@job(BEHIND, label=gettext_lazy("Note what imported records may have in common with others"))
def note_behind(run: Run, *, entity: str, since: str) -> dict[str, int]:
    """What many records at once were brought in without."""
    done = 0
    for reached in rebuild(registry.written(entity), missing=True, since=dt.datetime.fromisoformat(since)):
        run.check()
        run.progress(reached)
        done = reached
    return {"done": done}


def fill_behind(entity: Entity, since: dt.datetime) -> None:
    """Have the keys made of what was brought in since then without them."""
    if entity.identity is not None:
        enqueue(BEHIND, {"entity": entity.name, "since": since.isoformat()}, actor=None, entity=entity.name)


def are_coming(entity: Entity) -> bool:
    """Whether keys of its records are still being made."""
    return Job._base_manager.filter(name=BEHIND, entity=entity.name, state__in=ALIVE).exists()


def complete(entity: Entity, check: Callable[[], None] = lambda: None) -> None:
    """Make the keys that are still to come, so that who asks next finds everything; `check` may stop it."""
    if are_coming(entity):
        for _done in rebuild(entity, missing=True):
            check()
