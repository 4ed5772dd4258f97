"""One column of a file and the field it goes to: reads a cell as a value, and remembers what it read."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError

from guanxi.engine.fields.link import Link, Named
from guanxi.engine.fields.text import tidy
from guanxi.engine.imports import problems
from guanxi.engine.imports.making import Making
from guanxi.engine.imports.targets import Target
from guanxi.kit.tables.writing import protected
from guanxi.kit.values import BadValue
from guanxi.kit.values.dates import guess_day_first

_REMEMBERED = 5_000
_LONGEST_LINK = 300


class Read(NamedTuple):
    """What a cell holds: a value, a remark on how it was understood, or why it can't be."""

    value: Any
    remark: str = ""
    problem: str = ""


EMPTY = Read(None)


class Column:
    """A mapped column; `place` is its number in the file, from 0."""

    place: int | None
    making: Making | None = None

    def __init__(self, place: int, header: str, target: Target, day_first: bool | None) -> None:
        self.place = place
        self._at = place
        self.places: tuple[int, ...] = (place,)
        """The columns of the file on which its values hang."""
        self.header = header
        self.target = target
        self.kind = target.kind
        self.name = target.kind.name  # type: ignore[attr-defined]
        self.lines_name = target.lines.name if target.lines else ""
        self.is_link = isinstance(self.kind, Link)
        self.is_extra = target.extra_of is not None
        self.day_first = day_first
        self._read: dict[str, Read] = {}

    def of(self, cells: Sequence[str]) -> Read:
        """What a row says."""
        text = cells[self._at]
        known = self._read.get(text)
        return self.read(text) if known is None else known

    def text_of(self, cells: Sequence[str]) -> str:
        """The text that a row gives the field; "" when the steps can't make one."""
        return cells[self.places[0]]

    def read(self, text: str) -> Read:
        """A cell's content; links to find are Named or keys, still to be looked up."""
        known = self._read.get(text)
        if known is None:
            if len(self._read) >= _REMEMBERED:
                self._read.clear()
            known = self._read[text] = self._understand(text)
        return known

    def _understand(self, text: str) -> Read:
        if not text or text.isspace():
            return EMPTY
        text = unprotected(text)
        try:
            value, remark = self.kind.from_cell(text, self.day_first)
            if isinstance(value, Named):
                value = Named(tidy(value.text)[:_LONGEST_LINK])
            elif not isinstance(value, uuid.UUID):
                value = self.kind.checked(value)
        except ValidationError as bad:
            return Read(None, problem=" ".join(bad.messages))
        return EMPTY if self.kind.is_nothing(value) else Read(value, remark)


class MadeColumn(Column):
    """A field whose text is made of the file's columns; `place` is the first of them, None for a fixed text."""

    def __init__(self, making: Making, places: Mapping[str, int], target: Target, day_first: bool | None) -> None:
        super().__init__(0, target.name, target, day_first)
        self.making = making
        self.chain = making.chain
        self.places = tuple(places[name] for name in self.chain.columns)
        self.place = self.places[0] if making.sources else None
        self._made: dict[tuple[str, ...], Read] = {}

    def of(self, cells: Sequence[str]) -> Read:
        texts = tuple(cells[place] for place in self.places)
        known = self._made.get(texts)
        if known is None:
            if len(self._made) >= _REMEMBERED:
                self._made.clear()
            known = self._made[texts] = self._make(texts)
        return known

    def text_of(self, cells: Sequence[str]) -> str:
        try:
            return self.chain.make([unprotected(cells[place]) for place in self.places])
        except BadValue:
            return ""

    def _make(self, texts: Iterable[str]) -> Read:
        try:
            return self._understand(self.chain.make([unprotected(text) for text in texts]))
        except BadValue as bad:
            return Read(None, problem=problems.of_step(bad))


def unprotected(cell: str) -> str:
    """A cell without the apostrophe that a safe export put before it."""
    return cell[1:] if cell[:1] == "'" and protected(cell[1:]) == cell else cell


def day_first_of(kind: str, said: bool | None, samples: Iterable[str]) -> bool | None:
    """How a column writes dates: as the person said, or as its own cells tell."""
    if said is not None or kind not in ("date", "datetime"):
        return said
    return guess_day_first(samples)
