"""Records that form a tree, such as departments."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from guanxi.engine.entity import Entity

Key = TypeVar("Key")


def below(entity: Entity, root: Any) -> list[Any]:
    """The keys of a record and of all below it; empty when there is no such record."""
    links = dict(entity.manager().filter(deleted_at__isnull=True).values_list("pk", f"{entity.tree}_id"))
    return descend(links, root)


def descend(parents: dict[Any, Any], root: Any) -> list[Any]:
    """The same over a mapping from key to parent's key."""
    children: dict[Any, list[Any]] = {}
    for key, parent in parents.items():
        children.setdefault(parent, []).append(key)
    found, todo = [], [root] if root in parents else []
    while todo:
        key = todo.pop()
        if key not in found:
            found.append(key)
            todo.extend(children.get(key, ()))
    return found


def in_order(parents: Mapping[Key, Key | None], told: Collection[Key]) -> list[tuple[Key, int]]:
    """Those of a tree that are told, each below the one above it, and how deep it lies among them."""
    children: dict[Key | None, list[Key]] = {}
    for key, above in parents.items():
        if key in told:
            children.setdefault(above if above in told else None, []).append(key)
    found, waiting = [], [(key, 0) for key in reversed(children.get(None, []))]
    while waiting:
        key, depth = waiting.pop()
        found.append((key, depth))
        waiting += [(child, depth + 1) for child in reversed(children.get(key, []))]
    return found


def is_below_itself(record: Any) -> bool:
    """Whether a record's way up, by its `parent`, would come to the record again."""
    rows = type(record)._base_manager
    seen, above = {record.pk}, record.parent_id
    while above is not None:
        if above in seen:
            return True
        seen.add(above)
        above = rows.filter(pk=above).values_list("parent_id", flat=True).first()
    return False
