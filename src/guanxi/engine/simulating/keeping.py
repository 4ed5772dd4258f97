"""What came of a simulation, for whoever asked, for a time: fresh, from before a rule changed, or under way."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import uuid
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine.errors import NotFound
from guanxi.engine.jobs import Run, enqueue, job
from guanxi.engine.models.job import ALIVE, CANCELLED, DONE, Job
from guanxi.engine.permissions import Access, Actor
from guanxi.engine.reading.one import read_one
from guanxi.engine.registry import registry
from guanxi.engine.simulating import working
from guanxi.engine.simulating.working import Found
from guanxi.engine.sql import take_turns

if TYPE_CHECKING:
    from guanxi.engine.nightly import NightlyRule

JOB = "engine.simulate"
LABEL = gettext_lazy("Work out what a rule would change")
KEPT = dt.timedelta(days=1)
"""For so long a result is shown; the days by which rules count go on."""


@dataclass(frozen=True)
class Look:
    """What there is to see: a result, work under way, or neither, when it was stopped or failed."""

    found: Found | None = None
    made_at: dt.datetime | None = None
    """Of a result that was kept; nothing for one of this moment."""
    is_old: bool = False
    """Whether a rule was changed since."""
    job: Job | None = None
    """The work, when there is no result yet."""

    @property
    def is_waiting(self) -> bool:
        return self.job is not None and self.job.state in ALIVE


def look(rule: NightlyRule, actor: Actor) -> Look:
    """What the rule would do: what is kept, or worked out within a moment, or begun in the background."""
    last = _last(rule, actor)
    if last is not None and last.state in ALIVE:
        return Look(job=last)
    kept = _kept(rule, actor, last)
    if kept is not None and not kept.is_old:
        return kept
    if last is None or _was_quick(last):
        found = working.within_patience(rule.simulation(actor), working.PATIENCE)
        if found is not None:
            return Look(found)
    if kept is not None:
        return kept
    if last is not None and last.state != DONE:
        return Look(job=last)
    return Look(job=begin(rule, actor))


def under_way(rule: NightlyRule, actor: Actor) -> Job | None:
    """The work that this person has going on."""
    last = _last(rule, actor)
    return last if last is not None and last.state in ALIVE else None


def begin(rule: NightlyRule, actor: Actor) -> Job:
    """Have it worked out in the background; once at a time for a rule and a person."""
    with transaction.atomic():
        take_turns(f"{JOB}:{rule.pk}:{actor.pk}")
        if (job := under_way(rule, actor)) is not None:
            return job
        face = registry.for_model(type(rule))
        return enqueue(
            JOB,
            {"entity": face.name, "key": str(rule.pk)},
            actor=actor,
            title=_("What “%(rule)s” would change") % {"rule": getattr(rule, face.title)},
            entity=face.name,
            record=rule.pk,
            lock=f"{JOB}:{actor.pk}",
        )


@job(JOB, label=LABEL, retries=1)
def simulate(run: Run, *, entity: str, key: str) -> dict[str, Any]:
    """As far as the person sees the records; begun anew when a rule changes meanwhile."""
    face = registry.get(entity)
    if face is None:
        raise NotFound()
    read_one(face, uuid.UUID(key), run.actor, fields=())
    rule: Any = face.manager().get(pk=key)
    mark = mark_of(rule)
    if run.memory.get("mark") != mark:
        run.memory = {"mark": mark, "found": {}}
    for done, total in rule.simulation(run.actor).work(run.memory["found"]):
        run.check()
        with run.transaction():
            run.progress(done, total)
    return {"mark": mark, "found": run.memory["found"], "rights": rights_mark(run.actor.access)}


def _last(rule: NightlyRule, actor: Actor) -> Job | None:
    """What this person asked last about the rule."""
    mine = Job._base_manager.filter(record=rule.pk, owner=actor.pk, name=JOB, deleted_at=None)
    return mine.filter(created_at__gte=timezone.now() - KEPT).order_by("-created_at").first()


def _kept(rule: NightlyRule, actor: Actor, last: Job | None) -> Look | None:
    """The result of the last work that was done with the rights of now."""
    done = last
    if last is not None and last.state != DONE:
        mine = Job._base_manager.filter(record=rule.pk, owner=actor.pk, name=JOB, state=DONE, deleted_at=None)
        done = mine.filter(created_at__gte=timezone.now() - KEPT).order_by("-created_at").first()
    told = done.result if done is not None else None
    if done is None or not told or told.get("rights") != rights_mark(actor.access):
        return None
    return Look(told["found"], done.finished_at, told["mark"] != mark_of(rule))


def _was_quick(last: Job) -> bool:
    """Whether it is worth trying on the page once more."""
    if last.state == CANCELLED or last.started_at is None or last.finished_at is None:
        return False
    return (last.finished_at - last.started_at).total_seconds() < working.PATIENCE


def mark_of(rule: NightlyRule) -> str:
    """The rule and those beside it as they are now."""
    kind: Any = type(rule)
    about: str = rule.entity  # type: ignore[attr-defined]
    beside = kind._base_manager.filter(Q(active=True) | Q(pk=rule.pk), entity=about, deleted_at=None)
    return _hashed([[str(key), version] for key, version in beside.order_by("pk").values_list("pk", "version")])


def rights_mark(access: Access) -> str:
    """What somebody may see; another text once that changes."""
    lent = [[str(one.whose), rights_mark(one.access)] for one in access.lent]
    return _hashed([access.grants, access.rules, access.place, lent])


def _hashed(told: Any) -> str:
    return sha256(json.dumps(_plain(told), sort_keys=True).encode()).hexdigest()[:32]


def _plain(told: Any) -> Any:
    if dataclasses.is_dataclass(told) and not isinstance(told, type):
        return {one.name: _plain(getattr(told, one.name)) for one in dataclasses.fields(told)}
    if isinstance(told, dict):
        return {str(name): _plain(value) for name, value in told.items()}
    if isinstance(told, (set, frozenset, list, tuple)):  # in whichever order they were read
        return sorted((_plain(value) for value in told), key=json.dumps)
    return told if isinstance(told, (int, float, bool)) or told is None else str(told)
