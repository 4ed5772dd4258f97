"""What happened to a record: who, when, from what to what, from where; only in fields the reader may see."""

from __future__ import annotations

import datetime as dt
import functools
import uuid
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from guanxi.engine import sharing
from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, NotFound
from guanxi.engine.fields.link import Link, Ref
from guanxi.engine.models.event import Event
from guanxi.engine.permissions.access import Access, Actor
from guanxi.engine.permissions.grants import Mode
from guanxi.engine.prepared import Prepared
from guanxi.engine.reading.rows import mask, titles_of
from guanxi.engine.reading.told_then import as_told
from guanxi.engine.uniting.leading import OTHERS, SURVIVOR, may_be_told

PEOPLE = "users"
"""The entity that acts."""
MERGING = ("merge", "unmerge")
MOST_PAIRS = 500
NEWEST = 2**31 - 1
"""A version after all others."""


@dataclass(frozen=True)
class Change:
    """One field, from and to, as values of its kind (links as Ref, masked ones as Masked)."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Happening:
    """One event as a person may read it."""

    id: uuid.UUID
    at: dt.datetime
    verb: str
    actor: Ref | None
    via: str
    address: str
    reason: str
    version: int
    changes: tuple[Change, ...]
    instead_of: Ref | None = None
    """In whose place it was done."""

    @property
    def who(self) -> str:
        """Whoever did it, and for whom; nothing where nobody did."""
        return in_place(str(self.actor or ""), str(self.instead_of or ""))


def in_place(who: str, whose: str) -> str:
    """The name of who did something, and for whom."""
    return _("%(substitute)s for %(person)s") % {"substitute": who, "person": whose} if who and whose else who


@dataclass(frozen=True)
class Wanted:
    """Which of a record's events: those that changed a field, of a person, by a verb, from a moment to another."""

    field: str = ""
    actor: uuid.UUID | None = None
    verb: str = ""
    since: dt.datetime | None = None
    until: dt.datetime | None = None


def history(
    entity: Entity,
    key: uuid.UUID,
    actor: Actor,
    *,
    before: int | None = None,
    limit: int = 50,
    verbs: tuple[str, ...] = (),
    wanted: Wanted | None = None,
    asked: bool = False,
) -> list[Happening]:
    """The record's events, newest first; `before` is the version to go on from; raises NotFound.

    `verbs`: only these; `wanted`: only such, BadQuery for a field that may not be read; `asked`: the right to read the
    record was asked for just before, so it isn't again.
    """
    if not 1 <= limit <= 200:
        raise BadQuery("limit")
    access = actor.access
    if not asked and not may_be_told(entity, key, actor):
        raise NotFound()
    until = NEWEST if before is None else before
    if not verbs and wanted is None:
        found = [_Told(*values) for values in _first(limit).rows(key, entity.name, until)]
    else:
        found = _chosen(entity, key, until, limit, verbs, wanted, access)
    titles = _titles(entity, found, access)
    people = titles[PEOPLE]
    return [
        Happening(
            e.id,
            e.at,
            e.verb,
            Ref(e.actor, people.get(e.actor)) if e.actor else None,
            e.via,
            e.address,
            e.reason,
            e.version,
            tuple(_changes(entity, e, access, titles)),
            Ref(e.instead_of, people.get(e.instead_of)) if e.instead_of else None,
        )
        for e in found
    ]


class _Told(NamedTuple):
    """What of an event is told."""

    id: uuid.UUID
    at: dt.datetime
    verb: str
    actor: uuid.UUID | None
    via: str
    address: str
    reason: str
    version: int
    changes: dict[str, Any]
    instead_of: uuid.UUID | None


def _events(key: uuid.UUID, entity: str, before: int) -> QuerySet[Event, Any]:
    rows = Event.objects.filter(record=key, entity=entity, version__gt=0, version__lt=before)
    return rows.order_by("-version").values_list(*_Told._fields)


@functools.cache
def _first(limit: int) -> Prepared:
    """What happened before a version, whatever it was."""
    samples = uuid.UUID(int=0), "an entity", NEWEST
    return Prepared(lambda key, entity, before: _events(key, entity, before)[:limit], samples)


def _chosen(
    entity: Entity,
    key: uuid.UUID,
    before: int,
    limit: int,
    verbs: tuple[str, ...],
    wanted: Wanted | None,
    access: Access,
) -> list[_Told]:
    events = _events(key, entity.name, before)
    if verbs:
        events = events.filter(verb__in=verbs)
    if wanted is not None:
        events = events.filter(_condition(entity, wanted, access))
    return [_Told(*values) for values in events[:limit]]


def who_and_what(entity: Entity, key: uuid.UUID) -> tuple[set[uuid.UUID], set[str]]:
    """Who did something to a record that was read with rights just before, and by which verbs."""
    events = Event.objects.filter(record=key, entity=entity.name, version__gt=0)
    pairs = events.order_by().values_list("actor", "verb").distinct()[:MOST_PAIRS]
    found = list(pairs)
    return {actor for actor, _verb in found if actor}, {verb for _actor, verb in found}


def _condition(entity: Entity, wanted: Wanted, access: Access) -> Q:
    condition = Q()
    if wanted.field:
        known = wanted.field in entity.fields or wanted.field in entity.lines
        if not known or not access.readable(entity, wanted.field):
            raise BadQuery("field")
        condition &= Q(changes__has_key=wanted.field)
    if wanted.actor:
        condition &= Q(actor=wanted.actor)
    if wanted.verb:
        condition &= Q(verb=wanted.verb)
    if wanted.since:
        condition &= Q(at__gte=wanted.since)
    if wanted.until:
        condition &= Q(at__lt=wanted.until)
    return condition


def _titles(entity: Entity, events: list[_Told], access: Access) -> dict[str, dict[uuid.UUID, str]]:
    people = {key for event in events for key in (event.actor, event.instead_of) if key}
    merged = {uuid.UUID(key) for event in events for key in _merged_in(event)}
    people |= sharing.people_in(side for event in events for side in event.changes.get(sharing.SHARED_WITH, ()))
    wanted: dict[str, set[uuid.UUID]] = {PEOPLE: people}
    for event in events:
        for name, sides in event.changes.items():
            kind = entity.fields.get(name)
            if isinstance(kind, Link):
                wanted.setdefault(kind.target, set()).update(uuid.UUID(side) for side in sides if side)
    if merged:
        wanted.setdefault(entity.name, set()).update(merged)
    return {target: titles_of(target, keys, access) for target, keys in wanted.items()}


def _changes(entity: Entity, event: _Told, access: Access, titles: dict[str, dict[uuid.UUID, str]]) -> list[Change]:
    told = []
    for name, (old, new) in event.changes.items():
        if event.verb in ("attach", "detach"):
            told.append(Change(name, *(side["name"] if side else None for side in (old, new))))
            continue
        if name == sharing.SHARED_WITH and event.verb in sharing.VERBS:
            told.append(Change(name, *(sharing.in_words(side, titles[PEOPLE]) for side in (old, new))))
            continue
        if name in (OTHERS, SURVIVOR) and event.verb in MERGING:
            told.append(Change(name, *(_named(side, titles[entity.name]) for side in (old, new))))
            continue
        kind = entity.fields.get(name)
        mode = access.mode(entity, name) if kind or name in entity.lines else Mode.HIDDEN
        if mode is Mode.HIDDEN:
            continue
        if mode is Mode.MASKED:
            outline = kind.kind if kind else ""
            told.append(Change(name, mask(outline, old), mask(outline, new)))
        elif isinstance(kind, Link):
            told.append(Change(name, *(_ref(side, titles[kind.target]) for side in (old, new))))
        elif kind is not None:
            told.append(Change(name, *(as_told(kind, side) for side in (old, new))))
        else:
            told.append(Change(name, old, new))
    return told


def _merged_in(event: _Told) -> list[str]:
    """The records that an event of a merging names."""
    sides = [side for name in (OTHERS, SURVIVOR) for side in event.changes.get(name, ()) if side]
    return [key for side in sides for key in (side if isinstance(side, list) else [side])]


def _named(side: Any, titles: dict[uuid.UUID, str]) -> tuple[Ref, ...] | Ref | None:
    """Records that were merged, by name."""
    if isinstance(side, list):
        return tuple(Ref(uuid.UUID(key), titles.get(uuid.UUID(key))) for key in side)
    return _ref(side, titles)


def _ref(side: str | None, titles: dict[uuid.UUID, str]) -> Ref | None:
    return Ref(uuid.UUID(side), titles.get(uuid.UUID(side))) if side else None
