"""Columns that show a linked record's field: one query for each linked entity, by that entity's own rights."""

from __future__ import annotations

from typing import Any

from guanxi.engine.entity import Entity
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.link import Link, Ref
from guanxi.engine.permissions import Access, Actor, Mode
from guanxi.engine.reading import Query, read_page
from guanxi.engine.registry import registry


def kind_at(entity: Entity, path: str, access: Access) -> Kind | None:
    """The field behind `link.field`, where this person sees both."""
    name, _dot, further = path.partition(".")
    link = entity.fields.get(name)
    if not further or not isinstance(link, Link) or access.mode(entity, name) < Mode.READ_ONLY:
        return None
    target = registry[link.target]
    if not access.may(target.name, "read") or access.mode(target, further) < Mode.READ_ONLY:
        return None
    return target.fields.get(further)


def attach(entity: Entity, rows: list[dict[str, Any]], paths: list[str], actor: Actor) -> None:
    """Put the values of such columns into the rows, under their paths."""
    wanted: dict[str, list[str]] = {}
    for path in paths:
        name, _dot, further = path.partition(".")
        wanted.setdefault(name, []).append(further)
    for name, fields in wanted.items():
        link = entity.fields[name]
        keys = {row[name].id for row in rows if isinstance(row.get(name), Ref)}
        found = _read(registry[link.target], keys, fields, actor) if keys else {}  # type: ignore[attr-defined]
        for row in rows:
            ref = row.get(name)
            told = found.get(ref.id, {}) if isinstance(ref, Ref) else {}
            row.update({f"{name}.{field}": told.get(field) for field in fields})


def _read(target: Entity, keys: set[Any], fields: list[str], actor: Actor) -> dict[Any, dict[str, Any]]:
    condition = {"field": "id", "op": "in", "value": [str(key) for key in keys]}
    page = read_page(target, actor, Query(condition, sort=("id",), fields=tuple(fields), limit=len(keys)))
    return {row["id"]: row for row in page.rows}
