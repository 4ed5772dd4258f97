"""What a field would hold, of some rows of the file: shown while somebody says how it is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from guanxi.engine.fields.link import Named
from guanxi.engine.imports.columns import EMPTY, Column, MadeColumn, unprotected
from guanxi.engine.imports.making import Making
from guanxi.engine.imports.opening import table_of
from guanxi.engine.imports.options import Options
from guanxi.engine.imports.targets import Target
from guanxi.engine.models.imports import Import
from guanxi.kit.tables import Table
from guanxi.kit.values import BadValue

LOOKED_AT, SHOWN = 1_000, 8


@dataclass(frozen=True)
class Tried:
    """One row: what the columns say, what the field holds then, or why it can't."""

    row: int
    before: tuple[str, ...]
    after: str
    problem: str = ""


def tried(work: Import, target: Target, making: Making, most: int = SHOWN) -> list[Tried]:
    """Rows that differ in the columns that are asked, the first of the file; raises Invalid when the file is gone."""
    table = table_of(work)
    places = {name: place for place, name in enumerate(table.columns)}
    column = MadeColumn(making, places, target, Options.read(work.options).day_first)
    return list(islice(_differing(table, column), most))


def first_values(work: Import, made: dict[str, tuple[Target, Making]]) -> dict[str, Tried]:
    """Of each field, the first row of which it holds something."""
    return {name: found[0] for name, (target, making) in made.items() if (found := tried(work, target, making, 1))}


def said(work: Import, making: Making, steps: int, most: int = 50) -> list[str]:
    """The texts that arrive at a step, those that come first in the file: what a table must know."""
    table = table_of(work)
    places = {name: place for place, name in enumerate(table.columns)}
    before = Making(making.sources, making.joined, making.steps[:steps]).chain
    found: dict[str, None] = {}
    for row in islice(table.rows(), LOOKED_AT):
        try:
            text = before.make([unprotected(row.cells[places[name]]) for name in before.columns]).strip()
        except BadValue:
            continue
        if text:
            found[text] = None
        if len(found) == most:
            break
    return list(found)


def _differing(table: Table, column: MadeColumn) -> Iterator[Tried]:
    seen = set()
    for row in islice(table.rows(), LOOKED_AT):
        before = tuple(row.cells[place] for place in column.places)
        if before in seen or (column.places and not any(text.strip() for text in before)):
            continue
        seen.add(before)
        yield Tried(row.number, before, *_held(column, row.cells))


def _held(column: Column, cells: list[str]) -> tuple[str, str]:
    read = column.of(cells)
    if read.problem:
        return column.text_of(cells), read.problem
    if read is EMPTY:
        return "", ""
    if isinstance(read.value, Named):
        return read.value.text, ""
    return column.kind.in_words(read.value), ""
