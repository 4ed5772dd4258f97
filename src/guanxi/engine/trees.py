"""Records that form a tree, such as departments."""

from __future__ import annotations

from typing import Any

from guanxi.engine.entity import Entity


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
