"""Custom fields on the models of this process: put there, renewed and taken away while it runs."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.apps import apps
from django.dispatch import Signal

from guanxi.engine import making, numbering, prepared
from guanxi.engine.customentities import lists
from guanxi.engine.customentities import living as entities
from guanxi.engine.customfields import leading
from guanxi.engine.customfields.kinds import Rolled, Said, initial_of, make
from guanxi.engine.customfields.vocabulary import LISTS
from guanxi.engine.entity import Entity
from guanxi.engine.models.counter import Counter
from guanxi.engine.models.customentity import CustomEntity
from guanxi.engine.models.customfield import CustomChoice, CustomField
from guanxi.engine.registry import registry
from guanxi.engine.sql import add_column as add_column_to
from guanxi.engine.tailoring import living as tailoring

changed = Signal()
"""Sent inside the transaction that changes a custom field: what is kept by fields is forgotten with the commit."""

SERIES = "customising"
"""The running number of changes to what the company made its own."""
_lock = threading.Lock()
_edition = 0
_followed: int | None = None
_caught: int | None = None
_there: dict[tuple[str, str], tuple[Said, Any]] = {}


def extensible() -> Iterator[Entity]:
    """The kinds of records that people make and change, the company's own business first."""
    for entity in reversed(list(registry)):
        if {"create", "update"} <= set(entity.verbs) and entity.model not in (CustomField, CustomEntity):
            yield entity


def add_column(row: CustomField) -> None:
    """Make room for the field in its table; at once, however many records there are."""
    add_column_to(registry[row.entity].model, field_of(row), unique=row.alone or row.kind == "auto_number")


def field_of(row: CustomField) -> Any:
    """The field that a row describes, whether or not the model has it in this process."""
    return bound(_said(row, choices_of(row)))


def field_as(row: CustomField, kind: str, column: str) -> Any:
    """The same field as if it held another kind, in another column; nothing has to stand in it."""
    said = _said(row, choices_of(row, kind))
    return bound(replace(said, kind=kind, column=column, required=False, initial="", pattern=""))


def bound(said: Said) -> Any:
    """A field as it stands on its model, without being put there."""
    kind = make(said)
    kind.set_attributes_from_name(said.name)
    kind.model = registry[said.entity].model
    return kind


def check_initial(row: CustomField) -> None:
    """Raise ValidationError where new records could not begin as the row says."""
    if not row.initial:
        return
    initial_of(make(_said(row, choices_of(row))), row.initial)


def choices_of(row: CustomField, kind: str = "") -> tuple[tuple[str, str, bool], ...]:
    """The choices of a field that has some, in their order."""
    if (kind or row.kind) not in LISTS:
        return ()
    told = CustomChoice._base_manager.filter(field=row.pk).order_by("position")
    return tuple(told.values_list("key", "label", "retired"))


def refresh() -> None:
    """Bring the models of this process up to what the database says: kinds of records first, then their fields."""
    global _edition
    with _lock:
        renewed = entities.refresh()
        wanted = _wanted()
        gone = [key for key, (said, kind) in _there.items() if wanted.get(key) != said or not _stands(key, kind)]
        for key in gone:
            _take_off(*key)
        new = [key for key in wanted if key not in _there]
        for key in new:
            _put_on(wanted[key])
        if gone or new or renewed:
            _edition += 1
            prepared.forget()
            led = leading.show((said for said, _kind in _there.values()), lists.told())
            forget({entity for entity, _name in (*gone, *new)} | led | renewed)
    tailoring.refresh()


def edition() -> int:
    """How often the models of this process have changed; who works meanwhile may have seen them half old, half new."""
    return _edition


def follow(version: int) -> None:
    """Refresh once for every version of what people may; whoever changes a field moves it."""
    global _followed
    if version != _followed:
        refresh()
        _followed = version


def catch_up() -> None:
    """The same for who works for nobody, such as a worker: refresh once for every change; one small query."""
    global _caught
    there = Counter.objects.filter(series=SERIES).values_list("last", flat=True).first() or 0
    if there != _caught:
        refresh()
        _caught = there


def count_change(**_signal: Any) -> None:
    """A change is about to be committed."""
    numbering.take(SERIES)


changed.connect(count_change)


def clear() -> None:
    """Take all custom fields and kinds of records off, as in a process that has just begun."""
    global _followed, _caught
    _followed = _caught = None
    with _lock:
        touched = {entity for entity, _name in _there} | entities.clear()
        for key in list(_there):
            _take_off(*key)
        if touched:
            forget(touched | leading.show((), ()))
    tailoring.clear()


def _wanted() -> dict[tuple[str, str], Said]:
    choices: dict[Any, list[tuple[str, str, bool]]] = {}
    told = CustomChoice._base_manager.order_by("position").values_list("field_id", "key", "label", "retired")
    for field, *choice in told:
        choices.setdefault(field, []).append(tuple(choice))  # type: ignore[arg-type]
    rows = CustomField._base_manager.filter(deleted_at__isnull=True).order_by("created_at", "id")
    wanted = (*entities.links(), *(_said(row, tuple(choices.get(row.pk, ()))) for row in rows))
    return {
        (said.entity, said.name): said
        for said in wanted
        if said.entity in registry
        and (not said.target or said.target in registry)
        and (said.rolled is None or said.rolled.entity in registry)
    }


def _said(row: Any, choices: tuple[tuple[str, str, bool], ...]) -> Said:
    return Said(
        row.entity,
        row.name,
        row.kind,
        row.label,
        row.hint,
        row.required,
        row.target,
        choices,
        row.initial,
        row.pattern,
        row.formula,
        row.gives,
        row.searched,
        row.asked_when,
        row.needed_from.removeprefix(f"{row.entity}:"),
        rolled_by(row),
        row.column,
    )


def rolled_by(row: Any) -> Rolled | None:
    """What a row says of other records."""
    if row.kind != "rollup" or "." not in row.over:
        return None
    entity, link = row.over.split(".", 1)
    return Rolled(entity, link, row.rolled, row.rolled_field.removeprefix(f"{entity}."), row.only)


def _put_on(said: Said) -> None:
    kind = make(said)
    registry[said.entity].model.add_to_class(said.name, kind)
    _there[said.entity, said.name] = said, kind


def _stands(key: tuple[str, str], kind: Any) -> bool:
    """Whether the entity is there, and is the one on which the field was put."""
    return key[0] in registry and registry[key[0]].model is kind.model


def _take_off(entity: str, name: str) -> None:
    _said_then, kind = _there.pop((entity, name))
    model = kind.model
    model._meta.local_fields.remove(kind)
    for attribute in {name, kind.attname, f"get_{name}_display"} & set(vars(model)):
        delattr(model, attribute)


def forget(touched: Collection[str]) -> None:
    """What was worked out from the declarations is worked out anew."""
    for name in touched:
        if name not in registry:
            continue
        for attribute, member in vars(Entity).items():
            if isinstance(member, cached_property):
                registry[name].__dict__.pop(attribute, None)
    making._defaults.cache_clear()
    apps.clear_cache()
