"""One chunk of a bulk update: one lock, one statement of changes, one of events."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine import origin, stagedates
from guanxi.engine.asking import demand
from guanxi.engine.computing import work_out
from guanxi.engine.duplicates import keeping
from guanxi.engine.entity import Entity
from guanxi.engine.errors import EngineError, Invalid, NotAllowed, NotFound
from guanxi.engine.events.writing import event_for
from guanxi.engine.gate.choosing import check_choices
from guanxi.engine.gate.cleaning import Cleaner, Given, check_record
from guanxi.engine.gate.filing import settle
from guanxi.engine.gate.saving import constraints_told, index, present_lines, save_lines
from guanxi.engine.gate.updating import differences, snapshot, update
from guanxi.engine.models.event import Event
from guanxi.engine.permissions import lending
from guanxi.engine.permissions.access import Actor
from guanxi.engine.record import Kept
from guanxi.engine.rows_sql import copy_rows, write_rows
from guanxi.engine.stagegates import check_gate
from guanxi.engine.transactions import atomically

if TYPE_CHECKING:
    from guanxi.engine.gate.bulk import BulkResult


def update_chunk(
    entity: Entity, keys: Sequence[uuid.UUID], values: Mapping[str, Any], actor: Actor, given: Given, result: BulkResult
) -> None:
    """Give the same values to every record of the chunk that the actor may change."""
    lines = set(values) & set(entity.lines)
    if lines:
        raise Invalid({name: [_("Lines can only be changed one record at a time.")] for name in lines})
    cleaner = Cleaner(entity, actor, given)
    try:
        atomically(lambda: _work(entity, keys, values, actor, cleaner, result))
    except Invalid:
        _one_by_one(entity, keys, values, actor, given, result)


def _one_by_one(
    entity: Entity, keys: Sequence[uuid.UUID], values: Mapping[str, Any], actor: Actor, given: Given, result: BulkResult
) -> None:
    """When a constraint refuses the chunk as a whole: find out which records it is about."""
    for key in keys:
        try:
            update(entity, key, values, actor=actor, given=given)
        except EngineError as refused:
            result.refused[key] = refused
        else:
            result.done.append(key)


def _work(
    entity: Entity,
    keys: Sequence[uuid.UUID],
    values: Mapping[str, Any],
    actor: Actor,
    cleaner: Cleaner,
    result: BulkResult,
) -> None:
    judged = judge_many(
        entity, keys, lambda record: cleaner.clean(values, creating=False, record=record), actor, result
    )
    save_many(entity, judged, actor)
    result.done.extend(change.record.pk for change in judged)


@dataclass(slots=True)
class Change:
    """A locked record with its new values on it, and what they change; not saved yet."""

    record: Kept
    changes: dict[str, Any]
    lines: dict[str, list[dict[str, Any]]]


def judge_many(
    entity: Entity,
    keys: Sequence[uuid.UUID],
    values_for: Callable[[Kept], Mapping[str, Any]],
    actor: Actor,
    result: BulkResult,
) -> list[Change]:
    """Lock those of the records that the actor may change and give each its own cleaned values; tell the refused."""
    rows = entity.manager().defer("search").filter(pk__in=keys)
    records = list(actor.access.narrow(entity, rows, "update").order_by("pk").select_for_update(of=("self",)))
    refuse_missing(entity, keys, records, actor, result)
    lending.mark(actor.access, entity, records, "update")
    judged = []
    for record in records:
        try:
            judged.append(_judge(entity, record, values_for, actor))
        except EngineError as refused:
            result.refused[record.pk] = refused
    return judged


def _judge(entity: Entity, record: Kept, values_for: Callable[[Kept], Mapping[str, Any]], actor: Actor) -> Change:
    before = snapshot(entity, record)
    cleaned = values_for(record)
    for name, value in cleaned.items():
        if name in entity.fields:
            setattr(record, entity.fields[name].attname, value)  # type: ignore[attr-defined]
    record.before_change(before)
    check_record(record)
    check_choices(entity.choices, record, before)
    demand(entity, record, cleaned)
    work_out(entity, record)
    check_gate(entity, record, before)
    changes = differences(entity, record, before)
    lines = {name: cleaned[name] for name in entity.lines if name in cleaned}
    record.authorise(actor, "update", changes)
    return Change(record, changes, lines)


def save_many(entity: Entity, judged: Sequence[Change], actor: Actor, verb: str = "update") -> list[Kept]:
    """Save judged changes with their events in few statements; returns the records that really changed."""
    now = timezone.now()
    events: list[Event] = []
    columns = {"version", "updated_at", "updated_by", "head"}
    with origin.unguarded(), constraints_told(entity):
        for change in judged:
            if change.lines:
                _save_lines(entity, change)
                change.record.authorise(actor, "update", change.changes)
        changed = [change for change in judged if change.changes]
        reindex = any(name in change.changes for change in changed for name in (entity.title, *entity.searched))
        for change in changed:
            record = change.record
            record.version += 1
            record.updated_at, record.updated_by_id = now, actor.pk  # type: ignore[attr-defined]
            if reindex:
                index(entity, record)
            events.append(event_for(entity.name, record, verb, actor, change.changes, now))
            columns |= {name for name in change.changes if name in entity.fields}
        if not changed:
            return []
        columns |= stagedates.keep(entity, zip((change.record for change in changed), events, strict=True))
        write_rows(
            entity.model,
            [change.record for change in changed],
            sorted(columns | ({"search", "sort_key"} if reindex else set())),
        )
        keeping.keep(entity, [change.record for change in changed], columns)
        copy_rows(Event, events)
        for change in changed:
            settle(entity, change.record, change.changes)
        entity.model.after_changes(verb, [(change.record, change.changes) for change in changed])
    return [change.record for change in changed]


def _save_lines(entity: Entity, change: Change) -> None:
    for name, wanted in change.lines.items():
        lines = entity.lines[name]
        told = save_lines(lines, change.record, wanted, present_lines(lines, change.record))
        if told:
            change.changes[name] = told


def refuse_missing(
    entity: Entity, keys: Sequence[uuid.UUID], records: Sequence[Kept], actor: Actor, result: BulkResult
) -> None:
    """Tell apart what the actor may see but not change, and what isn't there for them."""
    missing = set(keys) - {record.pk for record in records}
    if not missing:
        return
    seen = actor.access.narrow(entity, entity.manager().filter(pk__in=missing), "read")
    visible = set(seen.values_list("pk", flat=True))
    for key in missing:
        result.refused[key] = NotAllowed() if key in visible else NotFound()
