"""What a worker does with a ticket: claim the job, run its function, settle how it ended."""

from __future__ import annotations

import datetime as dt
import logging
import random
import traceback
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.job_context import AbortReason, JobContext

from guanxi.engine import origin
from guanxi.engine.customfields import living
from guanxi.engine.errors import EngineError
from guanxi.engine.jobs import queue
from guanxi.engine.jobs.hands import in_hand
from guanxi.engine.jobs.registry import BadPayload, Declared, declared
from guanxi.engine.jobs.run import Cancelled, Interrupted, Refused, Run, Superseded, TimedOut
from guanxi.engine.models.job import ALIVE, CANCELLED, DONE, FAILED, PARKED, RUNNING, WAITING, Job
from guanxi.engine.sealing import unsealed_json

TICK = "guanxi.tick"
LONGEST_PAUSE = 3600.0
_DETAIL = 8_000
_told_of_ends: list[Callable[[Job, str], None]] = []
_log = logging.getLogger(__name__)


@app.task(name=queue.TASK, pass_context=True)
def work(context: JobContext, *, job: str) -> None:
    """Carry out the job that a ticket is for."""
    try:
        key = uuid.UUID(job)
    except ValueError:
        _log.error("Ticket %s names no job: %.60r", context.job.id, job)
        return
    perform(key, context.job.id, lambda: context.abort_reason() is AbortReason.SHUTDOWN)


@app.task(name=TICK, pass_context=True)
def tick(context: JobContext, timestamp: int, *, name: str) -> None:
    """Carry out a scheduled job, unless its last run is still going on."""
    spec = declared.get(name)
    if spec is None or not spec.schedule or context.job.id is None:
        _log.error("Ticket %s asks for the schedule of %.60r, which has none", context.job.id, name)
        return
    if (standing := stand(spec, context.job.id)) is not None:
        perform(standing, context.job.id, lambda: context.abort_reason() is AbortReason.SHUTDOWN)


def on_schedule(spec: Declared) -> None:
    """Have the workers ask for a job by the clock; of all workers one fires."""
    key = (TICK, spec.name)
    if key not in app.periodic_registry.periodic_tasks:
        app.periodic(
            cron=spec.schedule or "", periodic_id=spec.name, queue=spec.queue, task_kwargs={"name": spec.name}
        )(tick)


def stand(spec: Declared, ticket: int) -> uuid.UUID | None:
    """The one row of a scheduled job, made ready for another run; None while a run of it is alive."""
    with transaction.atomic():
        job = Job._base_manager.select_for_update().filter(key=spec.name).first()
        if job is None:
            try:
                with transaction.atomic():
                    job = queue.write(spec, {}, None, key=spec.name)
            except IntegrityError:
                return None
        elif job.state in ALIVE:
            return None
        job.payload, job.payload_version, job.memory, job.result = {}, spec.version, {}, None
        job.signature = queue.signature(job)
        job.state, job.ticket, job.attempts, job.failures, job.is_stopping = WAITING, ticket, 0, 0, False
        job.done, job.total, job.message, job.title = 0, 0, "", str(spec.label)[:200]
        job.save()
    return job.pk


def perform(key: uuid.UUID, ticket: int | None, is_worker_stopping: Callable[[], bool] = lambda: False) -> None:
    """Claim a job with a ticket, run its function, settle its end."""
    with in_hand(ticket):
        job = claim(key, ticket)
        if job is not None:
            _perform(job, is_worker_stopping)


def _perform(job: Job, is_worker_stopping: Callable[[], bool]) -> None:
    living.catch_up()
    spec, edition = declared.get(job.name), living.edition()
    run = Run(job, timeout=spec.timeout if spec else None, is_worker_stopping=is_worker_stopping)
    try:
        told = _carry_out(spec, run)
    except Superseded:
        _log.warning("Job %s was given to another worker; this one stops.", job.pk)
    except Cancelled:
        settle(run, CANCELLED)
    except Interrupted:
        requeue(run)
    except (Refused, BadPayload) as refused:
        settle(run, PARKED, str(refused))
    except EngineError as refused:
        settle(run, FAILED, refused.message, traceback.format_exc())
    except TimedOut:
        failed(run, spec, _("It took too long and was stopped."), "")
    except Exception as problem:  # noqa: BLE001 (whatever the work's own code raises must be told, not lost)
        if living.edition() != edition:  # in another thread: this one may have met models half old, half new
            _log.info("Fields changed beneath job %s (%s); it begins anew: %r", job.pk, job.name, problem)
            requeue(run)
            return
        _log.exception("Job %s (%s) failed", job.pk, job.name)
        failed(run, spec, _("Something went wrong. Administrators see the details."), traceback.format_exc())
    else:
        settle(run, DONE, result=told if told is not None else run.outcome)


def _carry_out(spec: Declared | None, run: Run) -> dict[str, Any] | None:
    if spec is None:
        raise Refused(_("There is no work of the kind “%(name)s” in this version.") % {"name": run.job.name[:60]})
    if not queue.is_genuine(run.job):
        raise Refused(_("This job was not written by Guanxi, or was changed since."))
    if run.job.payload_version != spec.version:
        raise Refused(_("This job was asked for in another version of Guanxi. Ask for it again."))
    arguments = spec.arguments(unsealed_json(run.job.payload, queue.PLACE))
    with ExitStack() as around:
        around.enter_context(origin.origin("job", request=run.job.pk.hex))
        if run.actor is not None:
            around.enter_context(translation.override(run.actor.language))
        return spec.work(run, **arguments)


def claim(key: uuid.UUID, ticket: int | None) -> Job | None:
    """Take the job if the ticket is its present one; the fence rises, so whoever had it before can't write any more."""
    with transaction.atomic():
        job = Job._base_manager.select_for_update().filter(pk=key).first()
        if job is None or ticket is None or job.ticket != ticket or job.state not in ALIVE:
            return None
        job.state, job.started_at, job.finished_at = RUNNING, timezone.now(), None
        job.fence += 1
        job.attempts += 1
        job.error = job.detail = ""
        job.save(update_fields=["state", "started_at", "finished_at", "fence", "attempts", "error", "detail"])
    return job


def settle(run: Run, state: str, error: str = "", detail: str = "", result: dict[str, Any] | None = None) -> None:
    """Write how it ended, if it is still this worker's to say."""
    told: dict[str, Any] = {"state": state, "error": error[:500], "detail": detail[-_DETAIL:], "result": result}
    if state == DONE:
        told["memory"] = {}
    with transaction.atomic():
        if run.mine().update(**told, is_stopping=False, finished_at=timezone.now(), **run.progress_told()):
            tell_of_end(run.job, state)


def when_ended(tell: Callable[[Job, str], None]) -> None:
    """Have a room above told of every job that ends and of its state, in the transaction in which it does."""
    if tell not in _told_of_ends:
        _told_of_ends.append(tell)


def tell_of_end(job: Job, state: str) -> None:
    """Tell the rooms above, in the transaction in which the job ended."""
    for tell in _told_of_ends:
        tell(job, state)


def failed(run: Run, spec: Declared | None, error: str, detail: str) -> None:
    """Try again later, longer after each failure; park it after the last."""
    run.job.failures += 1
    if spec is None or run.job.failures > spec.retries:
        settle(run, PARKED, error, detail)
        return
    pause = min(spec.pause * 2 ** (run.job.failures - 1), LONGEST_PAUSE) * random.uniform(0.8, 1.2)  # noqa: S311 (jitter)
    requeue(run, pause, error=error[:500], detail=detail[-_DETAIL:])


def requeue(run: Run, pause: float = 0.0, **told: Any) -> None:
    """Give the job a new ticket, now or after some seconds."""
    at = timezone.now() + dt.timedelta(seconds=pause) if pause else None
    with transaction.atomic():
        if run.mine().update(**told, **run.progress_told()):
            queue.again(run.job, at)
