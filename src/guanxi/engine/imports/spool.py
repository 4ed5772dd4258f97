"""The rows that need a look, with what is wrong with them, on disk as they are found: one line of JSON each."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from guanxi.engine.imports import storage
from guanxi.engine.imports.plans import FAIL, SKIP, UPDATE, Mark, Plan

MOST_REMARKS = 10_000
"""Rows with problems are all kept; of those that are imported with a remark, or met a record, so many."""


@dataclass(frozen=True)
class Told:
    """A row of the file and what became of it, or would."""

    row: int
    cells: list[str]
    outcome: str
    marks: list[Mark]
    alike: str = ""

    @property
    def problem(self) -> str:
        return " ".join(mark.text for mark in self.marks if mark.is_problem)


class Spool:
    """Written by one run at a time; what was written after the last commit is cut off when a run goes on."""

    def __init__(self, key: uuid.UUID, length: int) -> None:
        self._file = os.open(storage.path_of(key), os.O_RDWR | os.O_CREAT, 0o600)
        os.ftruncate(self._file, length)
        os.lseek(self._file, 0, os.SEEK_END)
        self.length = length
        self._extra = MOST_REMARKS

    def write(self, told: Sequence[Told]) -> None:
        """Append rows, on the disk when this returns."""
        lines = []
        for one in told:
            if one.outcome != FAIL:
                if not self._extra:
                    continue
                self._extra -= 1
            lines.append(msgspec.json.encode([one.row, one.cells, one.outcome, one.marks, one.alike]))
        if lines:
            data = b"\n".join(lines) + b"\n"
            view = memoryview(data)
            while view:
                view = view[os.write(self._file, view) :]
            os.fsync(self._file)
            self.length += len(data)

    def close(self) -> None:
        os.close(self._file)


def told_of(plans: Sequence[Plan]) -> list[Told]:
    """The rows of plans that need a look."""
    return [
        Told(row.number, row.cells, plan.outcome, marks, plan.alike)
        for plan in plans
        if plan.outcome in (FAIL, UPDATE, SKIP) or plan.has_remark or plan.alike
        for row, marks in zip(plan.rows, plan.marks, strict=True)
    ]


def read(key: uuid.UUID | None, length: int) -> Iterator[Told]:
    """The rows that were kept."""
    if key is None or not length:
        return
    with storage.path_of(key).open("rb") as file:
        while file.tell() < length and (line := file.readline()):
            row, cells, outcome, marks, *alike = msgspec.json.decode(line)
            yield Told(row, cells, outcome, [Mark(*mark) for mark in marks], *alike)
