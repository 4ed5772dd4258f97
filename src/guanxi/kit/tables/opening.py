"""Opening a file as a table, whatever it is called: its first bytes tell what it is."""

from pathlib import Path

from .cards import CardTable, is_cards
from .delimited import DelimitedTable
from .model import Limits, Table, TableError
from .workbook import WorkbookTable

_DEFAULT_LIMITS = Limits()
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NOT_TABLES = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"RIFF": "WebP or sound",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR",
    b"(\xb5/\xfd": "zstd",
    b"\x7fELF": "program",
    b"MZ\x90": "program",
    b"{\\rtf": "RTF",
    b"SQLite format 3\0": "SQLite",
}


def open_table(
    path: Path,
    *,
    filename: str,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    heading_rows: int = 1,
    limits: Limits = _DEFAULT_LIMITS,
) -> Table:
    """The table in a file; what is not said is found out. `header_row=0` says that there is no header.

    `heading_rows`: how many rows the header has, with merged cells perhaps.

    Raises TableError with one of the codes: `empty`, `no_rows`, `not_a_table`, `unknown_encoding`, `bad_delimiter`,
    `unknown_sheet`, `password`, `damaged`, `bomb`, `too_large`, `too_many_columns`, `too_many_rows`, `cell_too_large`,
    `line_too_long`.
    """
    table = _table(path, filename, encoding, delimiter, sheet, header_row, max(heading_rows, 1), limits)
    table.require_rows()
    return table


def _table(
    path: Path,
    filename: str,
    encoding: str | None,
    delimiter: str | None,
    sheet: str | None,
    header_row: int | None,
    heading_rows: int,
    limits: Limits,
) -> Table:
    with path.open("rb") as file:
        start = file.read(4096)
    if not start:
        raise TableError("empty", "The file is empty.")
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLE)):
        return WorkbookTable(path, sheet, header_row, heading_rows, limits)
    for signature, kind in _NOT_TABLES.items():
        if start.startswith(signature):
            raise TableError("not_a_table", "This is a {kind} file, not a table.", kind=kind)
    if is_cards(start):
        return CardTable(path, encoding, limits)
    return DelimitedTable(path, filename, encoding, delimiter, header_row, heading_rows, limits)
