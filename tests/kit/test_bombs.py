"""Class I: files made to fill memory and disk by being opened: refused within two seconds and 64 MB, or read safely."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from guanxi.kit.tables import TableError, open_table
from tests.kit.test_workbooks import rezipped, sheet_xml, workbook

SHEET = "xl/worksheets/sheet2.xml"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPE = f'<!DOCTYPE l [<!ENTITY l0 "laugh">{LAUGHS}<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
FEW_CELLS = '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row>'


def packed(size: int, sign: bytes = b" ") -> bytes:
    """So many equal bytes as one stream of deflate, made of a stretch that repeats, so that it takes no time."""
    stretch = 1 << 20
    one = zlib.compressobj(9, zlib.DEFLATED, -15)
    whole = one.compress(sign * stretch) + one.flush(zlib.Z_FULL_FLUSH)
    return whole * (size // stretch) + zlib.compressobj(9, zlib.DEFLATED, -15).flush()


def archive(parts: list[tuple[str, bytes, int]]) -> bytes:
    """A ZIP of parts that are packed already: name, packed bytes, the size that is told."""
    out, directory = io.BytesIO(), io.BytesIO()
    for name, data, size in parts:
        at, told = out.tell(), min(size, 0xFFFFFFFE)
        fields = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, 0, len(data), told, len(name), 0)
        out.write(b"PK\x03\x04" + fields + name.encode() + data)
        directory.write(
            b"PK\x01\x02" + struct.pack("<H", 20) + fields + struct.pack("<HHHII", 0, 0, 0, 0, at) + name.encode()
        )
    start, length = out.tell(), directory.tell()
    out.write(directory.getvalue())
    out.write(b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, len(parts), len(parts), length, start, 0))
    return out.getvalue()


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[bytes], Path]:
    def save(content: bytes, name: str = "bomb.xlsx") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return save


TEN_GB = 10 * 1024**3


def test_ten_gigabytes_in_ten_megabytes_are_refused(saved, refusal) -> None:
    half = packed(TEN_GB // 5)
    content = archive([(f"xl/worksheets/sheet{n}.xml", half, TEN_GB // 5) for n in range(1, 6)])
    assert 8_000_000 < len(content) < 12_000_000
    assert refusal(saved(content)).code == "bomb"


@pytest.mark.parametrize("told", [0, 1, 1_000, 199_000_000])
def test_so_are_they_when_the_file_says_that_it_is_small(saved, refusal, told: int) -> None:
    content = archive([("xl/workbook.xml", zlib.compress(b"<x/>")[2:-4], 4), (SHEET, packed(TEN_GB), told)])
    assert refusal(saved(content)).code in ("bomb", "damaged")


def nested(depth: int, width: int = 16) -> bytes:
    """A zip of zips of zips, as 42.zip is: a few kilobytes that would unpack to petabytes."""
    inner = archive([("0.dll", packed(1 << 30), 1 << 30)])
    for level in range(depth):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
            for number in range(width):
                whole.writestr(f"lib {level}-{number}.zip", inner)
        inner = out.getvalue()
    return inner


@pytest.mark.parametrize("name", ["42.zip", "42.xlsx", "42.ods", "42.csv"])
def test_a_zip_of_zips_is_not_unpacked(saved, refusal, name: str) -> None:
    assert refusal(saved(nested(3), name)).code in ("not_a_table", "bomb")


def test_a_zip_within_a_spreadsheet_is_left_alone(tmp_path, peak) -> None:
    """What is put into a sheet as an object is nothing that is opened."""
    path = tmp_path / "with object.xlsx"
    with zipfile.ZipFile(workbook(tmp_path)) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/embeddings/42.xlsx", nested(2, 4))
    peak()
    assert len(list(open_table(path, filename=path.name).rows())) == 2
    assert peak() < 64 * 1024


@pytest.mark.parametrize(
    "part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"]
)
@pytest.mark.parametrize("entity", ["l9", "secret"])
def test_no_entity_is_told_in_full(tmp_path, peak, part: str, entity: str) -> None:
    """A billion laughs, and a file of this machine: refused, or read without them."""
    body = sheet_xml(FEW_CELLS.format(f"&{entity};")).decode().partition("?>")[2]
    if part == "xl/sharedStrings.xml":
        body = (
            f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&{entity};</t></si></sst>'
        )
    elif part != SHEET:
        with zipfile.ZipFile(workbook(tmp_path)) as old:
            body = old.read(part).decode().partition("?>")[2].replace("><", f">&{entity};<", 1)
    path = rezipped(tmp_path, {part: f'<?xml version="1.0"?>{DOCTYPE}{body}'.encode()})
    peak()
    try:
        told = " ".join(cell for row in open_table(path, filename=path.name).rows() for cell in row.cells)
    except TableError:
        told = ""
    assert "laughlaugh" not in told
    assert "root:" not in told
    assert peak() < 64 * 1024


@pytest.mark.parametrize("entity", ["l9", "secret"])
def test_nor_in_an_open_document(tmp_path, peak, entity: str) -> None:
    path = tmp_path / "laughs.ods"
    with zipfile.ZipFile(path, "w") as whole:
        whole.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        cell = f'<table:table-cell office:value-type="string"><text:p>&{entity};</text:p></table:table-cell>'
        table = f'<table:table table:name="a">{f"<table:table-row>{cell}</table:table-row>" * 3}</table:table>'
        names = 'xmlns:office="o" xmlns:table="t" xmlns:text="x"'
        body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
        body = f"<office:document-content {names}>{body}</office:document-content>"
        whole.writestr("content.xml", f'<?xml version="1.0"?>{DOCTYPE}{body}')
    peak()
    try:
        told = " ".join(cell for one in open_table(path, filename=path.name).rows() for cell in one.cells)
    except TableError:
        told = ""
    assert not re.search("laughlaugh|root:", told)
    assert peak() < 64 * 1024


@pytest.mark.parametrize(
    ("start", "piece", "end"),
    [
        (b"BEGIN:VCARD\r\nFN:a\r\nNOTE;ENCODING=QUOTED-PRINTABLE:", b"=\r\n=41" * 1000, b"\r\nEND:VCARD\r\n"),
        (b"BEGIN:VCARD\r\nFN:a\r\nPHOTO;ENCODING=b:", b"/9j/\r\n " * 1000, b"\r\nEND:VCARD\r\n"),
        (b"BEGIN:VCARD\r\nFN:a\r\n", b"TEL:1\r\n" * 1000, b"END:VCARD\r\n"),
        (b"BEGIN:VCARD\r\nFN:a\r\n", b"BEGIN:VCARD\r\n" * 1000, b"END:VCARD\r\n"),
        (b"BEGIN:VCARD\r\nFN:a\r\n", b"X-A;" * 1000, b":b\r\nEND:VCARD\r\n"),
    ],
)
def test_a_card_of_many_megabytes_takes_no_memory(saved, peak, start: bytes, piece: bytes, end: bytes) -> None:
    path = saved(start + piece * (16_000_000 // len(piece)) + end, "cards.vcf")
    peak()
    with suppress(TableError):
        for row in open_table(path, filename=path.name).rows():
            assert sum(map(len, row.cells)) < 20_000_000
    assert peak() < 64 * 1024
