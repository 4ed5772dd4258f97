"""Spreadsheets: XLSX, XLSB, XLS and ODS."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from .archive import Checked, check_archive
from .model import Limits, Row, Table, TableError, column_names, find_header, joined_headings, too_many_rows

Cell = int | float | str | bool | time | date | datetime | timedelta

_SAMPLE_ROWS = 30
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LARGEST_OLD_FILE = 64_000_000


class WorkbookTable(Table):
    """One sheet of a spreadsheet: the one named, or the first that has anything in it."""

    def __init__(
        self, path: Path, sheet: str | None, header_row: int | None, heading_rows: int, limits: Limits
    ) -> None:
        self._limits = limits
        self.format, errors = _checked(path, limits)
        try:
            self._workbook = CalamineWorkbook.from_path(path)
            self.sheets = list(self._workbook.sheet_names)
            self.sheet, self._sheet = self._chosen(sheet)
        except PasswordError as problem:
            raise TableError("password", "The file is protected by a password.") from problem
        except (CalamineError, ValueError, OSError) as problem:
            if isinstance(problem, TableError):
                raise
            raise _damaged() from problem
        if self._sheet.end is None:
            raise TableError("empty", "The file is empty.")
        if self._sheet.end[1] >= limits.columns:
            column_names([""] * (self._sheet.end[1] + 1), limits)
        # Sheets are stored under their number; errors come out of the reader as empty cells.
        self._errors = errors.get(f"sheet{self.sheets.index(self.sheet) + 1}.xml", set())
        self.columns = []
        first = [[_text(cell) for cell in cells] for cells in islice(self._cells(), _SAMPLE_ROWS)]
        if header_row is None:
            if not any(cell.strip() for cells in first for cell in cells):
                raise TableError("empty", "The file is empty.")
            header_row = find_header(first) + 1
        self.header_row = header_row
        start = max(header_row, 1) - 1
        self._last_heading = header_row + heading_rows - 1 if header_row else 0
        rows = [[_text(cell) for cell in cells] for cells in islice(self._cells(), start, start + heading_rows)]
        names = joined_headings(rows) if header_row and heading_rows > 1 else next(iter(rows), [])
        self.columns = column_names(names if header_row else [""] * len(names), limits)

    def rows(self) -> Iterator[Row]:
        width, count = len(self.columns), 0
        for number, cells in enumerate(self._cells(), 1):
            if number <= self._last_heading:
                continue
            problem = "cell_error" if number in self._errors else None
            texts = [_text(cell) for cell in cells]
            for text in texts:
                if len(text) > self._limits.cell:
                    raise TableError("cell_too_large", "A cell at line {line} is too large.", line=number)
            if not any(texts) and not problem:
                continue
            count += 1
            if count > self._limits.rows:
                raise too_many_rows(self._limits)
            texts += [""] * (width - len(texts))
            yield Row(number, texts, problem)

    def _cells(self) -> Iterator[list[Cell]]:
        return self._sheet.iter_rows()

    def _chosen(self, wanted: str | None) -> tuple[str, CalamineSheet]:
        if wanted is not None:
            if wanted not in self.sheets:
                raise TableError("unknown_sheet", "The file has no sheet “{sheet}”.", sheet=wanted)
            return wanted, self._workbook.get_sheet_by_name(wanted)
        for name in self.sheets:
            sheet = self._workbook.get_sheet_by_name(name)
            if sheet.end is not None:
                return name, sheet
        raise TableError("empty", "The file is empty.")


def _checked(path: Path, limits: Limits) -> Checked:
    """The format and the rows with errors, when the container looks harmless."""
    with path.open("rb") as file:
        if file.read(2) == b"PK":
            return check_archive(path, limits)
    if path.stat().st_size > _LARGEST_OLD_FILE:
        raise TableError("too_large", "The file is larger than {limit} bytes.", limit=_LARGEST_OLD_FILE)
    if _ENCRYPTED in path.read_bytes():
        raise TableError("password", "The file is protected by a password.")
    return Checked("xls", {})


def _text(cell: Cell) -> str:
    """The cell as its shortest exact text."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, timedelta):
        return _duration(cell)
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _number(value: float) -> str:
    """A sheet keeps fifteen figures; the sixteenth and seventeenth are noise such as 0.30000000000000004."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return format(Decimal(format(value, ".15g")), "f") if 1e-15 < abs(value) < 1e21 else repr(value)


def _duration(length: timedelta) -> str:
    """Hours may go beyond a day, as sheets show them."""
    seconds = round(length.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _damaged() -> TableError:
    return TableError("damaged", "The file is damaged or not a spreadsheet.")
