"""New records through the gate, one or many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from operator import is_not
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.utils import timezone

from guanxi.engine import numbering, origin
from guanxi.engine.asking import demand
from guanxi.engine.computing import work_out
from guanxi.engine.duplicates import keeping
from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotAllowed, NotFound
from guanxi.engine.events.writing import event_for
from guanxi.engine.gate.choosing import check_choices
from guanxi.engine.gate.cleaning import Cleaner, Given, check_record
from guanxi.engine.gate.filing import settle
from guanxi.engine.gate.saving import constraints_told, index, jsonable, line_values, new_line, save_lines
from guanxi.engine.making import blank
from guanxi.engine.models.event import Event
from guanxi.engine.permissions.access import Actor
from guanxi.engine.record import Kept, Line
from guanxi.engine.rows_sql import copy_rows
from guanxi.engine.stagegates import check_gate
from guanxi.engine.transactions import atomically
from guanxi.kit import search_terms

_NOTHING: Mapping[str, Any] = MappingProxyType({})


def create(
    entity: Entity,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    given: Given = "value",
    beside: Mapping[str, Any] | None = None,
) -> Kept:
    """One new record; raises NotAllowed, Invalid. Its creation stands in the event log in the same transaction.

    `beside`: columns that nobody may type, such as what the record hangs on; whoever gives them asked for the right.
    """
    authorise(entity, actor)
    return add(entity, values, actor=actor, given=given, beside=beside)


def add(
    entity: Entity,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    given: Given = "value",
    beside: Mapping[str, Any] | None = None,
) -> Kept:
    """A new record of an entity without the verb "create", such as a comment: the caller asked for the right to it."""
    cleaner = Cleaner(entity, actor, given)

    def work() -> Kept:
        cleaned = cleaner.clean(values, creating=True)
        with origin.unguarded(), constraints_told(entity):
            record = build(entity, cleaned, actor, beside or {})
            number(entity, [record], actor)
            work_out(entity, record)
            index(entity, record)
            lines = add_lines(entity, record, cleaned)  # before their parent: its row then carries the event's hash
            event = event_for(
                entity.name, record, "create", actor, {**told(entity, record), **lines}, record.created_at
            )
            record.save(force_insert=True)
            keeping.keep_new(entity, [record])
            event.save(force_insert=True)
            settle(entity, record, event.changes)
            record.authorise(actor, "create", event.changes)
            record.after_change("create", event.changes)
        return record

    return atomically(work)


def create_many(
    entity: Entity,
    cleaned: Sequence[Mapping[str, Any]],
    *,
    actor: Actor,
    verb: str = "create",
    moments: Sequence[dt.datetime] = (),
) -> list[Kept]:
    """New records from values that a Cleaner of this actor has cleaned; a few statements however many there are.

    `moments`: when each of them was made, for who tells of the past; now, if not given.
    """
    authorise(entity, actor)
    prepared = [prepare(entity, values, actor) for values in cleaned]
    for item, moment in zip(prepared, moments, strict=False):
        begin(entity, item.record, moment)
    return insert_many(entity, prepared, actor=actor, verb=verb)


@dataclass(slots=True)
class Prepared:
    """A new record that was cleaned and keeps its own rule, with its lines; not saved yet."""

    record: Kept
    lines: dict[str, list[Line]]
    begun: search_terms.Begun | None = None
    """Its search index, as far as it was made ahead."""
    told: dict[str, Any] | None = None
    """What its event will tell besides its numbers, made ahead."""

    def tell_ahead(self, entity: Entity) -> None:
        """Make now what the event will tell: for who has time for it before the record gets its numbers."""
        if not entity.computed:
            self.told = told(entity, self.record)


def prepare(entity: Entity, cleaned: Mapping[str, Any], actor: Actor) -> Prepared:
    """A new record from cleaned values; raises Invalid when its own rule refuses it."""
    record = build(entity, cleaned, actor)
    lines = {
        name: [new_line(lines, record, values, position) for position, values in enumerate(cleaned[name])]
        for name, lines in entity.lines.items()
        if cleaned.get(name)
    }
    return Prepared(record, lines)


def add_many(entity: Entity, values: Sequence[Mapping[str, Any]], *, actor: Actor) -> list[Kept]:
    """`add` for many records, from values as they are kept."""
    return _insert(entity, [prepare(entity, one, actor) for one in values], actor, "create")


def insert_many(
    entity: Entity, prepared: Sequence[Prepared], *, actor: Actor, verb: str = "create", keys_later: bool = False
) -> list[Kept]:
    """Save prepared records with their lines, search index and events; raises NotAllowed, Invalid.

    `keys_later`: what they may have in common with others is noted by whoever says so.
    """
    authorise(entity, actor)
    return _insert(entity, prepared, actor, verb, keys_later=keys_later)


def _insert(
    entity: Entity, prepared: Sequence[Prepared], actor: Actor, verb: str, *, keys_later: bool = False
) -> list[Kept]:
    events: list[Event] = []

    def ready() -> Iterator[Kept]:
        """Each record is finished while the database takes in those before it."""
        for item in prepared:
            record = item.record
            work_out(entity, record)
            index(entity, record, item.begun)
            lines = {
                name: [None, [line_values(entity.lines[name], line) for line in lines]]
                for name, lines in item.lines.items()
            }
            record.head = b""
            changes = _all_told(entity, item) | lines
            events.append(event_for(entity.name, record, verb, actor, changes, record.created_at))
            yield record

    def work() -> list[Kept]:
        events.clear()
        records = [item.record for item in prepared]
        with origin.unguarded(), constraints_told(entity):
            number(entity, records, actor)
            copy_rows(entity.model, ready())
            for name, lines in entity.lines.items():
                rows = [line for item in prepared for line in item.lines.get(name, ())]
                if rows:
                    copy_rows(lines.model, rows)
            if not keys_later:
                keeping.keep_new(entity, records)
            copy_rows(Event, events)
            for record, event in zip(records, events, strict=True):
                settle(entity, record, event.changes)
                record.authorise(actor, verb, event.changes)
            entity.model.after_changes(
                verb, [(record, event.changes) for record, event in zip(records, events, strict=True)]
            )
        return records

    return atomically(work) if prepared else []


def authorise(entity: Entity, actor: Actor) -> None:
    """Raise NotFound for what the actor can't even see exists, NotAllowed for what it may only look at."""
    if not actor.access.may(entity.name, "create"):
        raise NotAllowed() if actor.access.may(entity.name, "read") else NotFound()


def build(entity: Entity, cleaned: Mapping[str, Any], actor: Actor, beside: Mapping[str, Any] = _NOTHING) -> Kept:
    """The unsaved record."""
    now = timezone.now()
    record = blank(entity.model)
    for name, value in beside.items():
        setattr(record, name, value)
    for name, value in cleaned.items():
        if name in entity.fields:
            setattr(record, entity.fields[name].attname, value)  # type: ignore[attr-defined]
    begin(entity, record, now)
    record.created_by_id = record.updated_by_id = actor.pk  # type: ignore[attr-defined]
    record.version = 1
    record.before_change({})
    check_record(record)
    check_choices(entity.choices, record)
    demand(entity, record)
    if entity.gates:
        work_out(entity, record)
        check_gate(entity, record)
    return record


def begin(entity: Entity, record: Kept, moment: dt.datetime) -> None:
    """Say when a new record was made: since then it is at its first stage."""
    record.created_at = record.updated_at = moment
    if entity.stage_since is not None:
        record.stage_since = moment  # type: ignore[attr-defined]


def number(entity: Entity, records: Sequence[Kept], actor: Actor) -> None:
    """Give running numbers to the fields that have them."""
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    for name, kind in entity.running_numbers.items() if records else ():
        if kind.rule is not None:
            told = numbering.take_free(kind, entity.manager(), actor, len(records))
            for record, text in zip(records, told, strict=True):
                setattr(record, name, text)
        else:
            first = numbering.take(kind.series(entity.name, today), len(records))
            for offset, record in enumerate(records):
                setattr(record, name, kind.shaped(first + offset, today))


def told(entity: Entity, record: Kept) -> dict[str, Any]:
    """What the event of a creation tells: every field that has a value."""
    values = entity.told_values(record.__dict__)
    found: dict[str, Any] = {}
    given = map(is_not, values, entity.untold)
    for (name, kind), value in compress(zip(entity.told, values, strict=True), given):
        if value is None or value == "":
            continue
        if type(value) is str:
            found[name] = [None, value]
        elif not kind.is_nothing(value):
            found[name] = [None, jsonable(kind, value)]
    return found


def _all_told(entity: Entity, item: Prepared) -> dict[str, Any]:
    """What the event of a new record tells, now that it has its numbers."""
    if item.told is None:
        return told(entity, item.record)
    values = item.record.__dict__
    return item.told | {name: [None, values[name]] for name in entity.running_numbers if values[name]}


def add_lines(entity: Entity, record: Kept, cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Save a new record's lines; what the event tells of them."""
    return {
        name: change
        for name, lines in entity.lines.items()
        if cleaned.get(name) and (change := save_lines(lines, record, cleaned[name], []))
    }


def put_down(face: Entity, record: Kept, actor: Actor) -> None:
    """Save what no form makes, such as a file that was handed in, with its event; the caller asked for the right."""
    record.created_at = record.updated_at = timezone.now()
    record.created_by_id = record.updated_by_id = actor.pk  # type: ignore[attr-defined]
    record.version = 1
    index(face, record)
    event = event_for(face.name, record, "create", actor, told(face, record), record.created_at)
    with transaction.atomic(), origin.unguarded():
        record.save(force_insert=True)
        event.save(force_insert=True)
