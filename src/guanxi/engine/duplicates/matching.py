"""A run over all records of a kind that finds those that may be the same: by rare keys, scored as at entry.

It reads everything and shows nothing: what it keeps of two records is their keys, a score and what kind of thing they
have in common. Who may see both is told, and by what they may read of them (`pairs`).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import OrderedDict
from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy, gettext_noop

from guanxi.engine.duplicates.finding import traits_there
from guanxi.engine.duplicates.rebuilding import complete, entities
from guanxi.engine.duplicates.thresholds import JOB, LOWEST, Thresholds, thresholds
from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotAllowed, NotFound
from guanxi.engine.jobs import Job, Run, enqueue, job
from guanxi.engine.jobs.run import Refused
from guanxi.engine.models.duplicaterule import DuplicateRule
from guanxi.engine.models.job import ALIVE, DONE
from guanxi.engine.models.matchkey import MatchKey
from guanxi.engine.models.matchpair import DIFFERENT, MatchPair
from guanxi.engine.pair_sql import Pair, Scored, keep_pairs, pairs_sharing
from guanxi.engine.permissions import Access, Actor, as_system
from guanxi.engine.registry import registry
from guanxi.kit import identity
from guanxi.kit.likeness import Traits, compare

REASON = gettext_noop("all records are held against each other to find duplicates")
LABEL = gettext_lazy("Look for duplicates")
RULES = "duplicate-rules"
CHUNK = 2_000
REMEMBERED = 20_000
"""So many records' traits are kept, since those who share keys are often met again."""
MANY, FEW = 60, 30
MOST = [FEW if kind in ("beginning", "domain", "address") else MANY for kind in identity.KINDS]
"""By kind of key: one that more records have says nothing of any two of them."""


def may_begin(access: Access) -> bool:
    """Whether somebody may have all records held against each other: who sets from which score on they are listed."""
    return access.may(RULES, "update")


def begin(entity: Entity, actor: Actor) -> Job:
    """Have duplicates looked for among all records of a kind, or the run that is under way; NotFound, NotAllowed."""
    if entity.identity is None or not actor.access.may(entity.name, "read"):
        raise NotFound()
    if not may_begin(actor.access):
        raise NotAllowed()
    running = _runs(entity.name).filter(state__in=ALIVE).first()
    return running or enqueue(JOB, {"entity": entity.name}, actor=actor, entity=entity.name, lock=_lock(entity.name))


def is_under_way(entity: Entity) -> bool:
    """Whether somebody has duplicates of a kind looked for just now."""
    return _runs(entity.name).filter(state__in=ALIVE).exists()


def looked_at(entity: Entity) -> dt.datetime | None:
    """When a run over all records of a kind ended last."""
    return _runs(entity.name).filter(state=DONE).order_by("-finished_at").values_list("finished_at", flat=True).first()


def _runs(entity: str) -> QuerySet[Job]:
    return Job._base_manager.filter(name=JOB, entity=entity)


@job(JOB, label=LABEL)
def match(run: Run, *, entity: str) -> dict[str, Any]:
    """Hold all records of a kind against each other; broken off, it goes on where it was."""
    face = registry.get(entity)
    if face is None or face.identity is None or (run.actor is not None and not may_begin(run.actor.access)):
        raise Refused(str(NotAllowed().message))
    return _Matching(run, face).work()


@job("duplicates.nightly", label=gettext_lazy("Look for duplicates by the rules"), schedule="17 19 * * *")
def match_nightly(run: Run) -> dict[str, Any]:
    """Ask for a run over each kind of record with an active rule, unless one is under way."""
    rules = DuplicateRule._base_manager.filter(active=True, deleted_at__isnull=True)
    wanted = [face.name for face in entities() if face.name in set(rules.values_list("entity", flat=True))]
    with run.transaction():
        busy = set(Job._base_manager.filter(name=JOB, state__in=ALIVE).values_list("entity", flat=True))
        for name in wanted:
            if name not in busy:
                enqueue(JOB, {"entity": name}, actor=None, entity=name, lock=_lock(name))
    return {"entities": wanted}


def _lock(entity: str) -> str:
    return f"{JOB} {entity}"


class _Matching:
    """One run; what it has to remember lies in the job's memory and commits with each step."""

    def __init__(self, run: Run, entity: Entity) -> None:
        self.run, self.entity = run, entity
        self.memory = run.memory
        self.memory.setdefault("began", timezone.now().isoformat())
        self.memory.setdefault("scores", [0] * (101 - LOWEST))
        self.memory.setdefault("records", 0)
        self.limits: Thresholds = thresholds(entity.name)
        self.traits: OrderedDict[uuid.UUID, Traits] = OrderedDict()

    def work(self) -> dict[str, Any]:
        rows = self.entity.manager().filter(deleted_at__isnull=True)
        total = rows.count()
        complete(self.entity, self.run.check)
        with as_system(REASON) as system:
            while not self.memory.get("through"):
                self.run.check()
                after = self.memory.get("after")
                ahead = rows.filter(pk__gt=uuid.UUID(after)) if after else rows
                keys = list(ahead.order_by("pk").values_list("pk", flat=True)[:CHUNK])
                found = self._found(keys, system)
                with self.run.transaction():
                    self._keep(keys, found)
                    self.run.progress(self.memory["records"], total)
        self._forget()
        return {"records": self.memory["records"], "pairs": self._listed(), "scores": self.memory["scores"]}

    def _found(self, keys: list[uuid.UUID], system: Actor) -> list[Scored]:
        """The pairs of a chunk that are alike enough to be counted."""
        pairs = pairs_sharing(MatchKey, keys, MOST) if keys else []
        there = self._traits({key for pair in pairs for key in pair}, system)
        found = []
        for one, other in pairs:
            if one in there and other in there:
                likeness = compare(there[one], there[other])
                if likeness.score * 100 >= LOWEST:
                    told = [[reason.kind, reason.degree] for reason in likeness.reasons]
                    found.append((one, other, round(likeness.score * 1000), told))
        return found

    def _traits(self, keys: Collection[uuid.UUID], system: Actor) -> dict[uuid.UUID, Traits]:
        missing = [key for key in keys if key not in self.traits]
        made = traits_there(self.entity, missing, system) if missing else {}
        there = {key: self.traits[key] for key in keys if key in self.traits} | made
        self.traits |= made
        while len(self.traits) > REMEMBERED:
            self.traits.popitem(last=False)
        return there

    def _keep(self, keys: list[uuid.UUID], found: list[Scored]) -> None:
        different = self._different([one for one, _other, _score, _told in found])
        for one, other, score, _told in found:
            if (one, other) not in different:
                self.memory["scores"][score // 10 - LOWEST] += 1
        kept = [pair for pair in found if pair[2] >= self.limits.listed * 1000]
        keep_pairs(MatchPair, self.entity.name, kept, timezone.now())
        self.memory["records"] += len(keys)
        if len(keys) < CHUNK:
            self.memory["through"] = True
        else:
            self.memory["after"] = str(keys[-1])

    def _different(self, keys: list[uuid.UUID]) -> set[Pair]:
        said = MatchPair.objects.filter(entity=self.entity.name, state=DIFFERENT, one__in=keys)
        return set(said.values_list("one", "other"))

    def _listed(self) -> int:
        return sum(self.memory["scores"][round(self.limits.listed * 100) - LOWEST :])

    def _forget(self) -> None:
        """Pairs that aren't alike any more go, except for what people said of them."""
        began = dt.datetime.fromisoformat(self.memory["began"])
        old = MatchPair.objects.filter(entity=self.entity.name, seen_at__lt=began).exclude(state=DIFFERENT)
        while True:
            self.run.check()
            with self.run.transaction():
                gone, _by_model = MatchPair.objects.filter(
                    pk__in=list(old.values_list("pk", flat=True)[:CHUNK])
                ).delete()
            if not gone:
                return
