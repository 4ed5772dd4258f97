"""Giving the jobs of dead workers to living ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob

from guanxi.engine.jobs import queue
from guanxi.engine.jobs.hands import dropped
from guanxi.engine.jobs.run import LEASE
from guanxi.engine.jobs.working import tell_of_end
from guanxi.engine.models.job import ALIVE, PARKED, RUNNING, WAITING, Job

MOST_DEATHS = 10
"""A job under which so many workers died is parked: it is likely what kills them."""
_AT_ONCE = 100


def sweep(lease: float = LEASE) -> int:
    """Give every job whose worker died a new ticket, and close the old ones; returns how many jobs there were."""
    with dropped() as tickets:
        return _sweep(lost(lease, tickets), abandoned(lease, tickets))


def _sweep(jobs: QuerySet[Job], tickets: QuerySet[ProcrastinateJob]) -> int:
    count = 0
    for key in list(jobs.values_list("pk", flat=True)[:_AT_ONCE]):
        with transaction.atomic():
            job = jobs.select_for_update(skip_locked=True, of=("self",)).filter(pk=key).first()
            if job is not None:
                _rescue(job)
                count += 1
    for ticket in list(tickets.values_list("pk", flat=True)[:_AT_ONCE]):
        with transaction.atomic():
            if tickets.select_for_update(skip_locked=True, of=("self",)).filter(pk=ticket).first():
                queue.close(ticket, "failed")
    return count


def lost(lease: float, dropped: Collection[int] = ()) -> QuerySet[Job]:
    """Jobs that wait or run according to their row, but that no living worker has and none will get."""
    doing = Q(status="doing", worker__last_heartbeat__gte=Now() - dt.timedelta(seconds=lease)) & ~Q(pk__in=dropped)
    held = ProcrastinateJob.objects.filter(Q(status="todo") | doing, pk=OuterRef("ticket"))
    return Job._base_manager.filter(~Exists(held), state__in=ALIVE)


def abandoned(lease: float, dropped: Collection[int] = ()) -> QuerySet[ProcrastinateJob]:
    """Tickets that a dead worker holds and that are no job's present one."""
    present = Job._base_manager.filter(ticket=OuterRef("pk"), state__in=ALIVE)
    silent = Q(worker__isnull=True) | Q(worker__last_heartbeat__lt=Now() - dt.timedelta(seconds=lease))
    gone = silent | Q(pk__in=dropped)
    return ProcrastinateJob.objects.filter(gone, ~Exists(present), status="doing", task_name__startswith="guanxi.")


def _rescue(job: Job) -> None:
    if job.attempts >= MOST_DEATHS:
        _park(job)
    elif job.state in (RUNNING, WAITING):
        Job._base_manager.filter(pk=job.pk).update(fence=job.fence + 1)
        queue.again(job)


def _park(job: Job) -> None:
    """It is tried no more, and whoever asked for it is told in their language."""
    owner: Any = job.owner
    with translation.override(owner.language if owner is not None else None):
        told = _("The worker died %(count)d times while doing this.") % {"count": job.attempts}
        Job._base_manager.filter(pk=job.pk).update(
            state=PARKED, error=told, fence=job.fence + 1, finished_at=timezone.now()
        )
        tell_of_end(job, PARKED)
