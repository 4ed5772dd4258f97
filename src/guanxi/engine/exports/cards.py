"""Records as address cards (vCard 3.0)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from guanxi.engine.entity import Entity
from guanxi.engine.exports.reading import read
from guanxi.engine.exports.wanted import Wanted
from guanxi.engine.fields.base import Kind
from guanxi.engine.permissions.access import Actor
from guanxi.engine.reading.rows import Masked, Row

_LINE_BYTES = 75
_PROPERTIES = {"job_title": "TITLE", "note": "NOTE", "birthday": "BDAY", "address": "ADR"}


def pieces(wanted: Wanted, actor: Actor) -> Iterator[bytes]:
    """The cards, a thousand at a time; masked numbers and addresses are left out."""
    entity = wanted.face
    for chunk in read(wanted, actor):
        yield "".join(_card(entity, row) for row in chunk).encode()


def _card(entity: Entity, row: Row) -> str:
    name = str(row.get(entity.title) or "")
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"FN:{_escaped(name)}",
        f"N:{_escaped(name)};;;;",
        f"UID:urn:uuid:{row['id']}",
    ]
    for field, kind in entity.fields.items():
        value = row.get(field)
        if field == entity.title or value in (None, "") or isinstance(value, Masked):
            continue
        lines += _property(field, kind, value)
    for lineset in entity.lines.values():
        for line in row.get(lineset.name, ())[:1]:
            lines += _belonging(lineset.fields, line)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCARD"])


def _property(field: str, kind: Kind, value: Any) -> list[str]:
    if kind.kind == "phone":
        return [f"TEL;TYPE={'CELL' if 'mobile' in field else 'WORK,VOICE'}:{_escaped(str(value))}"]
    if kind.kind == "email":
        return [f"EMAIL;TYPE=INTERNET:{_escaped(value)}"]
    if kind.kind == "url":
        return [f"URL:{_line_of(value)}"]
    name = _PROPERTIES.get(field)
    if name == "ADR":
        return [f"ADR;TYPE=WORK:;;{_escaped(value)};;;;"]
    return [f"{name}:{_escaped(kind.to_text(value))}"] if name else []


def _belonging(kinds: dict[str, Kind], line: dict[str, Any]) -> list[str]:
    """The company and the title of a person's first place."""
    found = []
    for field, kind in kinds.items():
        value = line.get(field)
        if kind.kind == "link" and value is not None and value.label:
            found.append(f"ORG:{_escaped(value.label)}")
        elif field == "job_title" and value:
            found.append(f"TITLE:{_escaped(value)}")
    return found


def _escaped(text: str) -> str:
    escaped = re.sub(r"([\\;,])", r"\\\1", text.replace("\r\n", "\n").replace("\r", "\n"))
    return escaped.replace("\n", "\\n")


def _line_of(text: str) -> str:
    return " ".join(text.split())


def _folded(line: str) -> str:
    """Lines of at most 75 bytes; what follows begins with a blank."""
    if len(line.encode()) <= _LINE_BYTES:
        return line
    parts, part, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > _LINE_BYTES - 1:
            parts.append(part)
            part, size = "", 0
        part += character
        size += width
    return "\r\n ".join([*parts, part])
