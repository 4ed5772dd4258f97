"""Two people change one record: different fields merge, the same field is a conflict that tells both sides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from guanxi.engine.entity import Entity
from guanxi.engine.errors import Conflict
from guanxi.engine.gate.cleaning import Cleaner, Given
from guanxi.engine.gate.saving import jsonable, line_values, present_lines
from guanxi.engine.models.event import Event
from guanxi.engine.permissions.access import Actor
from guanxi.engine.record import Kept


def reconcile(
    entity: Entity,
    record: Kept,
    values: Mapping[str, Any],
    version: int | None,
    given: Given,
    actor: Actor,
    *,
    strict: bool,
) -> dict[str, Any]:
    """The values that still are this person's own change; raises Conflict when a field was changed on both sides."""
    if version is None or version == record.version:
        return dict(values)
    if strict or version > record.version:  # what came after a version that isn't there can't be known
        raise Conflict({}, record.version)
    since = changed_since(record, version)
    cleaner = Cleaner(entity, actor, given)
    mine: dict[str, Any] = {}
    conflicts: dict[str, dict[str, Any]] = {}
    for name, raw in values.items():
        if name not in since or not actor.access.readable(entity, name):  # What may not be read is refused, not told.
            mine[name] = raw
            continue
        wanted = _comparable(entity, cleaner, name, raw)
        base, now = _plain(entity, name, since[name]), _now(entity, record, name)
        if wanted in (base, now):
            continue
        conflicts[name] = {"yours": wanted, "theirs": now, "base": base}
    if conflicts:
        raise Conflict(conflicts, record.version)
    return mine


def changed_since(record: Kept, version: int) -> dict[str, Any]:
    """Fields that changed after a version, with the value each had at that version."""
    base: dict[str, Any] = {}
    events = Event.objects.filter(record=record.pk, version__gt=version).order_by("version")
    for changes in events.values_list("changes", flat=True):
        for name, change in changes.items():
            base.setdefault(name, change[0])
    return base


def _comparable(entity: Entity, cleaner: Cleaner, name: str, raw: Any) -> Any:
    """A given value in the words of the event log, so that it can be held against them; raw when it can't be read."""
    kind = entity.fields.get(name)
    if kind is None:
        return raw
    try:
        value = cleaner.read(kind, raw)
        if kind.kind == "link":
            value = cleaner.link(kind, value)  # type: ignore[arg-type]
        return jsonable(kind, kind.checked(value))
    except ValidationError:
        return raw


def _plain(entity: Entity, name: str, told: Any) -> Any:
    return entity.sealed[name].from_event(told) if name in entity.sealed else told


def _now(entity: Entity, record: Kept, name: str) -> Any:
    if name in entity.lines:
        return [line_values(entity.lines[name], line) for line in present_lines(entity.lines[name], record)]
    kind = entity.fields[name]
    return jsonable(kind, getattr(record, kind.attname))  # type: ignore[attr-defined]
