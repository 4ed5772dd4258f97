"""A merging taken back: the records are there again with what was theirs, but for what was changed since."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine import origin
from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotAllowed, NotFound
from guanxi.engine.events.writing import event_for
from guanxi.engine.fields.file import keys_of
from guanxi.engine.gate.saving import constraints_told, jsonable
from guanxi.engine.gate.undoing import TooLate
from guanxi.engine.gate.uniqueness import Uniqueness
from guanxi.engine.gate.updating import locked, save_changes, snapshot
from guanxi.engine.models.file import StoredFile
from guanxi.engine.models.merger import Merged, Merger
from guanxi.engine.permissions.access import Actor
from guanxi.engine.record import Kept
from guanxi.engine.transactions import atomically
from guanxi.engine.uniting import lines as moving
from guanxi.engine.uniting.carrying import MERGE, UNMERGE, carry_back, done_to, lines_back, places_of
from guanxi.engine.uniting.leading import OTHERS, SURVIVOR
from guanxi.engine.uniting.merging import NEEDED
from guanxi.engine.uniting.tables import put_rows_back


@dataclass
class Undone:
    """What went back, and what could not."""

    records: list[uuid.UUID]
    back: dict[str, int] = field(default_factory=dict)
    """By entity, the records that lead to one of these again."""
    stayed: dict[str, int] = field(default_factory=dict)
    """Those that were changed since, and lead to the survivor still."""
    fields: list[str] = field(default_factory=list)
    """Fields of the survivor that were changed since, and sets of its lines some of which were."""
    taken: list[str] = field(default_factory=list)
    """Fields that can't have their value again, since another record has it now."""


def mergers(entity: Entity, key: uuid.UUID) -> list[Merger]:
    """What was merged into a record that was read with rights just before, and still is, the latest first."""
    if not entity.merges:
        return []
    rows = Merger.objects.filter(entity=entity.name, survivor=key, undone_at=None)
    return list(rows.order_by("-at", "-pk").prefetch_related("others"))


def unmerge(entity: Entity, key: uuid.UUID, merger: uuid.UUID, *, actor: Actor) -> Undone:
    """Take back what was merged into a record; raises NotFound, MergedInto, NotAllowed, TooLate."""
    return atomically(lambda: _unmerge(entity, key, merger, actor))


def foresee(entity: Entity, key: uuid.UUID, merger: uuid.UUID, *, actor: Actor) -> Undone:
    """What taking it back would do: it is done, and undone before anybody sees it. Raises the same."""

    def work() -> Undone:
        with transaction.atomic():
            told = _unmerge(entity, key, merger, actor)
            transaction.set_rollback(True)
        return told

    return atomically(work)


def is_open(merger: Merger) -> bool:
    """Whether there still is time to take it back."""
    return merger.undone_at is None and not merger.is_swept and merger.until > timezone.now()


def _unmerge(entity: Entity, key: uuid.UUID, number: uuid.UUID, actor: Actor) -> Undone:
    survivor = locked(entity, key, actor, MERGE)
    merger = Merger.objects.filter(pk=number, entity=entity.name, survivor=key).select_for_update().first()
    if merger is None:
        raise NotFound(_("There is no such merging."))
    if not is_open(merger):
        raise TooLate()
    told = {one.record: one for one in merger.others.filter(holds=True)}  # type: ignore[attr-defined]
    others = _others(entity, survivor, list(told), actor)
    with origin.unguarded(), constraints_told(entity):
        done = Undone([other.pk for other in others])
        put_rows_back(merger)
        lines = _lines_back(entity, survivor, others, merger, told, done)
        _give_back(entity, survivor, merger, lines.pop(key, {}), actor, done)
        for other in others:
            _bring_back(entity, other, told[other.pk], lines.get(other.pk, {}), actor, done)
        done.back, done.stayed = carry_back(merger, entity, actor)
        merger.others.update(holds=False)  # type: ignore[attr-defined]
        Merger.objects.filter(pk=merger.pk).update(undone_at=timezone.now())
    origin.forget()
    return done


def _others(entity: Entity, survivor: Kept, keys: Sequence[uuid.UUID], actor: Actor) -> list[Kept]:
    """The records that come again, locked; whoever brings them may do with each what merging them asks for."""
    rows = entity.manager().defer("search").filter(pk__in=[*keys, survivor.pk])
    for verb in (MERGE, *NEEDED):
        allowed = actor.access.rows(entity, verb)
        if allowed is None or rows.filter(allowed).count() != len(keys) + 1:
            raise NotAllowed()
    found = rows.exclude(pk=survivor.pk).order_by("pk").select_for_update(of=("self",))
    return list(found)


def _give_back(
    entity: Entity, survivor: Kept, merger: Merger, lines: dict[str, Any], actor: Actor, done: Undone
) -> None:
    """The survivor's values from before, where nobody changed them since."""
    changes = done_to(entity.name, {survivor.pk: merger.version}).get(survivor.pk, {})
    before = snapshot(entity, survivor)
    for name, kind, old, new in _values(entity, changes):
        if jsonable(kind, getattr(survivor, kind.attname)) == new:
            setattr(survivor, kind.attname, moving.as_value(kind, old))
        else:
            done.fields.append(name)
    survivor._beside = {**lines, OTHERS: [[str(key) for key in done.records], None]}
    save_changes(entity, survivor, before, {}, actor, UNMERGE)
    survivor._beside = {}


def _values(entity: Entity, changes: dict[str, Any]) -> Iterator[tuple[str, Any, Any, Any]]:
    """The fields that an event tells of, but for those that are worked out."""
    for name, (old, new) in changes.items():
        kind = entity.fields.get(name)
        if kind is not None and not kind.formula and kind.rolled is None and name != "deleted_at":
            sealed = entity.sealed.get(name)
            yield name, kind, *((sealed.from_event(old), sealed.from_event(new)) if sealed else (old, new))


def _bring_back(entity: Entity, record: Kept, told: Merged, lines: dict[str, Any], actor: Actor, done: Undone) -> None:
    """One record out of its hiding, with what had to be unique as far as nobody else has it now."""
    changes = done_to(entity.name, {record.pk: told.version}).get(record.pk, {})
    survivor = changes.get(SURVIVOR, [None, None])[1]
    mine: dict[str, Any] = {"deleted_at": [_moment(record), None], SURVIVOR: [survivor, None]}
    freed = []
    for name, kind, old, _new in _values(entity, changes):
        setattr(record, kind.attname, moving.as_value(kind, old))
        if Uniqueness(entity).clashes([record]):
            setattr(record, kind.attname, kind.nothing())
            done.taken.append(name)
        else:
            mine[name] = [None, old]
            freed.append(name)
    now = timezone.now()
    record.deleted_at = None
    record.version += 1
    record.updated_at, record.updated_by_id = now, actor.pk  # type: ignore[attr-defined]
    event = event_for(entity.name, record, UNMERGE, actor, {**mine, **lines}, now)
    record.save(update_fields=[*freed, "deleted_at", "version", "updated_at", "updated_by", "head"])
    event.save(force_insert=True)
    _wake_files(entity, record)
    record.authorise(actor, UNMERGE, mine)
    record.after_change(UNMERGE, mine)


def _moment(record: Kept) -> str | None:
    return record.deleted_at.isoformat() if record.deleted_at else None


def _wake_files(entity: Entity, record: Kept) -> None:
    """The files that its fields hold are no rubbish, whatever the survivor did with them."""
    keys = [key for name in entity.holding for key in keys_of(getattr(record, name) or "")]
    if keys:
        StoredFile.objects.filter(pk__in=keys, entity=entity.name, record=record.pk).update(deleted_at=None)


def _lines_back(
    entity: Entity,
    survivor: Kept,
    others: Sequence[Kept],
    merger: Merger,
    told: dict[uuid.UUID, Merged],
    done: Undone,
) -> dict[uuid.UUID, dict[str, Any]]:
    """Give the records the lines that were theirs; by record, what its event tells of them."""
    versions = {survivor.pk: merger.version, **{other.pk: told[other.pk].version for other in others}}
    then = done_to(entity.name, versions)
    links = places_of(entity).lines
    found: dict[uuid.UUID, dict[str, Any]] = {}
    for name, lines in entity.lines.items():
        if not any(name in then.get(key, {}) for key in versions):
            continue
        now = moving.present(lines, versions)
        was = {key: moving.told(lines, now.get(key, [])) for key in versions}
        for other in others:
            stayed = _move_back(lines, survivor, other, then.get(other.pk, {}).get(name), now)
            done.fields += [name] if stayed else []
        mine = then.get(survivor.pk, {}).get(name)
        if mine:
            _told, left = lines_back(entity, survivor, name, links.get(name, ()), mine, now.setdefault(survivor.pk, []))
            done.fields += [name] if left else []
        for key, some in moving.present(lines, versions).items():
            now[key] = some
        for key in versions:
            after = moving.told(lines, now.get(key, []))
            if was[key] != after:
                found.setdefault(key, {})[name] = [was[key], after]
    done.fields = list(dict.fromkeys(done.fields))
    return found


def _move_back(lines: Any, survivor: Kept, other: Kept, change: Any, now: dict[uuid.UUID, list[Any]]) -> int:
    """Give a record those of its lines back that the survivor still has; how many it hasn't."""
    if not change:
        return 0
    gone = {line["id"] for line in change[0] or []} - {line["id"] for line in change[1] or []}
    mine = [line for line in now.get(survivor.pk, []) if str(line.pk) in gone]
    for line in mine:
        setattr(line, f"{lines.parent}_id", other.pk)
    moving.write(lines, mine, [])
    now[survivor.pk] = [line for line in now.get(survivor.pk, []) if line not in mine]
    return len(gone) - len(mine)
