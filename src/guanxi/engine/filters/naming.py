"""Which fields a filter names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from guanxi.engine.entity import Entity
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.link import Link
from guanxi.engine.filters.tree import Condition, Group, parse


def sealed_in(entity: Entity, data: Any) -> Kind | None:
    """A field kept encrypted that a filter compares with something: then the filter itself tells what it holds."""
    tree = parse(data)
    for condition in _conditions(tree) if tree else ():
        field = _at_end(entity, condition.field.split("."))
        if field is not None and field.is_sealed and condition.op != "empty":
            return field
    return None


def _conditions(tree: Condition | Group) -> Iterator[Condition]:
    if isinstance(tree, Condition):
        yield tree
        return
    for member in tree.members:
        yield from _conditions(member)


def _at_end(entity: Entity, steps: list[str]) -> Kind | None:
    from guanxi.engine.registry import registry

    field = entity.fields.get(steps[0])
    if len(steps) == 1 or not isinstance(field, Link):
        return field
    return _at_end(registry[field.target], steps[1:])
