"""Several records become one, in one transaction: the values, what leads to them, the others out of sight."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine import origin
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Conflict, Invalid, NotAllowed, NotFound
from guanxi.engine.events.writing import event_for
from guanxi.engine.fields.number import AutoNumber
from guanxi.engine.gate.saving import constraints_told, jsonable
from guanxi.engine.gate.uniqueness import Uniqueness
from guanxi.engine.gate.updating import locked, save_changes, snapshot
from guanxi.engine.models.file import StoredFile
from guanxi.engine.models.merger import Carried, Merged, Merger
from guanxi.engine.permissions.access import Actor
from guanxi.engine.reading.allowed import verbs_among
from guanxi.engine.record import Kept
from guanxi.engine.transactions import atomically
from guanxi.engine.uniting import lines as moving
from guanxi.engine.uniting.carrying import MERGE, carry, places_of
from guanxi.engine.uniting.choosing import Chosen, settle, take_files
from guanxi.engine.uniting.leading import OTHERS, SURVIVOR
from guanxi.engine.uniting.tables import carry_rows

MOST = 5
"""Records that become one at once."""
LONGEST_REASON = 200
NEEDED = ("read", "update", "delete")
"""The rights that whoever merges has on each of the records, besides that to merge."""


def merge(
    entity: Entity,
    survivor: uuid.UUID,
    others: Sequence[uuid.UUID],
    *,
    actor: Actor,
    chosen: Chosen | None = None,
    versions: Mapping[uuid.UUID, int] | None = None,
    reason: str = "",
) -> Merger:
    """Merge one to four records into another.

    `chosen`: field to the record whose value stays, or ALL; the others by `choosing.settle`. `versions`: those on which
    that is based; any change since raises Conflict. Raises NotFound, MergedInto, NotAllowed, Invalid.
    """
    keys = list(dict.fromkeys([survivor, *others]))
    reason = " ".join(reason.split())
    _check(entity, keys, reason, actor)

    def work() -> Merger:
        group = _locked(entity, keys, actor, versions or {})
        with origin.because(reason or origin.current().reason), origin.unguarded():
            return _merge(entity, group, chosen or {}, actor)

    return atomically(work)


def _check(entity: Entity, keys: Sequence[uuid.UUID], reason: str, actor: Actor) -> None:
    if not entity.merges:
        raise NotAllowed() if actor.access.may(entity.name, "read") else NotFound()
    errors = {}
    if not 2 <= len(keys) <= MOST:
        errors["others"] = [_("Choose from two to five records.")]
    if len(reason) > LONGEST_REASON:
        errors["reason"] = [_("At most %(n)d characters.") % {"n": LONGEST_REASON}]
    if errors:
        raise Invalid(errors)


def _locked(entity: Entity, keys: Sequence[uuid.UUID], actor: Actor, versions: Mapping[uuid.UUID, int]) -> list[Kept]:
    """The records, the survivor first; locked in the order of their keys, so that two mergings wait for each other."""
    found = {key: locked(entity, key, actor, MERGE) for key in sorted(keys)}
    may = verbs_among(entity, keys, actor, NEEDED)
    if any(may[verb] != set(keys) for verb in NEEDED):
        raise NotAllowed()
    for key, record in found.items():
        if versions.get(key, record.version) != record.version:
            raise Conflict({}, record.version)
    return [found[key] for key in keys]


def _merge(entity: Entity, group: list[Kept], chosen: Chosen, actor: Actor) -> Merger:
    survivor, others = group[0], group[1:]
    values = settle(entity, group, chosen, actor)
    now = timezone.now()
    merger = Merger.objects.create(
        entity=entity.name, survivor=survivor.pk, version=survivor.version + 1, by=actor.pk, at=now, until=now + kept()
    )
    files = StoredFile._meta.label_lower
    for whose, keys in take_files(entity, group, values):
        Carried.objects.create(merger=merger, place=files, origin=whose, keys=keys)
    with constraints_told(entity):
        lines = _take_lines(entity, group)
        for other in others:
            _put_away(entity, merger, other, lines.pop(other.pk, {}), actor)
        _give(entity, survivor, values, lines.get(survivor.pk, {}), [other.pk for other in others], actor)
        keys = [other.pk for other in others]
        carry(merger, entity, keys, actor)
        carry_rows(merger, keys)
    return merger


def kept() -> dt.timedelta:
    """For how long a merging can be taken back."""
    return dt.timedelta(days=settings.UNMERGE_DAYS)


def _give(
    entity: Entity,
    survivor: Kept,
    values: Mapping[str, Any],
    lines: Mapping[str, Any],
    others: Sequence[uuid.UUID],
    actor: Actor,
) -> None:
    """Put on the survivor what it has from now on, and save it with the event that tells it."""
    before = snapshot(entity, survivor)
    for name, value in values.items():
        setattr(survivor, entity.fields[name].attname, value)
    survivor._beside = {**lines, OTHERS: [None, [str(key) for key in others]]}
    save_changes(entity, survivor, before, {}, actor, MERGE)
    survivor._beside = {}


def _put_away(entity: Entity, merger: Merger, record: Kept, lines: Mapping[str, Any], actor: Actor) -> None:
    """Take a record out of sight; what only one record may have is the survivor's to take, or anybody's."""
    changes: dict[str, Any] = {"deleted_at": [None, merger.at.isoformat()], SURVIVOR: [None, str(merger.survivor)]}
    freed = [name for name in _unique(entity) if not entity.fields[name].is_nothing(getattr(record, name))]
    for name in freed:
        kind = entity.fields[name]
        changes[name] = [jsonable(kind, getattr(record, kind.attname)), None]
        setattr(record, kind.attname, kind.nothing())
    record.deleted_at = merger.at
    record.version += 1
    record.updated_at, record.updated_by_id = merger.at, actor.pk  # type: ignore[attr-defined]
    event = event_for(entity.name, record, MERGE, actor, {**changes, **lines}, merger.at)
    record.save(update_fields=[*freed, "deleted_at", "version", "updated_at", "updated_by", "head"])
    event.save(force_insert=True)
    Merged.objects.create(merger=merger, entity=entity.name, record=record.pk, version=record.version)
    record.authorise(actor, MERGE, changes)
    record.after_change(MERGE, changes)


def _unique(entity: Entity) -> list[str]:
    """The fields of which no two records have the same value, and which a record can be without."""
    names = {name for constraint in Uniqueness(entity).constraints for name in constraint.fields}
    kinds = [(name, entity.fields[name]) for name in sorted(names) if name in entity.fields]
    return [name for name, kind in kinds if kind.editable and not kind.needed and not isinstance(kind, AutoNumber)]


def _take_lines(entity: Entity, group: Sequence[Kept]) -> dict[uuid.UUID, dict[str, Any]]:
    """Give the survivor the lines of the others; by record, what its event tells of them.

    A line that says the same as one of the survivor's stays with its record, out of sight, and fills that one up.
    """
    survivor, others = group[0], [record.pk for record in group[1:]]
    links = places_of(entity).lines
    told: dict[uuid.UUID, dict[str, Any]] = {}
    for name, lines in entity.lines.items():
        found = moving.present(lines, [record.pk for record in group])
        was = {key: moving.told(lines, some) for key, some in found.items()}
        done = moving.redirected(
            lines, links.get(name, ()), found.get(survivor.pk, []), others, survivor.pk, itself=True
        )
        for other in others:
            _take(lines, done, links.get(name, ()), found.get(other, []), survivor.pk, {survivor.pk, *others})
        moving.write(lines, done.changed, done.dropped)
        now = {key: [line for line in found[key] if line not in done.kept] for key in others if key in found}
        for key, left in {survivor.pk: done.kept, **now}.items():
            after = moving.told(lines, left)
            if was.get(key, []) != after:
                told.setdefault(key, {})[name] = [was.get(key), after]
    return told


def _take(
    lines: Any, done: moving.Redirected, links: Sequence[str], some: Sequence[Any], survivor: uuid.UUID, group: set[Any]
) -> None:
    """Add to the survivor's lines those of one other record."""
    for line in some:
        if any(getattr(line, lines.fields[link].attname) in group for link in links):
            continue  # between those that became one there is nothing to say
        same = moving.twin(lines, line, done.kept)
        if same is not None:
            if moving.fill(lines, same, line) and same not in done.changed:
                done.changed.append(same)
            continue
        setattr(line, f"{lines.parent}_id", survivor)
        line.position = max((one.position for one in done.kept), default=-1) + 1
        done.kept.append(line)
        done.changed.append(line)
