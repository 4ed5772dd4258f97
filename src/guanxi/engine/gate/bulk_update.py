"""One chunk of a bulk update: one lock, one statement of changes, one of events."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine import origin
from guanxi.engine.entity import Entity
from guanxi.engine.errors import EngineError, Invalid, NotAllowed, NotFound
from guanxi.engine.events.writing import event_for
from guanxi.engine.gate.cleaning import Cleaner, Given, check_record
from guanxi.engine.gate.saving import constraints_told, index
from guanxi.engine.gate.updating import differences, snapshot, update
from guanxi.engine.models.event import Event
from guanxi.engine.permissions.access import Actor
from guanxi.engine.record import Kept
from guanxi.engine.sql import write_rows
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
    rows = entity.manager().defer("search").filter(pk__in=keys)
    records = list(actor.access.narrow(entity, rows, "update").order_by("pk").select_for_update(of=("self",)))
    refuse_missing(entity, keys, records, actor, result)
    changed: list[tuple[Kept, dict[str, Any]]] = []
    done: list[uuid.UUID] = []
    reindex = entity.title in values or any(name in values for name in entity.search)
    for record in records:
        try:
            changes = _change(entity, record, values, cleaner)
            record.authorise(actor, "update", changes)
        except EngineError as refused:
            result.refused[record.pk] = refused
            continue
        done.append(record.pk)
        if changes:
            changed.append((record, changes))
    if changed:
        _save(entity, changed, actor, reindex=reindex)
    result.done.extend(done)


def _change(entity: Entity, record: Kept, values: Mapping[str, Any], cleaner: Cleaner) -> dict[str, Any]:
    before = snapshot(entity, record)
    cleaned = cleaner.clean(values, creating=False, record=record)
    for name, value in cleaned.items():
        if name in entity.fields:
            setattr(record, entity.fields[name].attname, value)  # type: ignore[attr-defined]
    check_record(record)
    return differences(entity, record, before)


def _save(entity: Entity, changed: list[tuple[Kept, dict[str, Any]]], actor: Actor, *, reindex: bool) -> None:
    now = timezone.now()
    events = []
    columns = {"version", "updated_at", "updated_by", "head"}
    for record, changes in changed:
        record.version += 1
        record.updated_at, record.updated_by_id = now, actor.pk  # type: ignore[attr-defined]
        if reindex:
            index(entity, record)
        events.append(event_for(entity.name, record, "update", actor, changes, now))
        columns |= set(changes)
    if reindex:
        columns |= {"search", "sort_key"}
    with origin.unguarded(), constraints_told(entity):
        write_rows(entity.model, [record for record, _changes in changed], sorted(columns))
        Event.objects.bulk_create(events)
        for record, changes in changed:
            record.after_change("update", changes)


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
