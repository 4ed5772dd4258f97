"""CSV and its relations, read as a stream."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from . import encodings
from .dialects import detect_delimiter, named_delimiter
from .model import Limits, Row, Table, TableError, column_names, find_header, fitted, joined_headings, too_many_rows

_SAMPLE_CHARACTERS = 65_536
_SAMPLE_RECORDS = 30
_CONTROL = "".join(chr(code) for code in range(32) if chr(code) not in "\t\n\r\f\v")
_BLANK = dict.fromkeys(map(ord, _CONTROL))
_ODD = re.compile(f"[{_CONTROL}\ufffd]")


class DelimitedTable(Table):
    """A text file of rows; memory does not grow with the file."""

    format = "csv"

    def __init__(
        self,
        path: Path,
        filename: str,
        encoding: str | None,
        delimiter: str | None,
        header_row: int | None,
        heading_rows: int,
        limits: Limits,
    ) -> None:
        self._path, self._limits = path, limits
        # The module allows one limit for the whole process; ours is the same for every table.
        csv.field_size_limit(max(csv.field_size_limit(), limits.cell))
        self.encoding = encodings.known(encoding) if encoding else encodings.detect(str(path))
        with self._open() as file:
            sample = file.read(_SAMPLE_CHARACTERS)
        _check_text(sample)
        first = sample.split("\n", 1)[0]
        named = named_delimiter(first)
        self.delimiter = delimiter or named or detect_delimiter(sample, filename)
        if len(self.delimiter) != 1 or self.delimiter in '\r\n"\0':
            raise TableError("bad_delimiter", "The delimiter must be a single character.")
        self._skip = 1 if named else 0
        self.sheets = []
        self.columns = []
        self.header_row, header = self._header(header_row)
        self._last_heading = self.header_row
        if self.header_row and heading_rows > 1:
            more = list(islice(self._records(self.header_row), heading_rows - 1))
            header = joined_headings([header, *(cells for _number, cells, _problem in more)])
            self._last_heading = more[-1][0] if more else self.header_row
        self.columns = column_names(header, limits)

    def rows(self) -> Iterator[Row]:
        width, count = len(self.columns), 0
        for number, cells, problem in self._records(self._last_heading):
            if not any(cells) or not any(map(str.strip, cells)):
                continue
            count += 1
            if count > self._limits.rows:
                raise too_many_rows(self._limits)
            if problem == "control_characters":
                cells = [cell.translate(_BLANK) for cell in cells]
            yield fitted(number, cells, width, problem)

    def _header(self, wanted: int | None) -> tuple[int, list[str]]:
        """The line and the cells of the header."""
        first: list[tuple[int, list[str]]] = []
        for number, cells, _ in self._records(0 if wanted is None else max(wanted, 1) - 1):
            if wanted is not None:
                return (number, cells) if wanted else (0, [""] * len(cells))
            first.append((number, cells))
            if len(first) == _SAMPLE_RECORDS:
                break
        if not any(cell.strip() for _, cells in first for cell in cells):
            raise TableError("empty", "The file is empty.")
        return first[find_header([cells for _, cells in first])]

    def _records(self, after: int) -> Iterator[tuple[int, list[str], str | None]]:
        """Line number, cells and problem of each record that begins below line `after`."""
        with self._open() as file:
            lines = _Lines(file, self._limits.line)
            for _ in range(self._skip):
                next(lines, None)
            limit = self._limits.cell
            reader = csv.reader(lines, delimiter=self.delimiter or ",")
            started = lines.number + 1
            while True:
                lines.begin()
                try:
                    cells = next(reader, None)
                except csv.Error as problem:
                    raise TableError("cell_too_large", "A cell at line {line} is too large.", line=started) from problem
                if cells is None:
                    return
                if len(cells) > self._limits.columns:
                    column_names(cells, self._limits)
                if lines.long and any(len(cell) > limit for cell in cells):
                    raise TableError("cell_too_large", "A cell at line {line} is too large.", line=started)
                if started > after:
                    yield started, cells, lines.problem()
                started = lines.number + 1

    def _open(self) -> io.TextIOWrapper:
        return self._path.open(encoding=self.encoding, errors="replace", newline="")


class _Lines:
    """The lines of a file, none longer than the limit, with what is wrong in those of the current record."""

    def __init__(self, file: io.TextIOWrapper, limit: int) -> None:
        self._file, self._limit = file, limit
        self.number = 0
        self._record: list[str] = []
        self._ended = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._file.readline(self._limit)
        if not line:
            self._ended = True
            raise StopIteration
        if len(line) == self._limit and line[-1] not in "\r\n":
            raise TableError(
                "line_too_long",
                "Line {line} is longer than {limit} characters.",
                line=self.number + 1,
                limit=self._limit,
            )
        self.number += 1
        self._record.append(line)
        return line

    def begin(self) -> None:
        self._record.clear()

    @property
    def long(self) -> bool:
        """Whether the record may hold a cell beyond the limit."""
        return len(self._record) > 1 or len(self._record[0]) > self._limit // 4

    def problem(self) -> str | None:
        record = self._record
        if self._ended and len(record) > 1 and sum(line.count('"') for line in record) % 2:
            return "open_quote"
        odd = [line for line in record if _ODD.search(line)]
        if not odd:
            return None
        return "undecodable" if any("\ufffd" in line for line in odd) else "control_characters"


def _check_text(sample: str) -> None:
    """Refuse a file that is not text at all, or has nothing in it."""
    if not sample.strip("\ufeff\0 \t\r\n\x1a"):
        raise TableError("empty", "The file is empty.")
    start = sample[:4096].lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("<!doctype", "<html", "<?xml", "<table")):
        raise TableError("not_a_table", "This is a {kind} file, not a table.", kind="HTML/XML")
    odd = len(_ODD.findall(sample))
    if odd > 8 and odd > len(sample) // 10:
        raise TableError("not_a_table", "This is a {kind} file, not a table.", kind="binary")
