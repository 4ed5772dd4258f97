"""Scheduled work of the engine itself. The hours are UTC: early morning in China."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guanxi.engine import idempotency, limits
from guanxi.engine.entity import Entity
from guanxi.engine.events import sealing  # noqa: F401 (declares its reader)
from guanxi.engine.files import clearing
from guanxi.engine.gate.purging import purge
from guanxi.engine.imports import sweeping
from guanxi.engine.jobs import Run, job, queue
from guanxi.engine.models.job import ALIVE, Job
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.engine.uniting.leading import not_merged

DAYS_OF_TICKETS = 7
DAYS_OF_JOBS = 90
CHUNK = 200


@job("engine.tickets", label=_("Clear the queue of what is done"), schedule="17 19 * * *")
def clear_tickets(run: Run) -> None:
    """Delete the queue's own rows of work that ended some days ago; the jobs people see stay."""
    with run.transaction():
        queue.clear(DAYS_OF_TICKETS)


@job("engine.keys", label=_("Forget old keys and marks"), schedule="37 * * * *")
def forget_keys(run: Run) -> dict[str, Any]:
    """Delete the idempotency keys nobody will send again, and limits that are over."""
    with run.transaction():
        return {"keys": idempotency.forget_old(), "limits": limits.forget_old()}


@job("engine.purge", label=_("Empty the recycle bin of what lies there for long"), schedule="7 19 * * *")
def empty_bin(run: Run) -> dict[str, Any]:
    """Delete for good what was deleted long ago, and jobs that ended long ago."""
    told: dict[str, Any] = {}
    long_ago = timezone.now() - dt.timedelta(days=settings.RECYCLE_BIN_DAYS)
    for entity in registry:
        if entity.purged:
            _purge_all(run, entity, entity.manager().filter(not_merged(entity), deleted_at__lt=long_ago), told)
    ended = Job._base_manager.filter(finished_at__lt=timezone.now() - dt.timedelta(days=DAYS_OF_JOBS), key=None)
    _purge_all(run, registry["jobs"], ended.exclude(state__in=ALIVE), told)
    return told


def _purge_all(run: Run, entity: Entity, rows: QuerySet[Any], told: dict[str, Any]) -> None:
    """Chunk by chunk; the reason is logged only where there is something to do."""
    after = None
    while True:
        ahead = rows.filter(pk__gt=after) if after else rows
        keys = list(ahead.order_by("pk").values_list("pk", flat=True)[:CHUNK])
        if not keys:
            return
        after = keys[-1]
        with as_system(gettext_noop("emptying the recycle bin")) as system:
            for key in keys:
                run.check()
                gone = purge(entity, rows, key, system=system)
                counts = told.setdefault(entity.name, {"purged": 0, "kept": 0})
                counts["purged" if gone else "kept"] += 1


@job("engine.files", label=_("Clear away files that belong to nothing"), schedule="27 19 * * *", retries=0)
def clear_files(run: Run) -> dict[str, Any]:
    """Delete bytes without a row and rows without a use; tell of rows without bytes."""
    told = clearing.clear_rows(dt.timedelta(days=settings.RECYCLE_BIN_DAYS))
    run.check()
    swept = sweeping.sweep(run.check, time.time())
    return {"removed": told, "transfer": swept, **clearing.clear_bytes(run.check)}
