"""Where records lead to records of an entity: its links, the links of its lines, what it hangs on."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from guanxi.engine.entity import Entity, LineSet
from guanxi.engine.fields.anchor import Anchor, written
from guanxi.engine.fields.link import Link
from guanxi.engine.registry import registry


@dataclass(frozen=True)
class Places:
    """The fields of one entity that can lead to records of another."""

    entity: Entity
    links: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.links or self.anchors or self.lines)

    def keys(self, target: str, there: Collection[uuid.UUID], most: int | None = None) -> set[uuid.UUID]:
        """The records that lead to some of those, in the recycle bin or not; so many of each way, where `most` says.

        One query for each way, since each has an index of its own.
        """
        found: set[uuid.UUID] = set()
        for name in self.links:
            found |= set(self._rows(name, there).values_list("pk", flat=True)[:most])
        for name in self.anchors:
            places = [written(target, key) for key in there]
            found |= set(self._rows(name, places).values_list("pk", flat=True)[:most])
        for name, links in self.lines.items():
            lines = self.entity.lines[name]
            for link in links:
                some = lines.model._base_manager.filter(**{f"{link}__in": there}).order_by()
                found |= set(some.values_list(f"{lines.parent}_id", flat=True)[:most])
        return found

    def _rows(self, name: str, values: Collection[Any]) -> models.QuerySet[Any]:
        return self.entity.manager().filter(**{f"{name}__in": values}).order_by()


def places(target: Entity) -> Iterator[Places]:
    """Of every entity where its records can lead to one of this entity."""
    for entity in list(registry):
        found = Places(
            entity,
            tuple(name for name, kind in entity.fields.items() if _links(kind, target)),
            tuple(name for name, kind in entity.fields.items() if isinstance(kind, Anchor)),
            {name: links for name, lines in entity.lines.items() if (links := _of_lines(lines, target))},
        )
        if found:
            yield found


def _of_lines(lines: LineSet, target: Entity) -> tuple[str, ...]:
    return tuple(name for name, kind in lines.fields.items() if _links(kind, target))


def _links(kind: Any, target: Entity) -> bool:
    return isinstance(kind, Link) and kind.target == target.name


def marks(lines: LineSet) -> list[tuple[str, ...]]:
    """The columns in which no two lines of a record may be the same."""
    found = []
    for constraint in lines.model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields and constraint.condition is None:
            columns = [lines.model._meta.get_field(name) for name in constraint.fields]
            found.append(tuple(str(column.attname) for column in columns if column.name != lines.parent))  # type: ignore[union-attr]
    return found
