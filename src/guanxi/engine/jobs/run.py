"""One attempt at a job, as the function that does the work sees it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from guanxi.engine.models.job import RUNNING, Job

LEASE = 20
"""Seconds without a sign of life after which a worker counts as dead and its jobs are given to others."""
_PROGRESS_PAUSE = 0.5


class Stop(BaseException):
    """The work must end now; no error of the work, so nothing in between may swallow it."""


class Cancelled(Stop):
    """Somebody cancelled it."""


class Interrupted(Stop):
    """The worker is being stopped; the work goes back into the queue."""


class Superseded(Stop):
    """Another worker has this job now: this one was taken for dead, and may not write any more."""


class TimedOut(Exception):
    """It took longer than its declaration allows."""


class Refused(Exception):
    """It can't be carried out at all: forged, of another version, or asked by somebody who may not any more."""


class Run:
    """What a job's function is given: who asked, how to tell progress, whether to go on."""

    def __init__(
        self,
        job: Job,
        *,
        timeout: float | None = None,
        is_worker_stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self.job = job
        self.fence = job.fence
        self.attempt = job.attempts
        self.memory: dict[str, Any] = dict(job.memory)
        self.outcome: dict[str, Any] | None = None
        self._deadline = time.monotonic() + timeout if timeout else None
        self._is_worker_stopping = is_worker_stopping
        self._told = 0.0
        self._waiting_for_commit = False
        self._actor: Any = None

    @property
    def actor(self) -> Any:
        """The person who asked, with the rights they have now; None for the system's own work."""
        if self._actor is None and self.job.owner_id is not None:  # type: ignore[attr-defined]
            self._actor = asker(self.job)
        return self._actor

    def progress(self, done: int, total: int = 0, message: str = "") -> None:
        """Tell how far it is; written at most twice a second, and inside a transaction only once that is over."""
        self.job.done, self.job.total, self.job.message = done, total or self.job.total, message[:200]
        if connection.in_atomic_block:
            if not self._waiting_for_commit:
                self._waiting_for_commit = True
                transaction.on_commit(self._tell)
        elif time.monotonic() - self._told >= _PROGRESS_PAUSE or done >= self.job.total:
            self._tell()

    def _tell(self) -> None:
        self._waiting_for_commit = False
        self._told = time.monotonic()
        if not self.mine().update(**self.progress_told()):
            raise Superseded

    def progress_told(self) -> dict[str, Any]:
        """The columns that say how far it is."""
        return {"done": self.job.done, "total": self.job.total, "message": self.job.message}

    def check(self) -> None:
        """Call this between steps; raises Cancelled, Interrupted, Superseded, TimedOut or Refused."""
        stopping = self.mine().values_list("is_stopping", flat=True).first()
        if stopping is None:
            raise Superseded
        if stopping:
            raise Cancelled
        if self._is_worker_stopping():
            raise Interrupted
        if self._deadline is not None and time.monotonic() > self._deadline:
            raise TimedOut
        if self.job.owner_id is not None:  # type: ignore[attr-defined]
            self._actor = asker(self.job)

    def mine(self) -> models.QuerySet[Job]:
        """The job's row as long as nobody else took it over."""
        return Job._base_manager.filter(pk=self.job.pk, fence=self.fence, state=RUNNING)

    def still_mine(self) -> None:
        """Inside a transaction: hold the job until it commits, so that nobody takes it over; raises Superseded."""
        if not self.mine().select_for_update().values_list("pk", flat=True).first():
            raise Superseded

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One step that happens exactly once: its effects and `memory` commit together, and only while it is ours."""
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{LEASE}s'")
            self.still_mine()
            yield
            self.mine().update(memory=self.memory, **self.progress_told())

    def result(self, told: dict[str, Any]) -> None:
        """What came of it, as JSON; the function may return it instead."""
        self.outcome = told


def asker(job: Job) -> Any:
    """The person who asked, read anew; raises Refused when the account may not be used any more."""
    person: Any = get_user_model()._base_manager.filter(pk__in=[job.owner_id]).first()  # type: ignore[attr-defined]
    if person is None or not person.is_active or person.deleted_at is not None:
        raise Refused(_("The account of whoever asked for this can't be used any more."))
    return person
