"""Tables out: nothing runs in a spreadsheet, and nothing is lost for a program."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.kit.tables import open_table, write_csv, write_xlsx
from guanxi.kit.tables.writing import protected

DANGEROUS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1+1", "＠A1", '"=1',
             "\ufeff=1", "  =1", "'=1", "\u3000=1", "=cmd|' /C calc'!A0", "-@", "+86 138 1234 2051", "+8613812342051",
             "-", "=", "\u200b=1", "\0=1", "“=1", "|cmd", "-1-1", "--1", "- 5"]  # fmt: skip
HARMLESS = [
    "",
    "a=b",
    "华东科技",
    "-12.5",
    "-12",
    "12",
    "-1,5",
    "-3e5",
    "-5%",
    "a@b.c",
    "'s",
    "（一）",
    "(=1)",
    "#1",
    "1-1",
]


@pytest.mark.parametrize("cell", DANGEROUS)
def test_what_may_run_is_quoted(cell):
    assert protected(cell) == "'" + cell


@pytest.mark.parametrize("cell", HARMLESS)
def test_what_cannot_run_stays(cell):
    assert protected(cell) == cell


def csv_bytes(header: list[str], rows: list[list[str]], **options: bool) -> bytes:
    stream = io.BytesIO()
    write_csv(stream, header, rows, **options)
    return stream.getvalue()


def test_csv_for_people_and_for_programs():
    rows = [["=1", "华东"], ["-12.5", 'a,"b"\nc']]
    assert csv_bytes(["a", "b"], rows) == '\ufeffa,b\r\n\'=1,华东\r\n-12.5,"a,""b""\nc"\r\n'.encode()
    assert csv_bytes(["a", "b"], rows[:1], safe=False, bom=False) == "a,b\r\n=1,华东\r\n".encode()


def test_csv_is_written_as_rows_come():
    stream = io.BytesIO()

    def rows():
        for number in range(5_000):
            if number == 4_999:
                assert stream.tell() > 10_000
            yield [str(number)]

    write_csv(stream, ["n"], rows())


cells = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffd\ufeff"), max_size=20)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(cells.filter(str.strip), cells), min_size=1, max_size=5))
def test_csv_for_programs_comes_back(tmp_path, rows):
    path: Path = tmp_path / "a.csv"
    rows = [[a, b] for a, b in rows if a.isprintable() and b.isprintable()] or [["a", "b"]]
    path.write_bytes(csv_bytes(["one", "two"], rows, safe=False))
    table = open_table(path, filename="a.csv", delimiter=",", header_row=1)
    assert [row.cells for row in table.rows()] == rows


@given(cells)
def test_no_cell_starts_like_a_formula(cell):
    assert protected(cell)[:1] not in "=+@\t\r＝＋－＠" or cell == ""


def test_xlsx_holds_texts_only(tmp_path):
    path = tmp_path / "a.xlsx"
    rows = [["=1+1", "http://example.com/"], ["12", "a\x00\x0bb"], ["'x", "_x0041_"], ["-5", ""]]
    write_xlsx(path, ["名称", "b"], rows, safe=False)
    table = open_table(path, filename="a.xlsx")
    assert table.columns == ["名称", "b"]
    assert [row.cells for row in table.rows()] == [["=1+1", "http://example.com/"], ["12", "ab"], *rows[2:]]
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in xml
    assert b"hyperlink" not in xml
    assert b'state="frozen"' in xml


def test_xlsx_for_people_is_protected(tmp_path):
    path = tmp_path / "a.xlsx"
    write_xlsx(path, ["a"], [["=1+1"], ["-5"]])
    assert [row.cells for row in open_table(path, filename="a.xlsx").rows()] == [["'=1+1"], ["-5"]]


def test_xlsx_refuses_a_cell_that_would_be_cut(tmp_path):
    with pytest.raises(ValueError, match="longer"):
        write_xlsx(tmp_path / "a.xlsx", ["a"], [["x" * 40_000]])
