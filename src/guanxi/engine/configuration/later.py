"""What people did with a part of the configuration since it came: work that would be lost if it went again."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from guanxi.engine import origin
from guanxi.engine.customfields import living
from guanxi.engine.customfields.columns import held_in, is_filled
from guanxi.engine.customfields.vocabulary import GIVEN_BY_ITSELF, LISTS
from guanxi.engine.entity import Entity
from guanxi.engine.fields.link import Link
from guanxi.engine.models.customentity import CustomEntity
from guanxi.engine.models.customfield import CustomField
from guanxi.engine.models.event import Event
from guanxi.engine.registry import registry
from guanxi.engine.wording import strung

MOST_COUNTED = 1_000
"""How many records are counted; of more it is told that they are more."""


def lost_without(entity: Entity, key: uuid.UUID, own: Collection[uuid.UUID]) -> str:
    """What would be lost if the record went, in words; nothing where nothing would. `own` goes with it."""
    told: list[str] = []
    row = entity.manager().filter(pk=key).first()
    with origin.unguarded():
        if isinstance(row, CustomField):
            told += _in_field(row)
        if isinstance(row, CustomEntity):
            told += _of_kind(row)
        told += _linked(entity, key, own)
    return strung(told)


def lost_in_change(entity: Entity, key: uuid.UUID, before: dict[str, Any]) -> str:
    """The same where the record stays, and lines of it go that were not there before."""
    row = entity.manager().filter(pk=key).first()
    with origin.unguarded():
        if isinstance(row, CustomField) and "choices" in before:
            return strung(_with_choices(row, _new_keys(row, "choices", before)))
        if isinstance(row, CustomEntity):
            return strung(_in_lines(row, before))
    return ""


def _in_field(row: CustomField) -> Iterator[str]:
    """Values that somebody gave: not those with which records begin."""
    face = registry.get(row.entity)
    if face is None or row.kind in GIVEN_BY_ITSELF:
        return
    kind = living.field_of(row)
    rows = face.manager().filter(deleted_at__isnull=True).annotate(held=held_in(kind)).filter(is_filled(kind, "held"))
    if row.initial:
        rows = rows.exclude(held=kind.get_default())
    if number := _count(rows):
        yield _("it is filled in in %(things)s") % {"things": _things(face, number)}


def _of_kind(row: CustomEntity) -> Iterator[str]:
    face = registry.get(row.key)
    number = _count(face.manager().filter(deleted_at__isnull=True)) if face else 0
    if face and number:
        yield _("records of it: %(things)s") % {"things": _things(face, number)}


def _with_choices(row: CustomField, keys: Collection[str]) -> Iterator[str]:
    face = registry.get(row.entity)
    if face is None or row.kind not in LISTS:
        return
    kind = living.field_of(row)
    rows = face.manager().annotate(held=held_in(kind))
    for key in sorted(keys):
        if number := _count(rows.filter(Q(held__contains=[key]) if kind.several else Q(held=key))):
            told = {"choice": dict(kind.labels).get(key, key), "things": _things(face, number)}
            yield _("“%(choice)s” stands in %(things)s") % told


def _in_lines(row: CustomEntity, before: dict[str, Any]) -> Iterator[str]:
    """Stages in which records are, and relations that lead somewhere."""
    face = registry.get(row.key)
    if face is None:
        return
    for key in _new_keys(row, "stages", before) if "stages" in before else ():
        if "stage" in face.fields and (number := _count(face.manager().filter(stage=key))):
            told = {"choice": face.fields["stage"].to_text(key), "things": _things(face, number)}
            yield _("“%(choice)s” stands in %(things)s") % told
    for key in _new_keys(row, "relations", before) if "relations" in before else ():
        yield from _in_relation(face, f"custom_{key}")


def _in_relation(face: Entity, name: str) -> Iterator[str]:
    lines, kind = face.lines.get(name), face.fields.get(name)
    if lines is not None:
        label, rows = lines.label, face.manager().filter(pk__in=lines.model._base_manager.values(f"{lines.parent}_id"))
    elif isinstance(kind, Link):
        label, rows = str(kind.verbose_name), face.manager().filter(**{f"{name}__isnull": False})  # type: ignore[attr-defined]
    else:
        return
    if number := _count(rows):
        yield _("“%(field)s” is filled in in %(things)s") % {"field": label, "things": _things(face, number)}


def _new_keys(row: Any, lines: str, before: dict[str, Any]) -> set[str]:
    now = set(getattr(row, lines).values_list("key", flat=True))
    return now - {line.get("key") for line in before[lines] or ()}


def _linked(entity: Entity, key: uuid.UUID, own: Collection[uuid.UUID]) -> Iterator[str]:
    """Living records of others that lead here, by a field or by a line."""
    for other in registry:
        for name, kind in other.fields.items():
            if isinstance(kind, Link) and kind.target == entity.name and not kind.tells_of():  # else it is worked out
                yield from _in_use(other, other.manager().filter(**{name: key}), own)
        for lines in other.lines.values():
            for name, kind in lines.fields.items():
                if isinstance(kind, Link) and kind.target == entity.name:
                    holders = lines.model._base_manager.filter(**{name: key}).values(f"{lines.parent}_id")
                    yield from _in_use(other, other.manager().filter(pk__in=holders), own)


def _in_use(other: Entity, rows: QuerySet[Any], own: Collection[uuid.UUID]) -> Iterator[str]:
    if number := _count(rows.filter(deleted_at__isnull=True).exclude(pk__in=own)):
        yield _("it is used by %(things)s") % {"things": _things(other, number)}


def _count(rows: QuerySet[Any]) -> int:
    return len(rows.order_by().values_list("pk")[: MOST_COUNTED + 1])


def _things(face: Entity, number: int) -> str:
    if number > MOST_COUNTED:
        return _("more than %(things)s") % {"things": face.numbered(MOST_COUNTED)}
    return face.numbered(number)


def values_before(events: Collection[Event]) -> dict[str, Any]:
    """What each changed field held before the first of these events."""
    before: dict[str, Any] = {}
    for event in sorted(events, key=lambda one: one.version):
        for name, (old, _new) in event.changes.items():
            before.setdefault(name, old)
    return before
