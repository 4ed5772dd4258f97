"""Taking back what somebody did a moment ago: a new change with the values from before it, through the same gate."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from copy import copy
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from guanxi.engine import origin
from guanxi.engine.entity import Entity, LineSet
from guanxi.engine.errors import Conflict, EngineError, NotAllowed, NotFound
from guanxi.engine.gate import removing
from guanxi.engine.gate.updating import locked, save_changes, snapshot
from guanxi.engine.models.event import Event
from guanxi.engine.permissions.access import Actor
from guanxi.engine.reading.told_then import Former, as_told
from guanxi.engine.record import Kept
from guanxi.engine.transactions import atomically
from guanxi.kit.uuids import milliseconds

MINUTES = 15
LONGEST_REQUEST = dt.timedelta(minutes=2)
MOST_RECORDS = 1_000
REASON = gettext_noop("taken back")
OWN = object()
"""What the actor did, as opposed to what somebody else or the system did."""


class TooLate(EngineError):
    """It was changed since, or it is too long ago; nothing was taken back."""

    code, status = "too_late", 409

    def default_message(self) -> str:
        return _("This can't be taken back any more.")


def may_be_undone(entity: Entity, verb: str) -> bool:
    """Whether a standard verb or an action can be taken back; an action says so itself."""
    action = entity.actions.get(verb)
    return action.undo if action else verb in ("update", "delete", "restore")


def done_in(entity: Entity, request: str, actor: Actor) -> list[uuid.UUID]:
    """The records that this actor changed in one request, a few minutes ago at most; raises TooLate."""
    begun = _moment(request)
    if begun is None or timezone.now() - begun > dt.timedelta(minutes=MINUTES):
        raise TooLate()
    # The request's number tells its time, so that of all events only a short stretch is looked through.
    found = Event.objects.filter(
        entity=entity.name,
        at__range=(begun - LONGEST_REQUEST, begun + LONGEST_REQUEST),
        request=request,
        actor=actor.pk,
        record__isnull=False,
        version__gt=0,
    ).values_list("record", flat=True)
    keys = list(dict.fromkeys(key for key in found[: MOST_RECORDS + 1] if key is not None))
    if not keys or len(keys) > MOST_RECORDS:
        raise TooLate()
    return keys


def undo(
    entity: Entity, key: uuid.UUID, request: str, *, actor: Actor, whose: Any = OWN, creation: bool = False
) -> Kept:
    """Take back what this actor, or `whose`, did to one record in one request.

    `creation`: what came into being in it goes to the recycle bin; otherwise that can't be taken back. Needs the same
    right as doing it. Raises NotFound, NotAllowed, Invalid (its values are taken by now), and TooLate when anybody
    changed the record since.
    """

    def work() -> Kept:
        by = actor.pk if whose is OWN else whose
        events = Event.objects.filter(record=key, request=request, actor=by, version__gt=0).order_by("-version")
        return _undo(entity, key, list(events), actor, creation=creation)

    return atomically(work)


def undo_all(entity: Entity, key: uuid.UUID, done: Sequence[Event], *, actor: Actor) -> Kept:
    """Take back all of these events of one record, the last of them first; what came into being goes to the bin.

    Raises as `undo` does, and TooLate where something else was done to the record between them.
    """
    events = sorted(done, key=lambda event: -event.version)
    if events and events[0].version - events[-1].version != len(events) - 1:
        raise TooLate(_("Somebody else changed it in between."))
    return atomically(lambda: _undo(entity, key, events, actor, creation=True))


def _undo(entity: Entity, key: uuid.UUID, done: list[Event], actor: Actor, *, creation: bool) -> Kept:
    is_new = creation and bool(done) and done[-1].verb == "create"
    if not done or not all(may_be_undone(entity, event.verb) for event in (done[:-1] if is_new else done)):
        raise TooLate()
    verbs, request = {event.verb for event in done}, done[0].request
    with origin.because(REASON):
        record = _taken_back(entity, key, done, actor, is_new=is_new)
        record.after_undo(verbs, request, actor)
    return record


def _taken_back(entity: Entity, key: uuid.UUID, done: list[Event], actor: Actor, *, is_new: bool) -> Kept:
    """Run by run of the same verb, the last first; each but the first meets the version that the one before left."""
    if is_new:
        return _moved_back(entity, key, done[0], actor, into_bin=True)
    record: Kept | None = None
    for verb, run in groupby(done, key=lambda event: event.verb):
        one = _as_one(list(run))
        one.version = record.version if record else one.version
        if verb in ("delete", "restore"):
            record = _moved_back(entity, key, one, actor, into_bin=verb == "restore")
        else:
            record = _changed_back(entity, key, one, actor)
    assert record is not None
    return record


def _as_one(done: list[Event]) -> Event:
    """Several changes of one kind, newest first, as if they had been one: from the first value to the last."""
    one = copy(done[0])
    one.changes = dict(one.changes)
    for event in done[1:]:
        for name, (old, new) in event.changes.items():
            one.changes[name] = [old, one.changes.get(name, (old, new))[1]]
    return one


def _moved_back(entity: Entity, key: uuid.UUID, event: Event, actor: Actor, *, into_bin: bool) -> Kept:
    move = removing.delete if into_bin else removing.restore
    try:
        return move(entity, key, actor=actor, version=event.version)
    except Conflict as since:
        raise TooLate(_since(key, event)) from since
    except NotFound as gone:
        # It was brought back, or thrown away, by somebody else.
        raise TooLate(_since(key, event)) if _visible(entity, key, actor) else gone from gone


def _changed_back(entity: Entity, key: uuid.UUID, event: Event, actor: Actor) -> Kept:
    action = entity.actions.get(event.verb)
    record = locked(entity, key, actor, action.verb if action else "update")
    if record.version != event.version:
        raise TooLate(_since(key, event))
    writable = set(actor.access.changeable(entity)) | set(entity.lines)
    if not action and set(event.changes) - writable - {kind.name for kind, _expression in entity.computed}:
        raise NotAllowed()
    before = snapshot(entity, record)
    lines: dict[str, list[dict[str, Any]]] = {}
    for name, (old, _new) in event.changes.items():
        if name in entity.fields:
            kind = entity.fields[name]
            setattr(record, kind.attname, _value(kind, old))  # type: ignore[attr-defined]
        elif name in entity.lines:
            lines[name] = [_line(entity.lines[name], told) for told in old or ()]
    return save_changes(entity, record, before, lines, actor, event.verb)


def _value(kind: Any, told: Any) -> Any:
    """A value as the event log keeps it, as the record has it."""
    if told is None or told == "":
        return kind.nothing()
    value = as_told(kind, told)
    if isinstance(value, Former):  # the field holds something else by now
        raise TooLate()
    return uuid.UUID(value) if kind.kind == "link" and isinstance(value, str) else value


def _line(lines: LineSet, told: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: _value(kind, told[name]) for name, kind in lines.fields.items() if name in told}
    return {"id": uuid.UUID(told["id"]), **values}


def _since(key: uuid.UUID, event: Event) -> str:
    """Who changed it after that, in words; who it was is told by the record's history."""
    later = Event.objects.filter(record=key, version__gt=event.version).exists()
    return _("This can't be taken back any more: the record was changed since.") if later else ""


def _visible(entity: Entity, key: uuid.UUID, actor: Actor) -> bool:
    rows = entity.manager().filter(pk=key)
    return any(actor.access.narrow(entity, rows, "read", deleted=gone).exists() for gone in (False, True))


def _moment(request: str) -> dt.datetime | None:
    try:
        number = uuid.UUID(request)
        return dt.datetime.fromtimestamp(milliseconds(number) / 1000, tz=dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None
