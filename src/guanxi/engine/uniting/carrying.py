"""Everything that led to a merged record leads to the survivor, told in the history of each record; and back."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any

from django.utils import timezone

from guanxi.engine.computing import work_out
from guanxi.engine.entity import Entity
from guanxi.engine.events.writing import event_for
from guanxi.engine.fields.anchor import parted, written
from guanxi.engine.gate.saving import index, jsonable
from guanxi.engine.gate.updating import differences, snapshot
from guanxi.engine.models.event import Event
from guanxi.engine.models.merger import Carried, Merger
from guanxi.engine.permissions.access import Actor
from guanxi.engine.record import Kept
from guanxi.engine.registry import registry
from guanxi.engine.rows_sql import copy_rows, write_rows
from guanxi.engine.uniting import lines as moving
from guanxi.engine.uniting.places import Places, places

AT_ONCE = 500
MERGE, UNMERGE = "merge", "unmerge"
Change = tuple[Kept, dict[str, Any]]


def carry(merger: Merger, target: Entity, others: Collection[uuid.UUID], actor: Actor) -> int:
    """Have every record that leads to the others lead to the survivor; how many there were."""
    group, number = {merger.survivor, *others}, 0
    for place in places(target):
        keys = place.keys(target.name, others) - (group if place.entity is target else set())
        for some in chunks(sorted(keys), AT_ONCE):
            records = _locked(place.entity, some)
            changes = _redirect(place, records, target.name, others, merger.survivor)
            save(place, changes, MERGE, actor)
            _note(merger, place, changes)
            number += len(changes)
    return number


def _note(merger: Merger, place: Places, changes: Sequence[Change]) -> None:
    if changes:
        keys = [record.pk for record, _told in changes]
        versions = [record.version for record, _told in changes]
        Carried.objects.create(merger=merger, place=place.entity.name, keys=keys, versions=versions)


def chunks(keys: Sequence[Any], size: int) -> Iterator[list[Any]]:
    """The same, so many at a time."""
    ahead = iter(keys)
    while some := list(islice(ahead, size)):
        yield some


def _locked(entity: Entity, keys: Sequence[uuid.UUID]) -> list[Kept]:
    rows = entity.manager().defer("search").filter(pk__in=keys).order_by("pk")
    return list(rows.select_for_update(of=("self",)))


def _redirect(
    place: Places, records: Sequence[Kept], target: str, others: Collection[uuid.UUID], survivor: uuid.UUID
) -> list[Change]:
    entity, found = place.entity, []
    lines = {name: moving.present(entity.lines[name], [record.pk for record in records]) for name in place.lines}
    for record in records:
        before = snapshot(entity, record)
        for name in place.links:
            attname = entity.fields[name].attname
            if getattr(record, attname) in others:
                setattr(record, attname, survivor)
        for name in place.anchors:
            setattr(record, name, _anchored(getattr(record, name), target, others, survivor))
        work_out(entity, record)
        changes = differences(entity, record, before)
        for name, links in place.lines.items():
            some = lines[name].get(record.pk, [])
            was = moving.told(entity.lines[name], some)
            done = moving.redirected(entity.lines[name], links, some, others, survivor)
            moving.write(entity.lines[name], done.changed, done.dropped)
            if done.changed or done.dropped:
                changes[name] = [was, moving.told(entity.lines[name], done.kept)]
        if changes:
            found.append((record, changes))
    return found


def _anchored(stored: str | None, target: str, others: Collection[uuid.UUID], survivor: uuid.UUID) -> str | None:
    if not stored:
        return stored
    entity, key = parted(stored)
    return written(target, survivor) if entity == target and key in others else stored


def save(place: Places, changes: Sequence[Change], verb: str, actor: Actor) -> None:
    """Save changed records with their events in few statements.

    What only hangs on another record isn't counted as changed by whoever merged: it keeps the time of its last change.
    """
    if not changes:
        return
    entity, now, events = place.entity, timezone.now(), []
    columns = {"version", "updated_at", "updated_by", "head"}
    searched = {entity.title, *entity.searched}
    reindex = any(searched & told.keys() for _record, told in changes)
    for record, told in changes:
        record.version += 1
        if told.keys() - set(place.anchors):
            record.updated_at, record.updated_by_id = now, actor.pk  # type: ignore[attr-defined]
        if reindex:
            index(entity, record)
        events.append(event_for(entity.name, record, verb, actor, told, now))
        columns |= {name for name in told if name in entity.fields}
    write_rows(
        entity.model,
        [record for record, _told in changes],
        sorted(columns | ({"search", "sort_key"} if reindex else set())),
    )
    copy_rows(Event, events)
    for record, told in changes:
        record.after_change(verb, told)


# --- and back ---------------------------------------------------------------------------------------------------------


def carry_back(merger: Merger, target: Entity, actor: Actor) -> tuple[dict[str, int], dict[str, int]]:
    """Have what still leads to the survivor lead to where it did; by entity, how many do, and how many can't."""
    back: dict[str, int] = {}
    stayed: dict[str, int] = {}
    where = {place.entity.name: place for place in places(target)}
    for carried in merger.carried.filter(origin=None).order_by("pk"):  # type: ignore[attr-defined]
        place = where.get(carried.place)
        if place is None:
            continue
        changes, left = _return(place, carried)
        save(place, changes, UNMERGE, actor)
        back[carried.place] = back.get(carried.place, 0) + len(changes)
        stayed[carried.place] = stayed.get(carried.place, 0) + left
    return ({name: n for name, n in told.items() if n} for told in (back, stayed))  # type: ignore[return-value]


def _return(place: Places, carried: Carried) -> tuple[list[Change], int]:
    """The records that go back, with what changes, and how many were changed since or are gone."""
    entity = place.entity
    records = _locked(entity, carried.keys)
    told = done_to(entity.name, dict(zip(carried.keys, carried.versions, strict=True)))
    lines = {name: moving.present(entity.lines[name], [record.pk for record in records]) for name in place.lines}
    changes, left = [], len(carried.keys) - len(records)
    for record in records:
        done = told.get(record.pk, {})
        mine, stayed = _as_before(place, record, done, {name: lines[name].get(record.pk, []) for name in lines})
        left += bool(stayed)
        if mine:
            changes.append((record, mine))
    return changes, left


def done_to(entity: str, versions: dict[uuid.UUID, int]) -> dict[uuid.UUID, dict[str, Any]]:
    """What was done to records in the versions that they came to."""
    events = Event.objects.filter(record__in=list(versions), entity=entity, version__in=set(versions.values()))
    rows = events.values_list("record", "version", "changes")
    return {key: changes for key, version, changes in rows if key is not None and versions.get(key) == version}


def _as_before(
    place: Places, record: Kept, done: dict[str, Any], lines: dict[str, list[Any]]
) -> tuple[dict[str, Any], int]:
    entity, stayed = place.entity, 0
    before = snapshot(entity, record)
    for name in (*place.links, *place.anchors):
        if name in done:
            kind = entity.fields[name]
            old, new = done[name]
            if jsonable(kind, getattr(record, kind.attname)) == new:
                setattr(record, kind.attname, moving.as_value(kind, old))
            else:
                stayed += 1
    work_out(entity, record)
    changes = differences(entity, record, before)
    for name, links in place.lines.items():
        if name in done:
            told, left = lines_back(entity, record, name, links, done[name], lines[name])
            stayed += left
            if told:
                changes[name] = told
    return changes, stayed


def lines_back(
    entity: Entity, record: Kept, name: str, links: Collection[str], done: Sequence[Any], now: list[Any]
) -> tuple[list[Any], int]:
    """Put one set of lines back; what the event tells of it, and how many lines can't go back."""
    lines = entity.lines[name]
    was = moving.told(lines, now)
    changed, again, left = moving.as_before(lines, links, done[0] or [], done[1] or [], now)
    moving.write(lines, changed, [])
    for line in again:
        setattr(line, f"{lines.parent}_id", record.pk)
        line.position = len(now)
        line.save(force_insert=True)
    return ([was, moving.told(lines, [*now, *again])] if changed or again else []), left


def places_of(target: Entity) -> Places:
    """Where records of an entity lead to others of the same."""
    found = (place for place in places(target) if place.entity is target)
    return next(found, Places(registry[target.name]))
