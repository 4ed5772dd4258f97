"""Spreadsheets become rows of text; those made to do harm are refused."""

import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.kit.tables import TableError, open_table


def read(path: Path):
    table = open_table(path, filename=path.name)
    return table, list(table.rows())


def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Empty")
        sheet = book.add_worksheet("Data")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.write_row(0, 0, ["text", "number", "day", "moment", "sum", "bad", "yes"])
        sheet.write_string(1, 0, "华东")
        sheet.write_number(1, 1, 12)
        sheet.write_number(1, 2, 46349, day)
        sheet.write_number(1, 3, 46349.5, moment)
        sheet.write_formula(1, 4, "=0.1+0.2", None, 0.1 + 0.2)
        sheet.write_formula(1, 5, "=1/0", None, "#DIV/0!")
        sheet.write_boolean(1, 6, True)
        sheet.write_number(3, 1, 13812342051)
    return path


def test_spreadsheets_become_text(tmp_path, refusal):
    table, rows = read(workbook(tmp_path))
    assert (table.format, table.sheets, table.sheet, table.header_row) == ("xlsx", ["Empty", "Data"], "Data", 1)
    assert rows == [
        (2, ["华东", "12", "2026-11-23", "2026-11-23 12:00:00", "0.3", "", "TRUE"], "cell_error"),
        (4, ["", "13812342051", "", "", "", "", ""], None),
    ]
    assert refusal(workbook(tmp_path), sheet="Empty").code == "empty"
    assert refusal(workbook(tmp_path), sheet="No").code == "unknown_sheet"


def rezipped(tmp_path: Path, replace: dict[str, bytes]) -> Path:
    path = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(workbook(tmp_path)) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new,
    ):
        for name in old.namelist():
            new.writestr(name, replace.get(name, old.read(name)))
    return path


def sheet_xml(cells: str) -> bytes:
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{name}"><sheetData>{cells}</sheetData></worksheet>'.encode()


def test_refuses_a_spreadsheet_that_unpacks_to_too_much(tmp_path, refusal):
    path = rezipped(tmp_path, {"xl/worksheets/sheet2.xml": b" " * 201_000_000})
    assert path.stat().st_size < 500_000
    assert refusal(path).code == "bomb"


def test_refuses_a_spreadsheet_that_lies_about_its_size(tmp_path, refusal):
    path = rezipped(tmp_path, {"xl/worksheets/sheet2.xml": b" " * 7_654_321})
    honest, lie = (7_654_321).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(honest, lie))
    assert refusal(path).code == "bomb"


def test_refuses_a_spreadsheet_whose_parts_overlap(tmp_path, refusal):
    path = workbook(tmp_path)
    content = bytearray(path.read_bytes())
    first = content.index(b"PK\x01\x02")
    second = content.index(b"PK\x01\x02", first + 4)
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    path.write_bytes(content)
    assert refusal(path).code == "bomb"


def test_refuses_a_few_cells_spread_over_a_huge_grid(tmp_path, refusal):
    corner = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="ALL1048576"><v>1</v></c></row>')
    assert refusal(rezipped(tmp_path, {"xl/worksheets/sheet2.xml": corner})).code == "bomb"
    wide = sheet_xml('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>')
    assert refusal(rezipped(tmp_path, {"xl/worksheets/sheet2.xml": wide})).code == "too_many_columns"


def test_refuses_one_huge_string_used_everywhere(tmp_path, refusal):
    cells = "".join(f'<row r="{r}"><c r="A{r}" t="s"><v>0</v></c></row>' for r in range(1, 20_001))
    strings = b'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
    strings += b"x" * 2_000_000 + b"</t></si></sst>"
    replaced = {"xl/worksheets/sheet2.xml": sheet_xml(cells), "xl/sharedStrings.xml": strings}
    assert refusal(rezipped(tmp_path, replaced)).code == "bomb"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ('<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string" '
         'table:number-columns-repeated="100"><text:p>x</text:p></table:table-cell></table:table-row>', "bomb"),
        ('<table:table-row><table:table-cell office:value-type="float" office:value="1" '
         'table:number-columns-repeated="2000"/></table:table-row>', "too_many_columns"),
    ],
)  # fmt: skip
def test_refuses_an_ods_that_repeats_itself(tmp_path, refusal, rows, code):
    path = tmp_path / "bomb.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f"<office:body><table:table table:name='a'>{rows}</table:table></office:body>")
    assert refusal(path).code == code


def test_refuses_a_directory_of_a_million_parts(tmp_path, refusal):
    path = tmp_path / "many.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(6_000):
            archive.writestr(f"xl/{number}", b"")
    assert refusal(path).code == "bomb"


def test_refuses_a_zip_that_is_no_spreadsheet(tmp_path, refusal):
    path = tmp_path / "photos.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.jpg", b"x")
    assert refusal(path).code == "not_a_table"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_refuses_a_truncated_spreadsheet(tmp_path, refusal, share):
    content = workbook(tmp_path).read_bytes()
    path = tmp_path / "cut.xlsx"
    path.write_bytes(content[: int(len(content) * share)])
    assert refusal(path).code == "damaged"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.floats(0, 0.9999), st.integers(0, 255)), min_size=1, max_size=8))
def test_damaged_spreadsheets_never_raise_anything_else(tmp_path, changes):
    content = bytearray(workbook(tmp_path).read_bytes())
    for place, byte in changes:
        content[int(place * len(content))] = byte
    path = tmp_path / "damaged.xlsx"
    path.write_bytes(content)
    with suppress(TableError):
        read(path)
