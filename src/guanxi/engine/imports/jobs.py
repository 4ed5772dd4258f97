"""The background work of imports: the check of a large file, the run itself, and tidying up afterwards."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guanxi.engine.duplicates.rebuilding import are_coming
from guanxi.engine.errors import NotFound
from guanxi.engine.imports import storage, working
from guanxi.engine.imports.running import Foreground
from guanxi.engine.jobs import Cancelled, Run, enqueue, job
from guanxi.engine.models.imports import ALIVE, CANCELLED, FAILED, KEPT_FOR, PREPARING, UNDOING, WAITING, Import
from guanxi.engine.permissions.access import Actor
from guanxi.engine.permissions.system import as_system
from guanxi.engine.registry import registry

SILENT = dt.timedelta(hours=1)
"""An import on the command line that saved nothing for so long was killed."""
INLINE = 2_000
"""So many rows are checked while the person waits."""


def begin(work: Import, actor: Actor) -> Import:
    """Have the import carried out in the background; raises WrongStage, NotAllowed."""
    working.may_import(registry.written(work.entity), actor)
    with transaction.atomic():
        working.must_be(work, PREPARING)
        if not work.mapping:
            working.set_mapping(work, actor)
        task = enqueue(
            "imports.run", {"import_id": str(work.pk)}, actor=actor, title=work.title, entity="imports", record=work.pk
        )
        return working.move(work, actor, "begin", state=WAITING, job=task.pk)


def check(work: Import, actor: Actor) -> Import:
    """Check the whole file: at once when it is small, otherwise in the background; `checked` tells when it is done.

    Also in the background where keys are still being made, without which the check would miss what looks alike.
    """
    entity = registry.written(work.entity)
    if 0 < work.total <= INLINE and not are_coming(entity):
        return working.check(work, Foreground(actor))
    working.may_import(entity, actor)
    with transaction.atomic():
        working.must_be(work, PREPARING)
        task = enqueue(
            "imports.check",
            {"import_id": str(work.pk)},
            actor=actor,
            title=work.title,
            entity="imports",
            record=work.pk,
        )
        Import._base_manager.filter(pk=work.pk).update(job=task.pk)
    work.job = task.pk
    return work


class InJob:
    """An import's steps inside a job."""

    def __init__(self, run: Run, actor: Actor) -> None:
        self._run = run
        self._system = actor if run.job.owner_id is None else None  # type: ignore[attr-defined]

    def actor(self) -> Actor:
        return self._system or self._run.actor

    def check(self) -> None:
        self._run.check()

    def progress(self, done: int, total: int) -> None:
        self._run.progress(done, max(total, self._run.job.total))

    def transaction(self) -> AbstractContextManager[None]:
        return self._run.transaction()


@job("imports.run", label=_("Import"))
def run_import(run: Run, *, import_id: str) -> dict[str, Any]:
    """Carry an import out; what was done before an interruption stays done and isn't done again."""
    with _steps(run, import_id) as (work, steps):
        try:
            working.run(work, steps)
        except Cancelled:
            working.finish(work, steps.actor(), CANCELLED)
            raise
        return work.counts


@job("imports.check", label=_("Check a file"))
def check_import(run: Run, *, import_id: str) -> dict[str, Any]:
    """Try an import out without writing."""
    with _steps(run, import_id) as (work, steps):
        working.check(work, steps)
        return dict(work.checked or {})


@contextmanager
def _steps(run: Run, import_id: str) -> Iterator[tuple[Import, InJob]]:
    work = Import._base_manager.filter(pk=uuid.UUID(import_id)).first()
    if work is None:
        raise NotFound()
    with nullcontext(run.actor) if run.actor is not None else as_system(f"import {work.file_name}"[:200]) as actor:
        yield work, InJob(run, actor)


@job("imports.tidy", label=_("Tidy up after imports"), schedule="41 * * * *")
def tidy(run: Run) -> None:
    """Imports stay in the list; their files go after thirty days. Those whose job ended silently are told so."""
    old = Import._base_manager.filter(created_at__lt=timezone.now() - KEPT_FOR).exclude(file=None, spool=None)
    for work in old.exclude(state__in=ALIVE).only("file", "spool").iterator():
        storage.remove(work.file)
        storage.remove(work.spool)
        Import._base_manager.filter(pk=work.pk).update(file=None, spool=None, spool_bytes=0)
    for work in Import._base_manager.filter(state__in=ALIVE).defer("search"):
        ended = working.follow(work)
        is_silent = work.job is None and work.updated_at < timezone.now() - SILENT
        if ended.state not in ALIVE or is_silent:
            state = FAILED if is_silent else ended.state
            with as_system("an import's work ended") as system:
                working.finish(work, system, state, ended.error)
    for work in Import._base_manager.filter(state=UNDOING).defer("search"):
        ended = working.follow(work)
        if ended.state != UNDOING:
            with as_system("the taking back of an import ended") as system:
                working.move(work, system, "finish", state=ended.state)
