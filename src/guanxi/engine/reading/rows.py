"""Rows as an actor may see them: links with their titles, masked fields masked, hidden ones absent."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from guanxi.engine import origin
from guanxi.engine.entity import Entity
from guanxi.engine.fields.anchor import Anchor, Anchored, parted
from guanxi.engine.fields.link import Link, Ref
from guanxi.engine.permissions.access import Access
from guanxi.engine.permissions.grants import Mode
from guanxi.engine.prepared import Prepared
from guanxi.kit import phones

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Masked:
    """A value of which only the outline may be seen."""

    outline: str

    def __str__(self) -> str:
        return self.outline


def mask(kind: str, value: Any) -> Masked | None:
    """The outline of a value: enough to recognise it when one knows it."""
    if value is None or value == "":
        return None
    text = str(value)
    if kind == "phone":
        number = phones.display(text.partition(";")[0]).replace(" ", "")
        return Masked(phones.mask(number))
    if kind == "email":
        name, _at, host = text.partition("@")
        return Masked(f"{name[:1]}***@{host}")
    return Masked(f"{text[:1]}***" if len(text) > 3 and kind in ("text", "auto_number") else "***")


class Reader:
    """Turns database tuples of an entity into rows for one actor."""

    def __init__(self, entity: Entity, fields: Sequence[str], access: Access) -> None:
        self.entity = entity
        self.access = access
        self.fields = list(fields)
        self.kinds = [entity.fields[name] for name in self.fields]
        self.columns = ["id", "version", *(kind.attname for kind in self.kinds)]  # type: ignore[attr-defined]
        self.masked = [kind for kind in self.kinds if access.mode(entity, kind.name) is Mode.MASKED]  # type: ignore[attr-defined]
        self.links = [kind for kind in self.kinds if isinstance(kind, Link) and kind not in self.masked]
        self.anchors = [kind for kind in self.kinds if isinstance(kind, Anchor) and kind not in self.masked]

    def read(self, tuples: Iterable[tuple[Any, ...]]) -> list[Row]:
        names = ["id", "version", *self.fields]
        rows = [dict(zip(names, values, strict=True)) for values in tuples]
        for kind in self.masked:
            for row in rows:
                row[kind.name] = mask(kind.kind, row[kind.name])  # type: ignore[attr-defined]
        if self.links:
            self.resolve(rows)
        for anchor in self.anchors:
            self.weigh(anchor, rows)
        return rows

    def resolve(self, rows: list[Row]) -> None:
        """Put titles to links: one query per linked entity, through its own access rule."""
        wanted: dict[str, set[uuid.UUID]] = {}
        for link in self.links:
            keys = wanted.setdefault(link.target, set())
            keys.update(row[link.name] for row in rows if row[link.name] is not None)
        titles = {target: titles_of(target, keys, self.access) for target, keys in wanted.items()}
        for link in self.links:
            known = titles[link.target]
            for row in rows:
                key = row[link.name]
                if key is not None:
                    row[link.name] = Ref(key, known.get(key))

    def weigh(self, anchor: Anchor, rows: list[Row]) -> None:
        """Put titles to the records that rows hang on."""
        places = {row["id"]: parted(row[anchor.name]) for row in rows if row[anchor.name]}
        wanted: dict[str, set[uuid.UUID]] = {}
        for entity, key in places.values():
            wanted.setdefault(entity, set()).add(key)
        titles = {entity: titles_of(entity, keys, self.access) for entity, keys in wanted.items()}
        for row in rows:
            if row["id"] in places:
                entity, key = places[row["id"]]
                row[anchor.name] = Anchored(entity, key, titles[entity].get(key))


def titles_of(target_name: str, keys: Iterable[uuid.UUID], access: Access) -> dict[uuid.UUID, str]:
    """The titles of those of the records that the actor may see, deleted ones included; asked once in a request."""
    from guanxi.engine.registry import registry

    target = registry.get(target_name)
    wanted = set(keys)
    if target is None or not wanted or not access.readable(target, target.title):
        return {}
    memory = origin.memory()
    known: dict[uuid.UUID, str | None] = (
        {} if memory is None else memory.setdefault(("titles", target_name, access), {})
    )
    missing = wanted - known.keys()
    if missing:
        known |= dict.fromkeys(missing)
        known |= _read_titles(target, missing, access)
    return {key: title for key in wanted if (title := known[key]) is not None}


def _read_titles(target: Entity, keys: set[uuid.UUID], access: Access) -> dict[uuid.UUID, str]:
    allowed = access.rows(target, "read")
    if allowed is None:
        return {}
    if allowed:
        rows = target.manager().filter(allowed, pk__among=list(keys)).values_list("pk", target.title)
        return {key: str(title) for key, title in rows}
    return {key: str(title) for key, title in _titles(target).rows(list(keys))}


@functools.cache
def _titles(target: Entity) -> Prepared:
    """The titles of any records by their keys, for who may see them all."""
    return Prepared(
        lambda keys: target.manager().filter(pk__among=keys).values_list("pk", target.title), ([uuid.UUID(int=0)],)
    )
