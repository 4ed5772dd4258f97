"""The ZIP container of a spreadsheet, checked before anything unpacks it: sizes, overlaps, promises kept, bombs."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from .model import Limits, TableError

_END = b"PK\x05\x06"
_END_SIZE = 22
_MOST_ENTRIES = 5_000
_LARGEST_DIRECTORY = 2_000_000
_CHUNK = 262_144
# A letter is looked for first, and the blank before it then: searching for blanks takes seconds where all are blanks.
_REFERENCE = re.compile(rb"r(?<=\sr)\s*=\s*[\"']([A-Z]{1,7})([0-9]{1,9})[\"']")
_STRING_CELL = re.compile(rb"t(?<=\st)\s*=\s*[\"']s[\"']")
_CELL = re.compile(rb"<c\s[^<>]{0,400}>")
_ODS_TAG = re.compile(rb"<table:(table|table-row|table-cell)(\s[^<>]*)?/?>")
_REPEATED = re.compile(rb"number-(?:columns|rows)-repeated\s*=\s*[\"']([0-9]+)[\"']")


class Checked(NamedTuple):
    """A harmless container: its format, and for each part that is a sheet the rows that hold errors such as #REF!."""

    format: str
    errors: dict[str, set[int]]


def check_archive(path: Path, limits: Limits) -> Checked:
    """What the container holds, once nothing in it is dangerous to unpack."""
    errors: dict[str, set[int]] = {}
    size = path.stat().st_size
    with path.open("rb") as file:
        _check_directory_end(file, size)
        try:
            with zipfile.ZipFile(file) as archive:
                entries = archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError) as problem:
            raise _damaged() from problem
        names = {entry.filename for entry in entries}
        found = _format(names)
        if any(entry.flag_bits & 1 for entry in entries):
            raise TableError("password", "The file is protected by a password.")
        if sum(entry.file_size for entry in entries) > limits.expanded:
            raise TableError("bomb", "The file unpacks to more than {limit} bytes.", limit=limits.expanded)
        _check_overlap(entries, size)
        longest = cells = 0
        for entry in entries:
            name = entry.filename.lower()
            pieces = _unpacked(file, entry)
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                cells += _check_sheet(pieces, limits, errors.setdefault(name.rsplit("/", 1)[-1], set()))
            elif name.endswith("sharedstrings.xml"):
                longest = _longest_string(pieces)
            elif name == "content.xml" and found == "ods":
                _check_repeats(pieces, limits)
            else:
                for _ in pieces:
                    pass
        if longest * cells > 20 * limits.expanded and longest > 32_767 * 4:
            raise TableError("bomb", "The file unpacks to more than {limit} bytes.", limit=limits.expanded)
    return Checked(found, errors)


def _format(names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.lower().startswith("xl/") for name in names):
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    if not names:
        raise TableError("empty", "The file is empty.")
    raise TableError("not_a_table", "This is a {kind} file, not a table.", kind="ZIP")


def _check_directory_end(file: BinaryIO, size: int) -> None:
    """Refuse a directory so long that listing it is the attack."""
    file.seek(max(0, size - 65_536 - _END_SIZE))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise _damaged()
    entries, length = struct.unpack_from("<HI", tail, at + 10)
    if entries > _MOST_ENTRIES or length > _LARGEST_DIRECTORY:
        raise TableError("bomb", "The file holds more than {limit} parts.", limit=_MOST_ENTRIES)
    file.seek(0)


def _check_overlap(entries: list[zipfile.ZipInfo], size: int) -> None:
    """Parts that share bytes unpack to more than was packed."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise TableError("bomb", "The parts of the file overlap.")
        end = entry.header_offset + 30 + len(entry.orig_filename.encode()) + entry.compress_size
    if end > size:
        raise _damaged()


def _unpacked(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of a part in pieces; it may not be larger than the directory says."""
    file.seek(entry.header_offset)
    header = file.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise _damaged()
    name, extra = struct.unpack_from("<HH", header, 26)
    file.seek(entry.header_offset + 30 + name + extra)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _damaged()
    left, made = entry.compress_size, 0
    inflate = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0:
        packed = file.read(min(_CHUNK, left))
        if not packed:
            raise _damaged()
        left -= len(packed)
        while packed:
            try:
                piece = inflate.decompress(packed, _CHUNK) if inflate else packed
            except zlib.error as problem:
                raise _damaged() from problem
            packed = inflate.unconsumed_tail if inflate else b""
            made += len(piece)
            if made > entry.file_size:
                raise TableError("bomb", "A part of the file is larger than it says.")
            yield piece


def _check_sheet(pieces: Iterator[bytes], limits: Limits, errors: set[int]) -> int:
    """Refuse a few cells spread so far that the grid between them fills the memory; returns how many are strings."""
    columns: set[bytes] = set()
    last_row = cells = strings = 0
    for piece in _with_overlap(pieces):
        references = _REFERENCE.findall(piece)
        if references:
            columns.update({letters for letters, _ in references})
            last_row = max(last_row, int(max((row for _, row in references), key=_by_number)))
        cells += len(references)
        strings += len(_STRING_CELL.findall(piece))
        if b't="e"' in piece:
            errors.update(
                int(row) for tag in _CELL.findall(piece) if b't="e"' in tag for _, row in _REFERENCE.findall(tag)
            )
    width = max(map(_column_number, columns), default=0)
    _check_grid(last_row, width, cells, limits)
    return strings


def _longest_string(pieces: Iterator[bytes]) -> int:
    """The bytes of the longest shared string."""
    longest = run = 0
    for piece in pieces:
        *ended, rest = piece.split(b"</si>")
        for part in ended:
            longest, run = max(longest, run + len(part)), 0
        run += len(rest)
    return max(longest, run)


def _check_repeats(pieces: Iterator[bytes], limits: Limits) -> None:
    """Refuse an ODS sheet that says "again" so often that the cells would fill the memory."""
    row = column = last_row = width = filled = 0
    for piece in _with_overlap(pieces):
        for kind, attributes in _ODS_TAG.findall(piece):
            repeated = _REPEATED.search(attributes)
            again = int(repeated[1][:9]) if repeated else 1
            if kind == b"table":
                row = column = last_row = width = filled = 0
            elif kind == b"table-row":
                row, column = row + again, 0
            else:
                column += again
                if b"value-type" in attributes:
                    last_row, width, filled = row, max(width, column), filled + 1
                    _check_grid(last_row, width, filled, limits)


def _check_grid(rows: int, columns: int, filled: int, limits: Limits) -> None:
    """Refuse cells spread so far that the grid between them fills the memory."""
    if columns > limits.columns:
        raise TableError(
            "too_many_columns",
            "The file has {count} columns; {limit} are allowed.",
            count=columns,
            limit=limits.columns,
        )
    if columns * rows > max(1_000_000, min(limits.spreadsheet_cells, filled * 50)):
        raise TableError("bomb", "The cells of the sheet are spread over too large a grid.")


def _with_overlap(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Pieces that end where a tag ends, so that none is cut in two."""
    rest = b""
    for piece in pieces:
        whole = rest + piece
        cut = whole.rfind(b">") + 1
        if cut == 0 and len(whole) < 4 * _CHUNK:
            rest = whole
            continue
        yield whole[:cut] if cut else whole
        rest = whole[cut:] if cut else b""
    yield rest


def _by_number(digits: bytes) -> tuple[int, bytes]:
    return len(digits), digits


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _damaged() -> TableError:
    return TableError("damaged", "The file is damaged or not a spreadsheet.")
