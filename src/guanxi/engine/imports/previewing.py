"""What would become of the rows of a file: the first ones, or those that need a look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from django.db import transaction
from django.utils.text import capfirst

from guanxi.engine.imports import spool
from guanxi.engine.imports.applying import try_out
from guanxi.engine.imports.columns import MadeColumn
from guanxi.engine.imports.opening import columns_of, table_of
from guanxi.engine.imports.options import Options
from guanxi.engine.imports.plans import CREATE, FAIL, SKIP, UPDATE, Mark, Plan
from guanxi.engine.imports.running import ALIKE, Foreground, Runner
from guanxi.engine.models.imports import Import
from guanxi.engine.permissions.access import Actor
from guanxi.engine.registry import registry

SHOWN = 50


@dataclass(frozen=True)
class Line:
    """A row as the check shows it: the mapped columns' cells, the outcome, what is wrong with which column."""

    row: int
    cells: list[str]
    outcome: str
    """`created`, `updated`, `skipped`, `failed`."""
    marks: dict[int | None, Mark] = field(default_factory=dict)
    """By the column's place among `Preview.columns`; None for the row as a whole."""
    alike: str = ""
    """What the row looks like."""


@dataclass(frozen=True)
class Preview:
    """Some rows, and the counts over the whole file once it was checked."""

    columns: list[str]
    targets: list[str]
    lines: list[Line]
    counts: dict[str, int] | None


def preview(work: Import, actor: Actor, *, rows: int = SHOWN, only: str = "", after: int = 0) -> Preview:
    """Rows of the file; `only`: `failed`, `warned`, `updated` or `skipped`, which need a check or a run first.

    `after` is the last row that was shown. Raises NotAllowed, NotFound, Invalid.
    """
    shown = list(islice(_kept(work, only, after) if only else _tried(work, actor, rows, after), rows))
    heads = _heads(work, actor)
    return Preview(
        [head.label for head in heads],
        [head.target for head in heads],
        [_line(told, heads) for told in _with_cells(work, shown)],
        dict(work.counts) if work.finished_at else work.checked,
    )


@dataclass(frozen=True)
class _Head:
    """A column of the preview: one of the file's, or a field that is made, with the place where its marks stand."""

    label: str
    target: str
    place: int | None
    made: MadeColumn | None = None

    def text(self, cells: list[str]) -> str:
        if self.made is not None:
            return self.made.text_of(cells)
        return cells[self.place] if self.place is not None and self.place < len(cells) else ""


def _heads(work: Import, actor: Actor) -> list[_Head]:
    plain = [_Head(name, work.mapping[name], place) for place, name in enumerate(work.columns) if name in work.mapping]
    if not work.made:
        return plain
    columns = columns_of(work, table_of(work), registry[work.entity], actor.access, Options.read(work.options))
    made = [column for column in columns if isinstance(column, MadeColumn)]
    return plain + [_Head(capfirst(c.target.label), c.target.name, c.place, c) for c in made]


def _line(told: spool.Told, heads: list[_Head]) -> Line:
    where: dict[int | None, int] = {}
    for number, head in enumerate(heads):
        if head.place is not None:
            where.setdefault(head.place, number)
    width = max((place for head in heads if head.made for place in head.made.places), default=-1) + 1
    cells = told.cells + [""] * (width - len(told.cells))
    marks: dict[int | None, Mark] = {}
    for mark in sorted(told.marks, key=lambda mark: not mark.is_problem):
        marks.setdefault(where.get(mark.place) if mark.place is not None else None, mark)
    return Line(told.row, [head.text(cells) for head in heads], told.outcome, marks, told.alike)


def _kept(work: Import, only: str, after: int) -> Iterator[spool.Told]:
    """What the check or the run put aside."""
    for told in spool.read(work.spool, work.spool_bytes):
        is_warned = told.outcome in (CREATE, UPDATE) and any(told.marks)
        if only == ALIKE:
            wanted = bool(told.alike)
        else:
            wanted = is_warned if only == "warned" else told.outcome == only and only in (FAIL, UPDATE, SKIP)
        if told.row > after and wanted:
            yield told


def _tried(work: Import, actor: Actor, rows: int, after: int) -> Iterable[spool.Told]:
    """The first rows behind one, tried out now."""
    runner = Runner(work, Foreground(actor), is_dry=True)
    some = islice((row for row in runner.table.rows() if row.number > after), rows)
    plans: list[Plan] = runner.planner.plan(list(runner.planner.groups(some)))
    with transaction.atomic():
        try_out(runner.planner, plans)
    for plan in plans:
        for row, marks in zip(plan.rows, plan.marks, strict=True):
            yield spool.Told(row.number, row.cells, plan.outcome, marks, plan.alike)


def _with_cells(work: Import, shown: list[spool.Told]) -> list[spool.Told]:
    """Rows that were put aside by their number only get their cells from the file."""
    missing = {told.row for told in shown if not told.cells}
    if not missing:
        return shown
    cells: dict[int, list[str]] = {}
    for row in table_of(work).rows():
        if row.number in missing:
            cells[row.number] = row.cells
            if len(cells) == len(missing):
                break
    return [told if told.cells else replace(told, cells=cells.get(told.row, [])) for told in shown]
