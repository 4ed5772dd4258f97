"""What every kind of table file becomes: named columns and rows of text."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class TableError(ValueError):
    """Why a file can't be read: a code, an English message with `{name}` places, and the values for them."""

    def __init__(self, code: str, message: str, **params: object) -> None:
        super().__init__(message.format(**params))
        self.code = code
        self.message = message
        self.params = params


class Limits(NamedTuple):
    """How much of a file is taken before it is refused; sizes in bytes or characters."""

    rows: int = 2_000_000
    columns: int = 1_024
    cell: int = 1_000_000
    line: int = 4_000_000
    expanded: int = 200_000_000
    spreadsheet_cells: int = 20_000_000


class Row(NamedTuple):
    """One row: its number in the file as a person counts, its cells, and what is wrong with it, if anything.

    Problems: `too_many_cells` (all of them are kept), `too_few_cells` (filled up with empty ones), `undecodable` (the
    marks � stand for bytes that mean nothing in the encoding), `control_characters` (they were taken out), `open_quote`
    (a quotation mark is never closed), `cell_error` (such as #REF!, left empty).
    """

    number: int
    cells: list[str]
    problem: str | None = None


class Table(ABC):
    """A file that was understood. `header_row` counts from 1; it is 0 when the file has no header.

    The header may be several rows, the first of them `header_row`.
    """

    format: str
    encoding: str | None = None
    delimiter: str | None = None
    sheets: list[str]
    sheet: str | None = None
    header_row: int
    columns: list[str]

    @abstractmethod
    def rows(self) -> Iterator[Row]:
        """The rows below the header from the first, blank ones left out; may be called again."""

    def require_rows(self) -> None:
        """Refuse a file that has nothing below its header."""
        if next(self.rows(), None) is None:
            raise TableError("no_rows", "The file has a header but no rows below it.")


def column_names(header: Iterable[str], limits: Limits) -> list[str]:
    """Unique names: blank ones become "Column 3", repeated ones "name (2)"."""
    cells = list(header)
    if len(cells) > limits.columns:
        raise TableError(
            "too_many_columns",
            "The file has {count} columns; {limit} are allowed.",
            count=len(cells),
            limit=limits.columns,
        )
    names: list[str] = []
    taken: set[str] = set()
    next_number: dict[str, int] = {}
    for number, cell in enumerate(cells, 1):
        wanted = " ".join(cell.replace("\0", "").split())[:200] or f"Column {number}"
        name, again = wanted, next_number.get(wanted, 2)
        while name in taken:
            name = f"{wanted} ({again})"
            again += 1
        next_number[wanted] = again
        taken.add(name)
        names.append(name)
    return names


def joined_headings(rows: list[list[str]]) -> list[str]:
    """One heading of several rows, under merged cells too: "Contact" over "Name" and "Phone" is "Contact / Name" …"""
    names: list[list[str]] = [[] for _cell in range(max(map(len, rows), default=0))]
    for number, row in enumerate(rows):
        said = ""
        for place, parts in enumerate(names):
            cell = " ".join(row[place].split()) if place < len(row) else ""
            said = cell if cell or number == len(rows) - 1 else said
            if said and said not in parts:
                parts.append(said)
    return [" / ".join(parts) for parts in names]


def fitted(number: int, cells: list[str], width: int, problem: str | None = None) -> Row:
    """A row with at least as many cells as there are columns; empty ones beyond them are dropped."""
    if len(cells) > width:
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if len(cells) > width:
            problem = problem or "too_many_cells"
    elif len(cells) < width:
        problem = problem or "too_few_cells"
        cells += [""] * (width - len(cells))
    return Row(number, cells, problem)


def too_many_rows(limits: Limits) -> TableError:
    return TableError("too_many_rows", "The file has more than {limit} rows.", limit=limits.rows)


def find_header(records: list[list[str]]) -> int:
    """The place of the header among the first records: the first that fills most of the usual width."""
    filled = [sum(1 for cell in cells if cell.strip()) for cells in records]
    widths = [count for count in filled if count > 1]
    if widths:
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        for place, count in enumerate(filled):
            if count >= max(2, usual * 0.65):
                return place
    return next((place for place, count in enumerate(filled) if count), 0)
