"""Who is told what of the events of the log and of work that ended."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import Exact, GreaterThan
from django.utils import timezone

from guanxi.engine import sharing
from guanxi.engine.exports import REGULAR
from guanxi.engine.models.clocked import Clocked
from guanxi.engine.models.event import Event
from guanxi.engine.models.job import DONE, FAILED, PARKED, Job
from guanxi.engine.registry import registry
from guanxi.engine.stagemoves import HELD as HELD_BACK
from guanxi.messaging import following, notifying
from guanxi.messaging.models.notification import ASSIGNED, CHANGE, HELD, WORK
from guanxi.people.standing_in import SUBSTITUTIONS

SILENT = {"comments", "notes", "jobs", "imports"}
"""Entities whose own events nobody is told of: they tell by themselves."""
NO_CHANGE = {"create", "import"}
BY_THE_CLOCK = "regular.run"
"""Work that tells how it went on the record it is about."""
TOGETHER = 3
"""More records than this in one request are told as one number."""
QUICK = 3.0
"""Seconds: work that ended well so soon was watched, and is not told."""


@dataclass
class Heap:
    """What one person is told of one kind that came of one request."""

    events: list[Event] = field(default_factory=list)

    @property
    def records(self) -> list[uuid.UUID]:
        return list(dict.fromkeys(event.record for event in self.events if event.record))


def news() -> Q:
    """The events that may be told to somebody; after an import most are of what people made for themselves."""
    owner = KeyTextTransform("1", KeyTextTransform("owner", "changes"))
    actor = Coalesce(Cast("actor", TextField()), Value(""))
    given = Q(GreaterThan(owner, Value(""))) & ~Q(Exact(owner, actor))
    is_told = ~Q(verb__in=NO_CHANGE) | Q(entity=SUBSTITUTIONS) | given
    return Q(version__gt=0, record__isnull=False) & ~Q(entity__in=SILENT) & is_told


def of_events(batch: Iterable[Event]) -> None:
    """Tell of a stretch of the log; safe to do twice."""
    events = [event for event in batch if _is_news(event)]
    if not events:
        return
    heaps: dict[tuple[uuid.UUID, str, str, str, uuid.UUID | None], Heap] = defaultdict(Heap)
    hearers = _hearers(events)
    for event in events:
        given = _given_to(event)
        request = event.request or str(event.id)
        if given is not None and given != event.actor:
            heaps[given, ASSIGNED, event.entity, request, event.actor].events.append(event)
        if event.verb not in NO_CHANGE:
            for person in hearers.get(event.record, set()) - {event.actor, given}:  # type: ignore[arg-type]
                heaps[person, CHANGE, event.entity, request, event.actor].events.append(event)
    for (person, kind, entity, request, actor), heap in heaps.items():
        _tell(person, kind, entity, request, actor, heap)


def _tell(person: uuid.UUID, kind: str, entity: str, request: str, actor: uuid.UUID | None, heap: Heap) -> None:
    if len(heap.records) > TOGETHER:
        last = heap.events[-1]
        told: dict[str, Any] = {"verb": last.verb}
        notifying.notify(
            [person],
            kind,
            entity,
            by=actor,
            told=told,
            fold=f"{kind}:{entity}:{request}",
            count=len(heap.records),
            place=(last.transaction, last.id),
        )
        return
    for record in heap.records:
        events = [event for event in heap.events if event.record == record]
        names = list(dict.fromkeys(name for event in events for name in event.changes))
        told = {"verb": events[-1].verb, "fields": names[:20]}
        place = (events[-1].transaction, events[-1].id)
        notifying.notify([person], kind, entity, record, by=actor, told=told, place=place)


def holds() -> Q:
    """The events that tell of a record that a rule could not move."""
    return Q(verb=HELD_BACK, version=0, record__isnull=False)


def of_held(batch: Iterable[Event]) -> None:
    """Tell each owner which of their records lack something; many of one rule as one number."""
    heaps: dict[tuple[uuid.UUID, str, str], list[Event]] = defaultdict(list)
    by_entity: dict[str, list[Event]] = defaultdict(list)
    for event in batch:
        by_entity[event.entity].append(event)
    for entity, events in by_entity.items():
        owners = notifying.owners_of(entity, [event.record for event in events if event.record])
        for event in events:
            owner = owners.get(event.record)  # type: ignore[arg-type]
            if owner is not None:
                heaps[owner, entity, event.changes["rule"]].append(event)
    for (owner, entity, rule), events in heaps.items():
        last = events[-1]
        place = (last.transaction, last.id)
        if len(events) > TOGETHER:
            told = {"name": last.changes["name"]}
            fold = f"{HELD}:{rule}"
            notifying.notify([owner], HELD, entity, told=told, fold=fold, count=len(events), place=place)
            continue
        for event in events:
            told = {name: event.changes[name] for name in ("name", "to", "missing")}
            notifying.notify([owner], HELD, entity, event.record, told=told, place=(event.transaction, event.id))


def of_work(job: Job, state: str) -> None:
    """Tell whoever asked for a piece of work that it ended, in the transaction in which it did."""
    if job.owner_id is None or job.key is not None or state not in (DONE, FAILED, PARKED):  # type: ignore[attr-defined]
        return
    if job.name == BY_THE_CLOCK or (job.name == REGULAR and state != DONE):
        return
    began: dt.datetime | None = job.started_at
    if state == DONE and job.name != REGULAR and began is not None and (timezone.now() - began).total_seconds() < QUICK:
        return
    told = {"state": state}
    notifying.notify([job.owner_id], WORK, "jobs", job.pk, source=job.pk, told=told)  # type: ignore[attr-defined]


def of_clocked(work: Clocked, went_well: bool) -> None:
    """Tell the owner of something that happens by the clock how it went."""
    told = {"state": DONE if went_well else FAILED}
    face = registry.for_model(type(work))
    notifying.notify([work.owner_id], WORK, face.name, work.pk, source=work.pk, told=told)  # type: ignore[attr-defined]


def _is_news(event: Event) -> bool:
    return bool(event.version and event.record and event.entity in registry and event.entity not in SILENT)


def _given_to(event: Event) -> uuid.UUID | None:
    """The new owner that an event tells of, who is to stand in, or with whom it was shared."""
    if event.verb == "share":
        return next(iter(sharing.people_in(event.changes.get(sharing.SHARED_WITH, ()))), None)
    change = event.changes.get("substitute" if event.entity == SUBSTITUTIONS else "owner")
    if not isinstance(change, list) or len(change) != 2 or not change[1] or change[0] == change[1]:
        return None
    try:
        return uuid.UUID(change[1])
    except ValueError:
        return None


def _hearers(events: list[Event]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Who follows each of the records that were changed, by a few queries for all of them."""
    by_entity: dict[str, set[uuid.UUID]] = defaultdict(set)
    for event in events:
        if event.verb not in NO_CHANGE and event.record is not None:
            by_entity[event.entity].add(event.record)
    records = {record for some in by_entity.values() for record in some}
    if not records:
        return {}
    said = following.followers(records)
    found: dict[uuid.UUID, set[uuid.UUID]] = {}
    for entity, some in by_entity.items():
        owners = notifying.owners_of(entity, some)
        for record in some:
            words = said.get(record, {})
            people = {person for person, wanted in words.items() if wanted}
            owner = owners.get(record)
            if owner is not None and words.get(owner) is not False:
                people.add(owner)
            found[record] = people
    return found
