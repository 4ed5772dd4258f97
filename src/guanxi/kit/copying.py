"""Rows as the text that PostgreSQL's COPY reads, put together column by column.

Most columns of rows that come together hold one value, or texts in which no sign has to be written otherwise. Both are
seen for a whole column at once, so that a row of sixty values costs two thirds of what it does value by value.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

TOGETHER = 200
"""Rows whose columns are looked at at once."""
NOTHING, NONE_OF_THEM = r"\N", "{}"
Column = Sequence[Any]
Other = Callable[[Any], str | None]
"""How a value of any other kind is written; None for NULL."""


def pages(rows: Iterable[Sequence[Any]], other: Other) -> Iterator[str]:
    """The text for COPY, many rows at a time, each made when it is asked for. A list is an array, not JSON."""
    coming = iter(rows)
    while page := list(islice(coming, TOGETHER)):
        yield _lines(page, other)


def _lines(rows: Sequence[Sequence[Any]], other: Other) -> str:
    """Rows of the same length, each on its line."""
    pattern: list[str] = []
    varying: list[Column] = []
    moments: list[tuple[Column, Column]] = []
    for column in zip(*rows, strict=True):
        same = _same(column)
        if same is not None:
            pattern.append(same.replace("%", "%%"))
            continue
        pattern.append("%s")
        if type(column[0]) is dt.datetime:  # often the same ones in several columns
            cells = next((cells for known, cells in moments if known == column), None)
            if cells is None:
                cells = _cells(column, other)
                moments.append((column, cells))
            varying.append(cells)
        else:
            varying.append(_cells(column, other))
    line = "\t".join(pattern) + "\n"
    return "".join(map(line.__mod__, zip(*varying, strict=True))) if varying else line % () * len(rows)


def _same(column: Column) -> str | None:
    """The cell that every value of a column makes, if that is seen at a glance."""
    first = column[0]
    kind = type(first)
    if kind in _SAME_WHEN_EQUAL:
        return _ONE[kind](first) if column.count(first) == len(column) else None
    if kind is list and not any(column) and set(map(type, column)) == {list}:
        return NONE_OF_THEM
    return None


def _cells(column: Column, other: Other) -> Column:
    """The values of a column as cells, or as what `%s` makes a cell of."""
    kinds = set(map(type, column))
    if len(kinds) == 1:
        kind = kinds.pop()
        if kind is str:
            return column if _is_plain("".join(column)) else list(map(escaped, column))
        if kind in _ONE:
            return list(map(_ONE[kind], column))
    return [_cell(value, other) for value in column]


def _cell(value: Any, other: Other) -> str:
    one = _ONE.get(type(value))
    if one is not None:
        return one(value)
    text = other(value)
    return NOTHING if text is None else escaped(text)


def escaped(text: str) -> str:
    """A text as a cell: the signs that mean something to COPY are written as it asks for."""
    if _is_plain(text):
        return text
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _is_plain(text: str) -> bool:
    return not ("\\" in text or "\t" in text or "\n" in text or "\r" in text)


def _nothing(_value: None) -> str:
    return NOTHING


def _hex(value: uuid.UUID) -> str:
    return f"{value.int:032x}"


def _bytes(value: bytes | memoryview) -> str:
    return f"\\\\x{value.hex()}"


_ONE: dict[type, Callable[[Any], str]] = {
    type(None): _nothing,
    str: escaped,
    uuid.UUID: _hex,
    bool: str,
    int: str,
    Decimal: str,
    dt.date: str,
    dt.datetime: str,
    bytes: _bytes,
    memoryview: _bytes,
}
_SAME_WHEN_EQUAL = frozenset({type(None), str, uuid.UUID})
"""What equals one of these is written as it is; 1 and True, or 1.0 and 1.00, are not."""
