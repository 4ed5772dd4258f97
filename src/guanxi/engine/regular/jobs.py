"""The background work of what happens by the clock: the clock itself, a run, a trial."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine import outgoing
from guanxi.engine.errors import EngineError, Invalid, NotFound
from guanxi.engine.imports import working
from guanxi.engine.imports.jobs import InJob
from guanxi.engine.jobs import Job, Run, enqueue, job
from guanxi.engine.models.clocked import ON, Clocked
from guanxi.engine.models.imports import Import
from guanxi.engine.models.job import ALIVE, PARKED
from guanxi.engine.models.regular import RegularImport
from guanxi.engine.registry import registry
from guanxi.engine.regular import settling
from guanxi.engine.regular.running import Runner, counted, reason, taken
from guanxi.engine.regular.sources import looking

RUN, TRIAL = "regular.run", "regular.try"
AT_ONCE = 200
AGAIN = dt.timedelta(seconds=12)
"""When a file that was perhaps still being written is looked at again."""
RETRIES = 2
"""A server that is away for a moment is asked again so often, before it counts as a failure."""
MOST_AGAIN = 5
"""So often; then with the next regular time."""


@job("regular.clock", label=gettext_lazy("Begin what is due by the clock"), schedule="* * * * *", retries=0)
def clock(run: Run) -> dict[str, Any]:
    """Ask for everything that is due, once; what was missed while nobody worked is done once, too."""
    begun = 0
    for kind in Clocked.__subclasses__():
        due = kind._base_manager.filter(state=ON, deleted_at=None, next_at__lte=timezone.now())
        for key in list(due.order_by("next_at").values_list("pk", flat=True)[:AT_ONCE]):
            run.check()
            with transaction.atomic():
                work = due.filter(pk=key).defer("search").select_for_update(skip_locked=True, of=("self",)).first()
                if work is not None:
                    begun += _begin(work)
    return {"begun": begun}


def _begin(work: Clocked) -> bool:
    """One that is due; it stops by itself when nobody is left in whose name it would happen."""
    try:
        owner = settling.must_have_owner(work)
    except Invalid as bad:
        settling.stop(work, reason(bad))
        return False
    type(work)._base_manager.filter(pk=work.pk).update(next_at=work.following(timezone.now()))
    if is_going_on(work):
        return False
    try:
        with transaction.atomic(), translation.override(owner.language):
            work.set_going(owner)
    except EngineError as bad:
        settling.failed(work, reason(bad))
        return False
    return True


def is_going_on(work: Clocked) -> bool:
    """Whether a run waits or goes on already."""
    return Job._base_manager.filter(record=work.pk, state__in=ALIVE).exists()


def ask(work: Clocked, *, is_trial: bool = False, owner: Any = None, again: int = 0) -> Job:
    """A run or a trial in the background, with the rights of the owner; raises Invalid when there is no owner."""
    payload: dict[str, Any] = {"key": str(work.pk)}
    if again:
        payload["again"] = again
    return enqueue(
        TRIAL if is_trial else RUN,
        payload,
        actor=owner or settling.must_have_owner(work),
        title=str(work)[:200],
        entity=registry.for_model(type(work)).name,
        record=work.pk,
        at=timezone.now() + AGAIN if again else None,
        lock=f"regular:{work.pk.hex}",
    )


@job(RUN, label=gettext_lazy("Regular import"), retries=RETRIES, pause=60.0)
def run_import(run: Run, *, key: str, again: int = 0) -> dict[str, Any]:
    """Fetch and import what is new; how it went is told on the regular import."""
    regular = _found(key)
    try:
        runner = Runner(run, regular)
        if runner.changed_by_another():
            changed = _("Somebody else changed the recipe since it was tried out. Try it out and activate it again.")
            settling.stop(regular, changed, tried="", is_tried=False)
            raise Invalid({"recipe": [changed]}, changed)
        runner.go()
    except outgoing.Unreachable as away:
        if run.job.failures < RETRIES:
            raise Away(away.message) from away
        settling.failed(regular, away.message)
        raise
    except EngineError as bad:
        settling.failed(regular, reason(bad))
        raise
    if runner.is_unsettled and again < MOST_AGAIN:
        ask(regular, owner=run.actor, again=again + 1)
    told = "; ".join(runner.told)
    if not runner.went_well:
        settling.failed(regular, told)
        raise Invalid({"": [told]}, told[:500])
    waiting = _("Nothing yet: files are still being written.") if runner.is_unsettled else _("Nothing new.")
    settling.went_well(regular, told or waiting, is_news=bool(told))
    return {"files": len(runner.told)}


class Away(Exception):
    """Worth another try in a moment."""


def of_end(task: Job, state: str) -> None:
    """A run that broke off, or that its owner may not have any more, is a failure as well."""
    if task.name == RUN and state == PARKED and task.record is not None:
        regular = RegularImport._base_manager.filter(pk=task.record).defer("search").first()
        if regular is not None:
            settling.failed(regular, Job._base_manager.values_list("error", flat=True).get(pk=task.pk))


@job(TRIAL, label=gettext_lazy("Try out a regular import"), retries=0)
def try_import(run: Run, *, key: str) -> dict[str, Any]:
    """Fetch one file and check it; the check stays with the imports, for its owner to look at."""
    regular = _found(key)
    mark, told = regular.mark, _("Tried out: it can be reached, and there is nothing to fetch yet.")
    try:
        work = _checked(run, regular)
    except EngineError as bad:
        values = {"last_at": timezone.now(), "last_result": _("Tried out: %(why)s") % {"why": reason(bad)}}
        RegularImport._base_manager.filter(pk=regular.pk).update(**values)
        raise
    if work is not None:
        would = counted(work, work.checked or {})
        told = _("Tried out with “%(file)s”: %(counts)s") % {"file": work.file_name, "counts": would}
    with transaction.atomic():
        stored = RegularImport._base_manager.defer("search").select_for_update().get(pk=regular.pk)
        fits = stored.mark == mark  # else somebody changed it meanwhile
        RegularImport._base_manager.filter(pk=regular.pk).update(
            tried=mark, is_tried=fits, tried_at=timezone.now(), last_at=timezone.now(), last_result=told[:500]
        )
    return {"import": str(work.pk) if work is not None else None}


def _checked(run: Run, regular: RegularImport) -> Import | None:
    """The check of the first file that is there."""
    runner = Runner(run, regular)
    with looking(regular, is_trial=True) as look:
        item = next(look.items, None)
        if item is None:
            return None
        try:
            work = taken(run.actor, runner.recipe, item)
        finally:
            item.drop()
    working.move(work, run.actor, "map", regular_id=regular.pk)
    return working.check(work, InJob(run, run.actor))


def _found(key: str) -> RegularImport:
    found = RegularImport._base_manager.filter(pk=uuid.UUID(key), deleted_at=None).defer("search").first()
    if found is None:
        raise NotFound()
    return found
