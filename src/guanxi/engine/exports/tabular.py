"""Records as rows of texts: one row each, or one for each of its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from guanxi.engine.exports.reading import read, shown
from guanxi.engine.exports.wanted import Wanted
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.link import Ref
from guanxi.engine.permissions.access import Actor
from guanxi.engine.reading.rows import Masked

Print = Callable[[Any], str]


def header(wanted: Wanted, actor: Actor) -> list[str]:
    """Labels for people, names for programs."""
    entity = wanted.face
    fields, lines = shown(wanted, actor)
    if not wanted.safe:
        return [*fields, *(f"{name}.{inner}" for name in lines for inner in entity.lines[name].fields)]
    own = [str(entity.fields[name].verbose_name) for name in fields]
    inner = [
        f"{entity.lines[name].label} / {kind.verbose_name}"
        for name in lines
        for kind in entity.lines[name].fields.values()
    ]
    return [*own, *inner]


def rows(wanted: Wanted, actor: Actor) -> Iterator[list[str]]:
    """A record with several lines takes several rows, which begin alike."""
    entity = wanted.face
    fields, sets = shown(wanted, actor)
    own = [(name, printer(entity.fields[name], exact=not wanted.safe)) for name in fields]
    inner = [
        (name, [(field, printer(kind, exact=not wanted.safe)) for field, kind in entity.lines[name].fields.items()])
        for name in sets
    ]
    for chunk in read(wanted, actor):
        for row in chunk:
            cells = [write(row[name]) for name, write in own]
            if not inner:
                yield cells
                continue
            for place in range(max(1, *(len(row[name]) for name, _fields in inner))):
                yield cells + [cell for name, kinds in inner for cell in _line(row[name], place, kinds)]


def _line(lines: list[dict[str, Any]], place: int, kinds: list[tuple[str, Print]]) -> list[str]:
    if place >= len(lines):
        return [""] * len(kinds)
    return [write(lines[place][field]) for field, write in kinds]


def printer(kind: Kind, *, exact: bool) -> Print:
    """How a kind's values are written: as people read them, or exactly."""
    if kind.kind == "link":
        return _link
    plain = kind.to_exact if exact else kind.to_text

    def write(value: Any) -> str:
        if value is None or value == "":
            return ""
        return value.outline if isinstance(value, Masked) else plain(value)

    return write


def _link(value: Any) -> str:
    """A linked record by its title, when the actor may see it."""
    if isinstance(value, Ref):
        return value.label or ""
    return str(value) if isinstance(value, Masked) else ""
