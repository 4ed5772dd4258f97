"""The pairs that a run found, for who may see both records: told by what they may read, and decided.

A pair is judged anew whenever it is shown: by what stands in the records now, and by those of their fields that whoever
asks may read, so that neither a value nor a likeness of hidden values is told.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from guanxi.engine.duplicates import said
from guanxi.engine.duplicates.finding import traits_there
from guanxi.engine.duplicates.thresholds import Thresholds, thresholds
from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, Invalid, NotAllowed, NotFound
from guanxi.engine.models.matchpair import DIFFERENT, OPEN, STATES, MatchPair
from guanxi.engine.permissions import Actor
from guanxi.engine.reading.allowed import verbs_among
from guanxi.engine.transactions import atomically
from guanxi.kit.likeness import NONE, Likeness, compare

MOST = 5
"""Records that are decided on together."""
AT_ONCE = 40
"""So many rows are judged at a time, and so many times for one page."""
ROUNDS = 10
UNKNOWN = 32_767
"""A score above every other."""


@dataclass(frozen=True)
class Told:
    """A pair as one actor is told of it."""

    pk: uuid.UUID
    one: uuid.UUID
    other: uuid.UUID
    likeness: Likeness
    is_sure: bool
    state: str
    decided_by: uuid.UUID | None
    decided_at: dt.datetime | None
    place: str
    """The mark after which the next ones stand."""

    @property
    def keys(self) -> tuple[uuid.UUID, uuid.UUID]:
        return self.one, self.other


@dataclass(frozen=True)
class Queue:
    """Some pairs, and the mark of the place after them; None where none are left."""

    pairs: tuple[Told, ...]
    next: str | None = None


def verb_of(entity: Entity) -> str:
    """The right to say of two records whether they are the same."""
    return "merge" if entity.merges else "update"


def authorise(entity: Entity, actor: Actor) -> None:
    """Raise NotFound, NotAllowed for who may not look through the pairs of a kind of record."""
    access = actor.access
    if entity.identity is None or not access.may(entity.name, "read"):
        raise NotFound()
    if not access.may(entity.name, verb_of(entity)):
        raise NotAllowed()


def queue(entity: Entity, actor: Actor, *, state: str = OPEN, after: str = "", most: int = 20) -> Queue:
    """The pairs of a state, the surest first; raises NotFound, NotAllowed, BadQuery."""
    authorise(entity, actor)
    if state not in STATES:
        raise BadQuery(_("There is no such state of pairs."))
    limits, found, place = thresholds(entity.name), list[Told](), after
    for _round in range(ROUNDS):
        rows = list(_after(_seen(entity, actor).filter(state=state), place)[:AT_ONCE])
        for one in told(entity, actor, rows, limits):
            if len(found) == most:
                return Queue(tuple(found), found[-1].place)
            found.append(one)
        if len(rows) < AT_ONCE:
            return Queue(tuple(found))
        place = _place(rows[-1])
    return Queue(tuple(found), place)


def touching(entity: Entity, actor: Actor, keys: Collection[uuid.UUID]) -> list[Told]:
    """The open pairs of which one of these records is a part, the surest first."""
    rows = _seen(entity, actor).filter(Q(one__in=keys) | Q(other__in=keys), state=OPEN)
    return list(told(entity, actor, rows.order_by("-score", "pk")[:AT_ONCE], thresholds(entity.name)))


def told(entity: Entity, actor: Actor, rows: Iterable[MatchPair], limits: Thresholds) -> Iterable[Told]:
    """Those of the pairs that are alike by what the actor may read; all of which somebody said they are different."""
    rows = list(rows)
    there = traits_there(entity, {key for row in rows for key in (row.one, row.other)}, actor) if rows else {}
    for row in rows:
        known = row.one in there and row.other in there
        likeness = compare(there[row.one], there[row.other]) if known else NONE
        if row.state == DIFFERENT or likeness.score >= limits.listed:
            sure = likeness.score >= limits.sure
            who = (row.state, row.decided_by, row.decided_at)
            yield Told(row.pk, row.one, row.other, likeness, sure, *who, _place(row))


def decide(entity: Entity, keys: Sequence[uuid.UUID], state: str, *, actor: Actor) -> int:
    """Say of each two of these records that they are different, to be asked later, or open again; how many pairs.

    Raises NotFound where one of them isn't there for the actor, NotAllowed, Invalid.
    """
    authorise(entity, actor)
    wanted = sorted(set(keys))
    if state not in STATES:
        raise Invalid({"state": [_("There is no such state of pairs.")]})
    if not 2 <= len(wanted) <= MOST:
        raise Invalid({"records": [_("Choose from two to five records.")]})

    def work() -> int:
        _check(entity, wanted, actor)
        return said.say(entity, wanted, state, actor.pk)

    return atomically(work)


def _check(entity: Entity, keys: Sequence[uuid.UUID], actor: Actor) -> None:
    seen = actor.access.narrow(entity, entity.manager().filter(pk__among=list(keys)))
    if set(seen.values_list("pk", flat=True)) != set(keys):
        raise NotFound()
    verb = verb_of(entity)
    if verbs_among(entity, keys, actor, (verb,))[verb] != set(keys):
        raise NotAllowed()


def _seen(entity: Entity, actor: Actor) -> QuerySet[MatchPair]:
    """The pairs of which this actor may see both records."""
    rows = MatchPair.objects.filter(entity=entity.name)
    for side in ("one", "other"):
        rows = rows.filter(Exists(actor.access.narrow(entity, entity.manager().filter(pk=OuterRef(side)))))
    return rows


def _after(rows: QuerySet[MatchPair], place: str) -> QuerySet[MatchPair]:
    if place:
        score, key = _read(place)
        rows = rows.filter(Q(score__lt=score) | Q(pk__gt=key), score__lte=score)
    return rows.order_by("-score", "pk")


def _place(row: MatchPair) -> str:
    return f"{row.score}.{row.pk.hex}"


def _read(place: str) -> tuple[int, uuid.UUID]:
    score, _dot, key = place.partition(".")
    try:
        return min(int(score[:6]), UNKNOWN), uuid.UUID(key)
    except ValueError as bad:
        raise BadQuery(_("This page isn't there any more.")) from bad
