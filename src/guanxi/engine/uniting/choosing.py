"""What the record that stays has in each of its fields: of which record the value is, or of all of them together."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid
from guanxi.engine.fields.file import keys_of
from guanxi.engine.fields.link import Link
from guanxi.engine.fields.number import AutoNumber
from guanxi.engine.models.file import StoredFile, of_field
from guanxi.engine.permissions.access import NEVER_OPEN, Actor
from guanxi.engine.record import Kept

ALL = "all"
"""What stands for every record: their tags, choices or texts together."""
FARTHEST = 200
Chosen = Mapping[str, uuid.UUID | str]


def choosable(entity: Entity, actor: Actor) -> list[str]:
    """The fields of which this actor may say whose value stays."""
    return [name for name in actor.access.changeable(entity) if name not in NEVER_OPEN]


def joins(kind: Any) -> bool:
    """Whether the values of several records can stand together in a field."""
    return kind.several or kind.kind == "long_text"


def settle(entity: Entity, group: Sequence[Kept], chosen: Chosen, actor: Actor) -> dict[str, Any]:
    """Field to the value that the first of the records has from now on; raises Invalid.

    What isn't chosen stays as the first has it, and is taken from the others, in their order, where it has nothing;
    tags and several choices are put together.
    """
    errors = _unknown(entity, group, chosen, actor)
    values: dict[str, Any] = {}
    for name, kind in entity.fields.items():
        if _comes_by_itself(kind) or name in errors:
            continue
        try:
            values[name] = _value(entity, kind, group, chosen.get(name))
        except ValidationError as bad:
            errors[name] = list(bad.messages)
    if errors:
        raise Invalid(errors)
    return values


def _unknown(entity: Entity, group: Sequence[Kept], chosen: Chosen, actor: Actor) -> dict[str, list[str]]:
    """What is chosen that can't be."""
    errors: dict[str, list[str]] = {}
    allowed, keys = set(choosable(entity, actor)), {record.pk for record in group}
    for name, whose in chosen.items():
        if name not in allowed:
            errors[name[:80]] = [_("There is no field “%(field)s”.") % {"field": name[:80]}]
        elif whose not in keys and not (whose == ALL and joins(entity.fields[name])):
            errors[name] = [_("Choose one of the records that are merged.")]
    return errors


def _comes_by_itself(kind: Any) -> bool:
    """Whether nobody gives the field a value."""
    system = kind.name in NEVER_OPEN or isinstance(kind, AutoNumber)
    return system or bool(kind.formula) or kind.rolled is not None or kind.kind == "anchor"


def _value(entity: Entity, kind: Any, group: Sequence[Kept], whose: uuid.UUID | str | None) -> Any:
    if isinstance(kind, Link) and kind.target == entity.name:
        return _within(entity, kind, group, whose)
    if whose == ALL or (whose is None and kind.several):
        return together(kind, [getattr(record, kind.attname) for record in group])
    if whose is not None:
        return next(getattr(record, kind.attname) for record in group if record.pk == whose)
    return next(_filled(kind, group), getattr(group[0], kind.attname))


def _filled(kind: Any, group: Sequence[Kept]) -> Iterator[Any]:
    return (value for record in group if not kind.is_nothing(value := getattr(record, kind.attname)))


def together(kind: Any, values: Sequence[Any]) -> Any:
    """Several values as one: each tag, choice or text once, in the order of the records; raises ValidationError."""
    if kind.several:
        return kind.checked(list(dict.fromkeys(item for value in values for item in value or ())))
    texts: list[str] = []
    for value in values:
        if value and not any(value in text for text in texts):
            texts = [*(text for text in texts if text not in value), value]
    return kind.checked("\n\n".join(texts))


# --- links to records of the same kind --------------------------------------------------------------------------------


def _within(entity: Entity, kind: Any, group: Sequence[Kept], whose: uuid.UUID | str | None) -> Any:
    """Whose value stays where the field leads to a record of the same kind: no record comes to lead to itself."""
    keys = {record.pk for record in group}
    if whose is not None:
        value = next(getattr(record, kind.attname) for record in group if record.pk == whose)
        if value is not None and leads_back(entity, kind, value, keys):
            raise ValidationError(_("The record would come to stand under itself. Choose another one."))
        return value
    return next((value for value in _filled(kind, group) if not leads_back(entity, kind, value, keys)), None)


def leads_back(entity: Entity, kind: Any, value: uuid.UUID, keys: set[uuid.UUID]) -> bool:
    """Whether the way from a record, link by link, comes to one of those that become one."""
    seen: set[uuid.UUID] = set()
    here: uuid.UUID | None = value
    while here is not None and here not in seen and len(seen) < FARTHEST:
        if here in keys:
            return True
        seen.add(here)
        here = entity.manager().filter(pk=here).values_list(kind.attname, flat=True).first()
    return False


# --- files ------------------------------------------------------------------------------------------------------------


def take_files(entity: Entity, group: Sequence[Kept], values: Mapping[str, Any]) -> Iterator[tuple[uuid.UUID, Any]]:
    """Give the first of the records the files that its fields take from the others; which, and whose they were."""
    first = group[0]
    for name in entity.holding:
        kind = entity.fields[name]
        value = values.get(name, "")
        if not value or value == getattr(first, kind.attname):
            continue
        for other in group[1:]:
            rows = StoredFile.objects.filter(entity=entity.name, record=other.pk, purpose=of_field(name))
            keys = list(rows.filter(pk__in=keys_of(value)).values_list("pk", flat=True))
            StoredFile.objects.filter(pk__in=keys).update(record=first.pk)
            if keys:
                yield other.pk, keys
