"""The lines of a page of records, one query per set of lines."""

from __future__ import annotations

import functools
import uuid
from typing import Any

from guanxi.engine.entity import Entity, LineSet
from guanxi.engine.fields.link import Link, Ref
from guanxi.engine.permissions.access import Access
from guanxi.engine.permissions.grants import Mode
from guanxi.engine.prepared import Prepared
from guanxi.engine.reading.rows import Row, titles_of


def attach_lines(entity: Entity, rows: list[Row], wanted: tuple[str, ...] | None, access: Access) -> None:
    """Put the lines asked for (all of them when nothing was asked) under their name in each row."""
    for name, lines in entity.lines.items():
        if (wanted is None or name in wanted) and access.mode(entity, name) >= Mode.READ_ONLY:
            _attach(lines, name, rows, access)


@functools.cache
def _prepared(lines: LineSet, columns: tuple[str, ...]) -> Prepared:
    """The lines of some records, in their order."""
    return Prepared(
        lambda keys: (
            lines.model._base_manager.filter(**{f"{lines.parent}__pk__among": keys})
            .order_by("position")
            .values_list(*columns)
        ),
        ([uuid.UUID(int=0)],),
    )


def _attach(lines: LineSet, name: str, rows: list[Row], access: Access) -> None:
    by_parent: dict[Any, list[Row]] = {row["id"]: [] for row in rows}
    kinds = list(lines.fields.values())
    columns = [f"{lines.parent}_id", "id", *(kind.attname for kind in kinds)]  # type: ignore[attr-defined]
    everything: list[Row] = []
    for parent, key, *values in _prepared(lines, tuple(columns)).rows(list(by_parent)) if by_parent else ():
        line = {"id": key, **dict(zip(lines.fields, values, strict=True))}
        by_parent[parent].append(line)
        everything.append(line)
    for kind in kinds:
        if isinstance(kind, Link):
            titles = titles_of(kind.target, {line[kind.name] for line in everything if line[kind.name]}, access)
            for line in everything:
                if line[kind.name] is not None:
                    line[kind.name] = Ref(line[kind.name], titles.get(line[kind.name]))
    for row in rows:
        row[name] = by_parent[row["id"]]
