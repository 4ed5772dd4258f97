"""Declarations are checked at start-up: a wrong column fails `check`, not a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error

from guanxi.engine.entity import Entity
from guanxi.engine.fields.base import Kind
from guanxi.engine.layouts import faults
from guanxi.engine.record import Kept


def check_entities(**_kwargs: Any) -> list[CheckMessage]:
    """Every problem of every declaration, each with the sentence that mends it."""
    from guanxi.engine.registry import registry

    return [message for entity in registry for message in problems(entity)]


def problems(entity: Entity) -> Iterator[CheckMessage]:
    """What is wrong with one declaration."""

    def error(text: str, number: int) -> CheckMessage:
        return Error(f"{type(entity).__name__}: {text}", obj=entity.model, id=f"guanxi.E{number:03}")

    if not issubclass(entity.model, Kept):
        yield error("its model must be a Record (or Kept, where nobody owns it)", 1)
        return
    known = set(entity.fields) | set(entity.lines)
    for place, names in _named(entity):
        for name in names:
            if name.removeprefix("-") not in known:
                yield error(f"{place} names {name!r}, which is no field of {entity.model.__name__}", 2)
    title = entity.fields.get(entity.title)
    if title is None:
        yield error(f"title names {entity.title!r}, which is no field of {entity.model.__name__}", 3)
    for name in entity.search:
        if isinstance(entity.fields.get(name), Kind) and entity.fields[name].kind == "link":
            yield error(f"search names {name!r}, a link; search reads a record's own fields", 4)
    for name in entity.sealed:
        if entity.identity and name in entity.identity.asked:
            yield error(f"identity names {name!r}, which is encrypted: what is kept of it would tell", 13)
        if name in (entity.title, *entity.search, *entity.keys, *(order.removeprefix("-") for order in entity.orders_)):
            yield error(f"{name!r} is encrypted: it can be no title, key or order, and no search knows it", 11)
    for lines in entity.lines.values():
        for name, field in lines.fields.items():
            if field.is_sealed:
                yield error(f"{lines.name} has {name!r}, which is encrypted; lines can't have such fields", 12)
    for name in entity.orders_:
        bare = name.removeprefix("-")
        if bare in entity.fields and not _indexed(entity, bare):
            yield error(f"orders names {name!r}, but no index begins with it; add one to Meta.indexes", 5)
    if not {index.name for index in entity.model._meta.indexes if index.name.endswith("_search")}:
        yield error("its Meta must inherit its base's Meta: `class Meta(Record.Meta)`", 6)
    for action in entity.actions.values():
        for name in action.asks:
            if name not in entity.fields:
                yield error(f"action {action.name} asks for {name!r}, which is no field", 7)
        if action.on and entity.stage is None:
            yield error(f"action {action.name} starts from stages, but there is no Stage field", 8)
    for related in entity.related:
        from guanxi.engine.registry import registry

        if related.entity not in registry:
            yield error(f"related names the entity {related.entity!r}, which doesn't exist", 9)
    if entity.stage is not None and not entity.stage.only_by_verb and entity.stage_since is None:
        yield error("people move its stage: add `stage_since = fields.StageSince()` beside it", 13)
    for text in faults(entity):
        yield error(text, 10)


def _named(entity: Entity) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "columns", entity.columns
    yield "search", entity.search
    yield "orders", entity.orders
    yield "keys", entity.keys
    yield "key_facts", entity.key_facts
    yield "identity", entity.identity.asked if entity.identity else ()
    yield "aliases", tuple(entity.aliases)
    for section in entity.layout:
        yield "layout", section.fields


def _indexed(entity: Entity, name: str) -> bool:
    column = "sort_key" if name == entity.title else name
    return any(index.fields and index.fields[0].removeprefix("-") == column for index in entity.model._meta.indexes)
