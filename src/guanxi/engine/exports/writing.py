"""An export as bytes, made while they are being read; memory doesn't grow with the number of records."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery
from guanxi.engine.exports import cards, tabular
from guanxi.engine.exports.reading import read
from guanxi.engine.exports.wanted import Wanted
from guanxi.engine.permissions.access import Actor
from guanxi.engine.reading.rows import Masked, Row
from guanxi.kit.tables import csv_pieces, write_xlsx

_PIECE = 256 * 1024


def pieces(wanted: Wanted, actor: Actor) -> Iterator[bytes]:
    """The export's bytes; raises NotFound, NotAllowed, BadQuery before the first."""
    head = tabular.header(wanted, actor)
    if wanted.format == "csv":
        return csv_pieces(head, tabular.rows(wanted, actor), safe=wanted.safe)
    if wanted.format == "xlsx":
        return _workbook(wanted, actor, head)
    if wanted.format == "vcf":
        return cards.pieces(wanted, actor)
    return _objects(wanted, actor)


def _workbook(wanted: Wanted, actor: Actor, head: list[str]) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xlsx"
        try:
            write_xlsx(path, head, tabular.rows(wanted, actor), safe=wanted.safe)
        except ValueError as bad:
            raise BadQuery(_("A spreadsheet can't hold this much. Export it as CSV.")) from bad
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


def _objects(wanted: Wanted, actor: Actor) -> Iterator[bytes]:
    """One object a line."""
    entity = wanted.face
    for chunk in read(wanted, actor):
        yield b"".join(msgspec.json.encode(as_object(entity, row)) + b"\n" for row in chunk)


def as_object(entity: Entity, row: Row) -> dict[str, Any]:
    """A row as JSON."""
    told: dict[str, Any] = {}
    for name, value in row.items():
        if name in entity.lines:
            kinds = entity.lines[name].fields
            told[name] = [{f: kinds[f].to_json(v) if f in kinds else str(v) for f, v in line.items()} for line in value]
        elif isinstance(value, Masked):
            told[name] = value.outline
        else:
            told[name] = entity.fields[name].to_json(value) if name in entity.fields else value
    return told
