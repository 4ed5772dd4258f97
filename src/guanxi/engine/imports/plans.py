"""What shall become of a row of a file, or of the rows that make one record with its lines."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from guanxi.engine.errors import EngineError, Invalid
from guanxi.engine.gate.creating import Prepared
from guanxi.engine.imports.matching import Identity
from guanxi.engine.wording import labelled
from guanxi.kit import search_terms
from guanxi.kit.tables import Row

CREATE, UPDATE, SKIP, FAIL = "created", "updated", "skipped", "failed"


class Mark(NamedTuple):
    """A problem, or a remark on what is imported nevertheless; `place` is the column, None for the whole row."""

    place: int | None
    text: str
    is_problem: bool = True


class Later(NamedTuple):
    """A link that can only be found once every row is in."""

    name: str
    text: str
    row: int
    place: int


@dataclass(slots=True)
class Plan:
    """One record to be."""

    rows: list[Row]
    marks: list[list[Mark]]
    """For each of the rows."""
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    later: list[Later] = field(default_factory=list)
    identity: Identity = ()
    outcome: str = CREATE
    key: uuid.UUID | None = None
    """The existing record to change."""
    earlier: Plan | None = None
    """The plan of an earlier row that makes the record which this one changes or repeats."""
    prepared: Prepared | None = None
    begun: search_terms.Begun | None = None
    """The search index of its record, as far as the cells tell it."""
    needs: list[uuid.UUID] = field(default_factory=list)
    """Linked records that are made for it."""
    alike: str = ""
    """What it looks like, in words; found when a file is checked."""
    is_left_out: bool = False
    """Whether a condition says that the row isn't wanted at all."""

    @property
    def has_problem(self) -> bool:
        return any(mark.is_problem for marks in self.marks for mark in marks)

    @property
    def has_remark(self) -> bool:
        return any(self.marks)

    def tell(self, text: str, place: int | None = None, *, row: int = 0, is_problem: bool = True) -> None:
        self.marks[row].append(Mark(place, text, is_problem))

    def fail(self, why: EngineError, places: Mapping[str, int | None], labels: Mapping[str, str]) -> None:
        """Nothing of it is imported."""
        self.outcome = FAIL
        if not isinstance(why, Invalid):
            self.tell(why.message)
            return
        for name, texts in why.errors.items():
            bare, row = _place_of(name)
            place = places.get(bare)
            text = " ".join(texts)
            if place is None and bare in labels:
                text = labelled(labels[bare], text)
            self.tell(text, place, row=min(row, len(self.rows) - 1))


def _place_of(name: str) -> tuple[str, int]:
    """The target and the row that an error's name means: `lines.2.field` is the third row's `lines.field`."""
    parts: Sequence[str] = name.split(".")
    if len(parts) == 3 and parts[1].isdigit():
        return f"{parts[0]}.{parts[2]}", int(parts[1])
    return name, 0
