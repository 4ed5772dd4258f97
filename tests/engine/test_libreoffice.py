"""Class F: what a spreadsheet makes of an export. No cell of a default export is a formula to a real one."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.kit.tables import open_table, write_csv, write_xlsx
from tests.kit.test_writing import DANGEROUS, HARMLESS

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
needs_office = pytest.mark.skipif(
    OFFICE is None, reason="LibreOffice is not installed: apt-get install libreoffice-calc"
)
LOOKING = "CSV:44,34,76,1,,1033,false,true,false,true"
"""A comma between cells, UTF-8, and a look at what each cell might mean."""
BEFORE = ("", " ", "  ", "\t", "\u00a0", "\u3000", "\ufeff", "\u200b", "\u200e", "'", '"', "“", "`", "\n", "\r\n")
STARTS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1;1)",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    '=HYPERLINK("http://x")',
    "=A1",
    "=cmd|' /C calc'!A0",
    '=DDE("a";"b";"c")',
    '=WEBSERVICE("http://x")',
    "{=1+1}",
    "=1",
    "+A1",
    "-A1",
    "==1",
    "=-1",
    "+-1",
    "-+1",
    "--1",
    '="a"&"b"',
    "=1;2",
    "=1,2",
    "%0A=1+1",
    "|cmd",
    "of:=1+1",
    "msoxl:=1+1",
)
CELLS = sorted({before + start for before in BEFORE for start in STARTS} | set(DANGEROUS) | set(HARMLESS) - {""})


def converted(path: Path, filter_: str) -> Path:
    """What LibreOffice makes of a file, as an ODS with every formula written out."""
    profile = f"-env:UserInstallation=file://{path.parent}/profile"
    command = [
        OFFICE,
        profile,
        "--headless",
        *([f"--infilter={filter_}"] if filter_ else []),
        "--convert-to",
        "fods",
        "--outdir",
        str(path.parent / "out"),
        str(path),
    ]
    subprocess.run(command, check=True, timeout=240, capture_output=True)
    return path.parent / "out" / f"{path.stem}.fods"


def formulas(path: Path) -> list[str]:
    return re.findall(r'table:formula="([^"]*)"', path.read_text())


@needs_office
def test_no_cell_of_a_csv_for_people_is_a_formula(tmp_path: Path) -> None:
    """Also where the spreadsheet is told to look for formulas."""
    with (tmp_path / "people.csv").open("wb") as file:
        write_csv(file, ["cell", "after"], [[cell, f"a,{cell}"] for cell in CELLS])
    assert formulas(converted(tmp_path / "people.csv", LOOKING)) == []


@needs_office
def test_a_csv_for_programs_would_be_one(tmp_path: Path) -> None:
    """Or else the test above would prove nothing."""
    with (tmp_path / "programs.csv").open("wb") as file:
        write_csv(file, ["cell"], [[cell] for cell in CELLS], safe=False)
    assert len(formulas(converted(tmp_path / "programs.csv", LOOKING))) > 10


@needs_office
@pytest.mark.parametrize("safe", [True, False])
def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path, safe: bool) -> None:
    write_xlsx(tmp_path / "book.xlsx", ["cell"], [[cell] for cell in CELLS], safe=safe)
    assert formulas(converted(tmp_path / "book.xlsx", "")) == []
    with zipfile.ZipFile(tmp_path / "book.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_there_are_cells_enough() -> None:
    assert len(CELLS) > 400


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffd\ufeff"), max_size=12)


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(st.tuples(st.sampled_from(CELLS) | TEXTS, st.sampled_from(CELLS) | TEXTS), min_size=1, max_size=6))
def test_what_is_written_for_programs_comes_back_whole(
    rows: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("back") / "a.csv"
    kept = [
        [one, other]
        for one, other in rows
        if "".join((one, other)).strip() and "\r" not in one + other and not {"\0", "\ufeff"} & {*one, *other}
    ]
    kept = kept or [["=1", "x"]]
    with path.open("wb") as file:
        write_csv(file, ["one", "two"], kept, safe=False)
    table = open_table(path, filename="a.csv", delimiter=",", header_row=1)
    assert [row.cells for row in table.rows()] == kept
