"""The rows with problems as a table that can be corrected and imported again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from guanxi.engine.imports import spool
from guanxi.engine.imports.plans import FAIL
from guanxi.engine.models.imports import Import
from guanxi.engine.wording import labelled
from guanxi.kit.tables import write_csv, write_xlsx

_SPREADSHEETS = ("xlsx", "xlsb", "xls", "ods")


def is_spreadsheet(work: Import) -> bool:
    """Whether the rows go back as a spreadsheet, since they came as one."""
    return work.format in _SPREADSHEETS


def header(work: Import) -> list[str]:
    return [*work.columns, _("Row"), _("Problem")]


def rows(work: Import) -> Iterator[list[str]]:
    """The failed rows: their cells, their number, what is wrong."""
    width = len(work.columns)
    for told in spool.read(work.spool, work.spool_bytes):
        if told.outcome == FAIL:
            cells = [*told.cells[:width], *[""] * (width - len(told.cells))]
            yield [*cells, str(told.row), _problem(work, told)]


def _problem(work: Import, told: spool.Told) -> str:
    texts = []
    for mark in told.marks:
        if mark.is_problem:
            named = mark.place is not None and mark.place < len(work.columns)
            texts.append(labelled(work.columns[mark.place], mark.text) if named else mark.text)  # type: ignore[index]
    return " ".join(texts)


def write(work: Import, path: Path) -> None:
    """Write the rows with problems to a file."""
    if path.suffix.lower() == ".xlsx":
        write_xlsx(path, header(work), rows(work))
        return
    with path.open("wb") as stream:
        write_rows(work, stream)


def write_rows(work: Import, stream: BinaryIO) -> None:
    """Write the rows with problems as CSV, safe to open in a spreadsheet."""
    write_csv(stream, header(work), rows(work))
