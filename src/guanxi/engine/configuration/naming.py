"""What links are called in a document: the way from the top in a tree, and names of what doesn't move itself."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid
from guanxi.engine.fields.link import Link, Ref
from guanxi.engine.permissions import Actor
from guanxi.engine.reading import Query, read_page
from guanxi.engine.registry import registry

CHUNK = 500
Path = tuple[str, ...]
Plain = dict[str, Any]


def is_tree(entity: Entity) -> bool:
    """Whether its records are named by their way from the top."""
    return entity.moves is not None and bool(entity.tree) and entity.tree in entity.moves.by


def as_path(value: Any) -> Path:
    """A way as a document tells it; empty for the top, and for what is none."""
    steps = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(steps) if all(isinstance(step, str) and step for step in steps) else ()


def called(entity: Entity) -> Iterator[tuple[str, Entity, str]]:
    """Its links to what doesn't move: the field, the records there, and by which of their fields they are called."""
    for name, by in (entity.moves.called if entity.moves else {}).items():
        kind = entity.fields[name]
        assert isinstance(kind, Link)
        yield name, registry[kind.target], by


class Names:
    """What links are called as somebody may read it, kept for as long as one document is read or written."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self._paths: dict[str, dict[uuid.UUID, Path]] = {}
        self._called: dict[tuple[str, str], dict[uuid.UUID, str]] = {}

    # --- out of this system ------------------------------------------------------------------------------------------

    def can_tell(self, entity: Entity, name: str) -> bool:
        """Whether this person may read what a link of the entity is called by."""
        told = [(face, by) for field, face, by in called(entity) if field == name]
        return all(self.actor.access.readable(face, by) for face, by in told)

    def look_up(self, entity: Entity, rows: Sequence[Plain]) -> None:
        """Learn what the links of these records are called."""
        for name, face, by in called(entity):
            known = self._called.setdefault((face.name, by), {})
            keys = {row[name].id for row in rows if isinstance(row.get(name), Ref)} - known.keys()
            known |= {row["id"]: str(row[by]) for row in self._rows(face, "id", map(str, keys), by)}

    def word(self, entity: Entity, name: str, value: Any) -> Any:
        """What a link is called; its title, where nothing else is said."""
        kind = entity.fields.get(name)
        if not isinstance(kind, Link) or not isinstance(value, Ref):
            return None
        for field, face, by in called(entity):
            if field == name:
                return self._called.get((face.name, by), {}).get(value.id)
        face = registry[kind.target]
        return list(self.paths(face).get(value.id, ())) or value.label if is_tree(face) else value.label

    def paths(self, face: Entity) -> dict[uuid.UUID, Path]:
        """The way to each record of a tree."""
        if face.name not in self._paths:
            self._paths[face.name] = dict(self._read_paths(face))
        return self._paths[face.name]

    def _read_paths(self, face: Entity) -> Iterator[tuple[uuid.UUID, Path]]:
        names, cursor, found = (face.title, face.tree), None, {}
        if not all(self.actor.access.readable(face, name) for name in names):
            return
        while True:
            page = read_page(face, self.actor, Query(fields=names, limit=CHUNK, cursor=cursor))
            for row in page.rows:
                above = row[face.tree]
                found[row["id"]] = (str(row[face.title]), above.id if isinstance(above, Ref) else None)
            cursor = page.next
            if cursor is None:
                break
        for key in found:
            steps: list[str] = []
            at = key
            while at in found and len(steps) <= len(found):
                title, at = found[at]
                steps.append(title)
            yield key, tuple(reversed(steps))

    # --- into this system --------------------------------------------------------------------------------------------

    def keys_called(self, entity: Entity, rows: Iterable[Plain]) -> dict[tuple[str, str], uuid.UUID]:
        """What a document's records call others, where it leads to one record here and no more: by field and name."""
        told = list(rows)
        found: dict[tuple[str, str], uuid.UUID] = {}
        for name, face, by in called(entity):
            if not self.actor.access.readable(face, by):
                continue
            words = {row[name] for row in told if isinstance(row.get(name), str) and row[name]}
            several: dict[str, list[uuid.UUID]] = {}
            for row in self._rows(face, by, words, by):
                several.setdefault(str(row[by]), []).append(row["id"])
            found |= {(name, word): keys[0] for word, keys in several.items() if len(keys) == 1}
        return found

    def key_at(self, name: str, face: Entity, value: Any) -> uuid.UUID:
        """The record of a tree to which a way leads; raises Invalid."""
        path, known = as_path(value), self.paths(face)
        found = [key for key, way in known.items() if way == path]
        if not found and isinstance(value, str):
            found = [key for key, way in known.items() if way[-1] == value]
        if not path or len(found) != 1:
            told = {"thing": capfirst(face.label), "name": " › ".join(path) or str(value)[:60]}
            raise Invalid({name: [_("%(thing)s “%(name)s” isn't here.") % told]})
        return found[0]

    def add(self, face: Entity, path: Path, key: uuid.UUID) -> None:
        """There is a new one in a tree."""
        self.paths(face)[key] = path

    def _rows(self, face: Entity, field: str, values: Iterable[str], wanted: str) -> Iterator[Plain]:
        left = sorted(values)
        for start in range(0, len(left), CHUNK):
            condition = {"field": field, "op": "in", "value": left[start : start + CHUNK]}
            cursor = None
            while True:
                page = read_page(
                    face, self.actor, Query(filter=condition, fields=(wanted,), limit=CHUNK, cursor=cursor)
                )
                yield from page.rows
                cursor = page.next
                if cursor is None:
                    break
