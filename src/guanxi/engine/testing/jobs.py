"""Doing background work inside a test, without a worker."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from guanxi.engine.jobs.queue import close
from guanxi.engine.jobs.working import perform
from guanxi.engine.models.job import WAITING, Job


def run_jobs_now(*, most: int = 100) -> list[Job]:
    """Carry out every waiting job that is due, those they ask for too; returns them as they ended, in order."""
    done: list[Job] = []
    while len(done) < most:
        due = Job._base_manager.filter(Q(due_at__isnull=True) | Q(due_at__lte=timezone.now()), state=WAITING)
        job = due.order_by("created_at", "pk").first()
        if job is None or job.ticket is None:
            break
        perform(job.pk, job.ticket)
        close(job.ticket)
        done.append(Job._base_manager.get(pk=job.pk))
    return done
