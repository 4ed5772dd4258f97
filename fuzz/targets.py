"""One function for each reader of what others hand in: bytes in, nothing out, an exception where something is wrong.

A refusal in words is right; anything else that is raised, and any promise that is not kept, is a fault.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from fuzz import NAMES
from fuzz.watching import watched
from guanxi.engine.errors import EngineError, Invalid
from guanxi.engine.expressions import Wrong, compile_expression
from guanxi.engine.filters.compiling import compile_filter
from guanxi.engine.imports.instructions import Instructions
from guanxi.engine.permissions import Access, Grant, Scope
from guanxi.engine.permissions.grants import Place
from guanxi.engine.reading.keyset import cursor, read_cursor
from guanxi.engine.reading.query import Query, wanted_orders
from guanxi.engine.registry import registry
from guanxi.kit import addresses, phones, sanitising, search_terms
from guanxi.kit.steps import BadStep, Chain, checked_steps
from guanxi.kit.tables import TableError, open_table
from guanxi.kit.values import (
    BadValue,
    guess_day_first,
    parse_bool,
    parse_date,
    parse_datetime,
    parse_decimal,
    parse_time,
)

Target = Callable[[bytes], None]
_folder = tempfile.TemporaryDirectory()
FILE = Path(_folder.name) / "file"
CALLED = ("a.csv", "a.tsv", "a.txt", "a.vcf", "a.xlsx")
EVERYTHING = Access((Grant("*", frozenset("*"), Scope.ALL, role="fuzz"),), (), Place(user=None))
QUOTE = SimpleNamespace(
    name="Crane",
    number="Q-00001",
    stage="sent",
    amount=Decimal(1000),
    valid_until=dt.date(2026, 1, 31),
    traits=["urgent"],
    approved=True,
    secret="",
    partner_id=None,
    lost_reason="",
    created_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    updated_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    owner_id=None,
    created_by_id=None,
    updated_by_id=None,
    deleted_at=None,
)


def text_of(data: bytes) -> str:
    """Text of any bytes, with every sign that a request can carry."""
    return data.decode("utf-8", "replace")


def json_of(data: bytes) -> Any:
    """What JSON says; None where it is none."""
    with suppress(ValueError, RecursionError):
        return json.loads(data)
    return None


def opened(content: bytes, name: str) -> None:
    """A file that is read to its end, as far as it goes."""
    path = FILE.with_suffix(Path(name).suffix)
    path.write_bytes(content)
    with suppress(TableError):
        table = open_table(path, filename=name)
        assert len(set(table.columns)) == len(table.columns)
        last = 0
        for row in table.rows():
            assert len(row.cells) >= len(table.columns)
            assert row.number > last
            assert all(isinstance(cell, str) for cell in row.cells)
            last = row.number


def tables(data: bytes) -> None:
    """Encoding, delimiter, header: the first byte says what the file is called."""
    if data:
        opened(data[1:], CALLED[data[0] % len(CALLED)])


def cards(data: bytes) -> None:
    opened(b"BEGIN:VCARD\r\n" + data, "a.vcf")


PARTS = (
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/_rels/workbook.xml.rels",
)


def workbooks(data: bytes) -> None:
    """A workbook of which the first byte says what is odd: one of its parts, or the archive itself."""
    which, content = data[:1], data[1:]
    place = (which or b"\0")[0] % (len(PARTS) + 2)
    opened(content if place == len(PARTS) else archive(place, content), "a.xlsx")


def archive(place: int, content: bytes) -> bytes:
    """A workbook with this in the place of one of its parts; the last place is that of an open document."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        if place > len(PARTS):
            book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            book.writestr("content.xml", content)
        for name, good in BOOK.items() if place < len(PARTS) else ():
            book.writestr(name, content if name == PARTS[place] else good)
    return out.getvalue()


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK = {
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>'
    '<sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
    f'<Relationship Id="rId1" Type="{REL}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>name</t></si><si><t>海川</t></si></sst>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/>'
    "</cellXfs></styleSheet>",
    "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" s="1"><v>45356.5</v></c></row></sheetData></worksheet>',
}


def steps(data: bytes) -> None:
    """Steps as JSON, a line feed, and the text that they are given."""
    said, _line, text = data.partition(b"\n")
    with suppress(BadStep, BadValue):
        given = json_of(said)
        chain = Chain(["A", "B"], "name", checked_steps(given))
        made = chain.make([text_of(text)] * len(chain.columns))
        assert isinstance(made, str)
        assert checked_steps([dict(step) for step in checked_steps(given)]) == checked_steps(given)


def values(data: bytes) -> None:
    """Numbers, days, times, telephones, addresses, yes and no."""
    text = text_of(data)
    for parse in (parse_decimal, parse_bool, parse_time):
        with suppress(BadValue):
            parse(text)
    for day_first in (None, True, False):
        for serials in (True, False):
            with suppress(BadValue):
                parse_date(text, day_first, serials)
            with suppress(BadValue):
                parse_datetime(text, dt.UTC, day_first=day_first, excel_serials=serials)
    guess_day_first([text, text[::-1]])
    for region in ("CN", "DE", "US"):
        with suppress(BadValue):
            kept = phones.normalise(text, region)
            assert phones.normalise(kept, region) == kept
    assert len(phones.mask(text)) == len(text)
    assert isinstance(phones.display(text), str)
    addresses.read(text)


def words(data: bytes) -> None:
    """What is searched, and what is shown of people's HTML."""
    text = text_of(data)
    search_terms.query(text)
    search_terms.document([(text, "A")])
    search_terms.sort_key(text)
    kept = sanitising.clean(text)
    assert sanitising.clean(kept) == kept
    assert not [mark for mark in ("<script", "<style", "<iframe", "<svg", "<object") if mark in kept.lower()]


def expressions(data: bytes) -> None:
    """A formula gives a plain value or is refused; nothing is opened, loaded or run by it."""
    with suppress(Wrong):
        compile_expression(text_of(data), registry["quotes"].fields)  # what is loaded at first use is loaded now
    with watched() as reached, suppress(Wrong):
        found = compile_expression(text_of(data), registry["quotes"].fields)
        worth = found.value(QUOTE)
        assert worth is None or isinstance(worth, bool | str | Decimal | dt.date | dt.time | list), worth
        assert len(str(worth)) <= 20_100
    assert not reached, reached


def filters(data: bytes) -> None:
    """Conditions as JSON on every kind of record."""
    told = json_of(data)
    for name in ("quotes", "customers", "contacts", "users", "appointments"):
        with suppress(EngineError):
            compile_filter(registry[name], told, EVERYTHING)


def marks(data: bytes) -> None:
    """Where a page of a list goes on."""
    face = registry["quotes"]
    for sort in (("name",), ("-amount", "id"), ("valid_until", "-updated_at")):
        orders = wanted_orders(face, Query(sort=sort), EVERYTHING)
        with suppress(EngineError):
            found, backwards = read_cursor(text_of(data), orders)
            assert read_cursor(cursor(orders, found, backwards=backwards), orders) == (found, backwards)


def recipes(data: bytes) -> None:
    """What a recipe says; what was understood is understood alike when it is read again."""
    with suppress(Invalid):
        said = Instructions.written(text_of(data))
        assert Instructions.written(said.text) == said


TARGETS: dict[str, Target] = {name: globals()[name] for name in NAMES}
