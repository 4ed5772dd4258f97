"""Tables written as CSV and XLSX, so that a spreadsheet shows what was written and runs none of it."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

_DANGEROUS = "=+-@\t\r\n＝＋－＠﹢﹣﹦﹫|%"
_BEFORE = "\ufeff\u200b\u200e\u200f\u2060\u00a0\u3000\0 \"'`“”‘’«»「」"
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:[.,][0-9]{1,15})?(?:[eE][+-]?[0-9]{1,2})?%?")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What a sheet's cell holds at most.
_LONGEST_CELL = 32_767
_MOST_ROWS = 1_048_576
_BATCH = 500


def protected(cell: str) -> str:
    """The cell with an apostrophe before it when a spreadsheet might take it for a formula; plain numbers stay."""
    first = cell[:1]
    if not first or first.isalnum():
        return cell
    start = cell.lstrip(_BEFORE)[:1]
    if (first in _DANGEROUS or (start and start in _DANGEROUS)) and not _NUMBER.fullmatch(cell):
        return "'" + cell
    return cell


def write_csv(
    stream: BinaryIO,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    safe: bool = True,
    bom: bool = True,
) -> None:
    """Rows as UTF-8 CSV, a few hundred at a time; the mark at the start lets Excel read Chinese.

    `safe=False` writes every cell as it is, for reading back by a program.
    """
    for piece in csv_pieces(header, rows, safe=safe, bom=bom):
        stream.write(piece)


def csv_pieces(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, safe: bool = True, bom: bool = True
) -> Iterator[bytes]:
    """The same as bytes, piece by piece."""
    if bom:
        yield b"\xef\xbb\xbf"
    buffer = io.StringIO(newline="")
    # Quoting everything keeps a row of one empty cell from becoming a blank line.
    writer = csv.writer(buffer, quoting=csv.QUOTE_MINIMAL if len(header) > 1 else csv.QUOTE_ALL)
    waiting = 0
    for row in _with_header(header, rows):
        writer.writerow([protected(cell) for cell in row] if safe else row)
        waiting += 1
        if waiting == _BATCH:
            yield _emptied(buffer)
            waiting = 0
    yield _emptied(buffer)


def write_xlsx(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]], *, safe: bool = True) -> None:
    """Rows as a sheet of texts below a bold, frozen header, in constant memory; the file goes where `path` says.

    Texts never become formulas or links. Characters XML can't hold are left out. ValueError when there are more rows
    than a sheet has or a cell is longer than a sheet's can be.
    """
    import xlsxwriter  # a tenth of a second that most processes never need

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(path.parent),
    }
    with xlsxwriter.Workbook(str(path), options) as workbook:
        sheet = workbook.add_worksheet()
        bold = workbook.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for at, row in enumerate(_with_header(header, rows)):
            if at >= _MOST_ROWS:
                raise ValueError(f"a sheet has at most {_MOST_ROWS} rows")
            for column, cell in enumerate(row):
                text = _NOT_XML.sub("", protected(cell) if safe else cell)
                if len(text) > _LONGEST_CELL:
                    raise ValueError(f"the cell in row {at + 1}, column {column + 1} is longer than {_LONGEST_CELL}")
                if text:
                    sheet.write_string(at, column, text, bold if at == 0 else None)


def _with_header(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterable[Sequence[str]]:
    yield header
    yield from rows


def _emptied(buffer: io.StringIO) -> bytes:
    """What is waiting."""
    piece = buffer.getvalue().encode("utf-8", "replace")
    buffer.seek(0)
    buffer.truncate()
    return piece
