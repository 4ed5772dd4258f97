"""Moving rules that act when something happens: a call is noted, a purchase entered, a record claimed.

A reader of the event log, so each event is answered once and in order. What a rule did may move something else by
another rule, but no chain is longer than `DEEPEST`.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from guanxi.engine import gate, origin
from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, Invalid
from guanxi.engine.events.readers import reader
from guanxi.engine.fields.anchor import Anchor, parted
from guanxi.engine.fields.link import Link
from guanxi.engine.filters import compile_filter
from guanxi.engine.models.event import TRACES, Event
from guanxi.engine.models.movingrule import CHANGED, EVENT, MADE, MovingRule
from guanxi.engine.permissions import Access, Actor, Grant, Scope, as_system
from guanxi.engine.registry import registry

REASON = gettext_noop("moved by the rule, because of something else")
DEEPEST = 3
"""So many rules may follow one another from one thing that happened."""
MAKING = ("create", "import")
NOTHING_NEW = (*MAKING, "delete", "purge", *TRACES)
EVERYTHING = Access([Grant("*", frozenset("*"), Scope.ALL, role="system")])
ONE_BY_ONE = 200
"""So many moves in one batch name what caused each; more are told together."""
LONGEST_REASON = 200
FORESEEN_DAYS = 30
MOST_FORESEEN = 10_000
_REASON = re.compile(r"^(?P<told>.*) · (?P<entity>[a-z0-9_-]+)/(?P<record>[0-9a-f-]{36})?/(?P<depth>\d)$", re.DOTALL)


@dataclass(frozen=True)
class Because:
    """What a reason tells: the words, what caused it, and how many rules came before."""

    told: str
    entity: str
    record: uuid.UUID | None
    depth: int


def because(reason: str) -> Because | None:
    """What moved a record by a rule, out of the reason in its event; None where nothing did."""
    found = _REASON.match(reason)
    if found is None:
        return None
    record = uuid.UUID(found["record"]) if found["record"] else None
    return Because(found["told"], found["entity"], record, int(found["depth"]))


def reason_for(rule: MovingRule, record: uuid.UUID | None, depth: int) -> str:
    """The reason as events keep it: the rule's name gives way, what caused it doesn't."""
    tail = f" · {rule.cause}/{record or ''}/{depth}"
    return f"{REASON}: {rule.name}"[: LONGEST_REASON - len(tail)] + tail


# --- what can be a cause ----------------------------------------------------------------------------------------------


def ways(cause: Entity, face: Entity) -> list[str]:
    """The fields that lead from one kind of record to another, lines' as `lines.field`; "" for the record itself."""
    if cause is face:
        return [""]
    found = [name for name, kind in cause.fields.items() if _leads(kind, face)]
    for lines in cause.lines.values():
        found += [f"{lines.name}.{name}" for name, kind in lines.fields.items() if _leads(kind, face)]
    return found


def _leads(kind: Any, face: Entity) -> bool:
    if isinstance(kind, Anchor):
        return kind.among is None or face in list(kind.among())
    return isinstance(kind, Link) and kind.target == face.name


def causes() -> Iterator[Entity]:
    """The kinds of records of which something can happen that moves others."""
    staged = [face for face in registry if face.stage_since is not None]
    return (cause for cause in registry if any(ways(cause, face) for face in staged))


def check_cause(rule: MovingRule, face: Entity) -> None:
    """Refuse what leads to none of the records that it should move."""
    cause = registry.get(rule.cause)
    if cause is None:
        raise ValidationError({"cause": _("Say what has to happen.")})
    if not ways(cause, face):
        raise ValidationError({"cause": _("Nothing leads from these to the records that the rule moves.")})
    try:
        compile_filter(cause, rule.cause_filter, EVERYTHING)
    except BadQuery as bad:
        raise ValidationError({"cause_filter": bad.message}) from bad


# --- the reader -------------------------------------------------------------------------------------------------------


def active() -> list[MovingRule]:
    """The active rules that wait for something to happen, in their order."""
    rows = MovingRule._base_manager.filter(active=True, deleted_at=None, upon=EVENT)
    return [rule for rule in rows.order_by("place", "created_at", "pk") if _stands(rule)]


def _stands(rule: MovingRule) -> bool:
    """Whether what it speaks of is still there."""
    face = registry.get(rule.entity)
    there = face is not None and face.stage is not None and _bare(rule.to) in face.stage.steps  # type: ignore[attr-defined]
    return there and rule.cause in registry


def _bare(told: str) -> str:
    return told.partition(":")[2]


def of_concern(rule: MovingRule) -> Q:
    """The events that a rule waits for."""
    here = Q(entity=rule.cause, version__gt=0)
    if rule.happens == MADE:
        return here & Q(verb__in=MAKING)
    return here & ~Q(verb__in=NOTHING_NEW if rule.happens == CHANGED else ("delete", "purge", *TRACES))


def _concerned() -> Q:
    wanted = Q(pk__in=[])
    for rule in active():
        wanted |= of_concern(rule)
    return wanted


@reader("stages.causes", from_start=False, concerns=_concerned, columns=("id", "entity", "record", "verb", "reason"))
def answer(batch: list[Any]) -> None:
    """Move what the events are about by the rules that wait for them: event by event, and each record by the first."""
    rules = active()
    hits = {rule.pk: targets(rule, {e.record for e in batch if _is_meant(rule, e)}) for rule in rules}
    told = [(e, rule) for e in batch for rule in rules if _is_meant(rule, e) and hits[rule.pk].get(e.record)]
    if len(told) <= ONE_BY_ONE:
        moved: set[tuple[Any, uuid.UUID]] = set()
        for event, rule in told:
            wanted = {key for key in hits[rule.pk][event.record] if (event.id, key) not in moved}
            reason = reason_for(rule, event.record, depth_of(event.reason) + 1)
            moved |= {(event.id, key) for key in move(rule, wanted, reason)}
        return
    gone: set[tuple[str, uuid.UUID]] = set()
    for rule in rules:
        together = {key for event, one in told if one is rule for key in hits[rule.pk][event.record]}
        together -= {key for entity, key in gone if entity == rule.entity}
        deepest = max((depth_of(event.reason) for event, one in told if one is rule), default=0)
        gone |= {(rule.entity, key) for key in move(rule, together, reason_for(rule, None, deepest + 1))}


def _is_meant(rule: MovingRule, event: Any) -> bool:
    if event.entity != rule.cause or depth_of(event.reason) >= DEEPEST:
        return False
    made = event.verb in MAKING
    if rule.happens == MADE:
        return made
    return event.verb not in NOTHING_NEW if rule.happens == CHANGED else made or event.verb not in NOTHING_NEW


def depth_of(reason: str) -> int:
    """How many rules came before what an event tells."""
    from guanxi.engine import stagemoves

    known = because(reason)
    return known.depth if known is not None else int(reason.startswith(f"{stagemoves.REASON}: "))


def targets(rule: MovingRule, records: Collection[uuid.UUID], access: Access = EVERYTHING) -> dict[Any, set[uuid.UUID]]:
    """The records to which what happened leads, by what it happened to, where that fits the rule's conditions."""
    if not records:
        return {}
    cause, face = registry[rule.cause], registry[rule.entity]
    found: dict[Any, set[uuid.UUID]] = {}
    with origin.unguarded():
        try:
            condition = compile_filter(cause, rule.cause_filter, access)
        except BadQuery:
            return {}
        rows = access.narrow(cause, cause.manager().filter(pk__among=list(records)))
        rows = rows.filter(condition) if condition else rows
        for way in ways(cause, face):
            for key, place in rows.values_list("pk", way.replace(".", "__") or "pk"):
                if (there := _there(place, face)) is not None:
                    found.setdefault(key, set()).add(there)
    return found


def _there(place: Any, face: Entity) -> uuid.UUID | None:
    if not isinstance(place, str):
        return place  # type: ignore[no-any-return]
    entity, key = parted(place)
    return key if entity == face.name else None


def moved_by(rule: MovingRule, access: Access) -> QuerySet[Any]:
    """The records that a rule moves if something happens for them now."""
    face = registry[rule.entity]
    stage: Any = face.stage
    rows = access.narrow(face, face.manager())
    here, there = _bare(rule.leaves), _bare(rule.to)
    rows = rows.filter(**{stage.name: here}) if rule.leaves else rows.exclude(**{stage.name: there})
    condition = compile_filter(face, rule.condition, access)
    return rows.filter(condition) if condition else rows


def move(rule: MovingRule, keys: Collection[uuid.UUID], reason: str) -> list[uuid.UUID]:
    """Move those of the records that are still meant; returns which moved."""
    from guanxi.engine import stagemoves

    face = registry[rule.entity]
    with origin.unguarded():
        try:
            rows = moved_by(rule, EVERYTHING).filter(pk__among=list(keys))
            meant = list(rows.order_by("pk").values_list("pk", flat=True))
        except BadQuery:
            return []
    if not meant:
        return []
    with as_system(reason) as system:
        told = gate.bulk(face, meant, "update", {face.stage.name: _bare(rule.to)}, actor=system)  # type: ignore[union-attr]
        held = {key: why for key, why in told.refused.items() if isinstance(why, Invalid)}
        stagemoves.tell_held(face, rule, held, system)
    MovingRule._base_manager.filter(pk=rule.pk).update(last_run_at=timezone.now())
    return told.done


# --- what it would have done ------------------------------------------------------------------------------------------


def would_have(rule: MovingRule, actor: Actor) -> tuple[int, QuerySet[Any]]:
    """How often what it waits for happened in the last days, and the records that it would move for that."""
    since = timezone.now() - dt.timedelta(days=FORESEEN_DAYS)
    events: Any = Event.objects.filter(of_concern(rule), at__gte=since).order_by().values_list("record", flat=True)
    records: Sequence[uuid.UUID] = list(events.distinct()[:MOST_FORESEEN])
    found = targets(rule, records, actor.access)
    keys = {key for some in found.values() for key in some}
    return len(found), moved_by(rule, actor.access).filter(pk__among=list(keys))
