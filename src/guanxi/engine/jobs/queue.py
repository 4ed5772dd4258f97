"""Into the queue and out of it, always in the caller's transaction: rolled back, nothing was asked."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from procrastinate import sql
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job as Ticket
from procrastinate.manager import JobManager

from guanxi.engine import origin
from guanxi.engine.events.writing import event_for
from guanxi.engine.gate.creating import told
from guanxi.engine.gate.saving import index
from guanxi.engine.jobs.registry import Declared, as_json, declared
from guanxi.engine.models.job import WAITING, Job
from guanxi.engine.registry import registry
from guanxi.engine.sealing import sealed_json

TASK = "guanxi.job"
PLACE = "jobs"
"""What a job is asked with is kept sealed: what is encrypted in its own table may be in it."""
_tickets = JobManager(DjangoConnector())
"""On Django's own connection even inside a worker, whose queue has another: the caller's transaction decides."""


def enqueue(
    name: str,
    payload: dict[str, Any] | None = None,
    *,
    actor: Any,
    title: str = "",
    entity: str = "",
    record: uuid.UUID | None = None,
    at: dt.datetime | None = None,
    lock: str | None = None,
) -> Job:
    """Ask for background work.

    `actor` is the person whose rights it will have when it runs (or the system, or None for nobody); `entity` and
    `record` say what it is about; `at`: not before; `lock`: two pieces of work with the same lock never run at the same
    time.
    """
    spec = declared[name]
    plain = as_json(payload or {})
    spec.arguments(plain)
    with transaction.atomic():
        job = write(spec, plain, actor, title=title, entity=entity, record=record, due_at=at, lock=lock or "")
        again(job, at)
    return job


def write(spec: Declared, payload: dict[str, Any], actor: Any, **values: Any) -> Job:
    """The row of a new job, with the event of its creation."""
    now = timezone.now()
    values["title"] = (values.get("title") or str(spec.label))[:200]
    payload = sealed_json(payload, PLACE) if payload else {}
    job = Job(name=spec.name, payload=payload, payload_version=spec.version, queue=spec.queue, **values)
    job.created_at = job.updated_at = now
    job.owner_id = job.created_by_id = job.updated_by_id = getattr(actor, "pk", None)  # type: ignore[attr-defined]
    job.version = 1
    job.signature = signature(job)
    face = registry["jobs"]
    index(face, job)
    event = event_for("jobs", job, "create", actor, told(face, job), now)
    with origin.unguarded():
        job.save(force_insert=True)
        event.save(force_insert=True)
    return job


def again(job: Job, at: dt.datetime | None = None) -> None:
    """Give the job a fresh ticket; an older one of it is worth nothing from now on."""
    ticket = Ticket(
        queue=job.queue,
        lock=job.lock or None,
        queueing_lock=None,
        task_name=TASK,
        task_kwargs={"job": str(job.pk)},
        scheduled_at=at,
    )
    job.ticket, job.due_at, job.state = _tickets.defer_job(ticket).id, at, WAITING
    with origin.unguarded():
        Job._base_manager.filter(pk=job.pk).update(ticket=job.ticket, due_at=at, state=WAITING, failures=job.failures)


def withdraw(job: Job) -> None:
    """Take a waiting job out of the queue."""
    if job.ticket is not None:
        _tickets.cancel_job_by_id(job.ticket)


def close(ticket: int, status: str = "succeeded") -> None:
    """Mark a ticket as used up."""
    DjangoConnector().execute_query(sql.queries["finish_job"], job_id=ticket, status=status, delete_job=False)


def clear(days: int) -> None:
    """Delete the tickets of work that ended more than some days ago."""
    statuses = ["succeeded", "failed", "cancelled", "aborted"]
    DjangoConnector().execute_query(sql.queries["delete_old_jobs"], nb_hours=days * 24, queue=None, statuses=statuses)


def signature(job: Job) -> bytes:
    """What only this installation can put under a job: who, what, with which values."""
    said = [job.pk.hex, job.name, job.payload_version, job.owner_id and job.owner_id.hex, job.payload]  # type: ignore[attr-defined]
    return salted_hmac("guanxi.engine.jobs", json.dumps(said, sort_keys=True), algorithm="sha256").digest()


def is_genuine(job: Job) -> bool:
    """Whether the row was written by `enqueue` and not changed since."""
    return constant_time_compare(bytes(job.signature).hex(), signature(job).hex())
