"""Taking back what one job did: record by record through the gate, which refuses what was changed since."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.errors import EngineError, NotFound
from guanxi.engine.gate import BulkResult
from guanxi.engine.gate.undoing import TooLate
from guanxi.engine.jobs import Job, Run, enqueue, job
from guanxi.engine.mass.changing import CHUNK, outcome, put_down
from guanxi.engine.models.event import Event
from guanxi.engine.permissions.access import Actor
from guanxi.engine.registry import registry
from guanxi.engine.wording import labelled

DAYS = 7


def begin_undo(key: uuid.UUID, actor: Actor) -> Job:
    """Have it taken back in the background what a job of this actor's did; raises NotFound, TooLate."""
    done = Job._base_manager.filter(pk=key, owner=actor.pk).first()
    if done is None or not can_be_undone(done):
        raise NotFound()
    if done.finished_at is None or timezone.now() - done.finished_at > dt.timedelta(days=DAYS):
        raise TooLate()
    title = labelled(_("Undo"), done.title)
    return enqueue("records.undo", {"done": str(key)}, actor=actor, title=title, entity=(done.result or {})["entity"])


def can_be_undone(done: Job) -> bool:
    """Whether a job changed records in a way that has a way back."""
    told = done.result or {}
    face = registry.get(told.get("entity", ""))
    return face is not None and bool(told.get("done")) and gate.may_be_undone(face, told.get("verb", ""))


@job("records.undo", label=gettext_lazy("Undo"), retries=1)
def undo(run: Run, *, done: str) -> dict[str, Any]:
    """Take back what a job did, chunk by chunk."""
    former = Job._base_manager.get(pk=uuid.UUID(done))
    told = former.result or {}
    if former.owner_id != run.actor.pk:  # type: ignore[attr-defined]
        raise NotFound()
    face = registry.written(told["entity"])
    keys = _touched(face, former)
    last = run.memory.get("last", "")
    ahead = [key for key in keys if str(key) > last]
    for start in range(0, len(ahead), CHUNK):
        run.check()
        chunk = ahead[start : start + CHUNK]
        with run.transaction():
            put_down(run, _take_back(face, chunk, former.pk.hex, run.actor), len(keys))
            run.memory["last"] = str(chunk[-1])
    return outcome(run, face.name, told["verb"])


def _touched(face: Entity, former: Job) -> list[uuid.UUID]:
    """The records that a job changed, in the order of their keys."""
    events = Event.objects.filter(
        entity=face.name,
        at__gte=former.created_at,
        at__lte=former.finished_at,
        request=former.pk.hex,
        record__isnull=False,
        version__gt=0,
    )
    return sorted({key for key in events.values_list("record", flat=True) if key is not None})


def _take_back(face: Entity, keys: list[uuid.UUID], mark: str, actor: Actor) -> BulkResult:
    result = BulkResult()
    for key in keys:
        try:
            gate.undo(face, key, mark, actor=actor)
        except EngineError as refused:
            result.refused[key] = refused
        else:
            result.done.append(key)
    return result
