"""Class K: fifty archives whose parts are named to be written elsewhere; a spreadsheet is read, nothing is written."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from guanxi.kit.tables import TableError, open_table
from tests.kit.test_workbooks import workbook

OUTSIDE = "{out}"
NAMES = (
    "../evil.txt",
    "../../evil.txt",
    "../../../../../../../../{out}/evil.txt",
    "..\\evil.txt",
    "..\\..\\{out}\\evil.txt",
    "{out}/evil.txt",
    "/{out}/evil.txt",
    "//{out}/evil.txt",
    "./../evil.txt",
    "xl/../../evil.txt",
    "xl/worksheets/../../../evil.xml",
    "....//....//evil.txt",
    "..././evil.txt",
    "%2e%2e/evil.txt",
    "..%2fevil.txt",
    "..%c0%afevil.txt",
    "C:\\evil.txt",
    "C:evil.txt",
    "\\\\host\\share\\evil.txt",
    "file:///{out}/evil.txt",
    "~/evil.txt",
    "$HOME/evil.txt",
    "evil.txt\x00.xml",
    "xl/evil\n.txt",
    "xl/evil\r.txt",
    "con",
    "nul.txt",
    "aux/evil.txt",
    "evil.txt.",
    "evil.txt ",
    " evil.txt",
    "xl/" + "a" * 300 + ".xml",
    "a/" * 400 + "evil.txt",
    "XL/WORKBOOK.XML",
    "xl/Workbook.xml",
    "xl/workbook.xml",
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/SHEET1.XML",
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/_rels/workbook.xml.rels",
    "",
    ".",
    "..",
    "/",
    "\\",
    "xl/worksheets/",
    "evil\u202etxt.exe",
    "ｅｖｉｌ／．．／evil.txt",
    "\u2024\u2024/evil.txt",
    "evil.txt:stream",
    "-rf",
    "--checkpoint-action=exec=id",
    "*",
    "?",
)


def everything(folder: Path) -> set[str]:
    return {str(path) for path in folder.rglob("*")}


def with_part(tmp_path: Path, name: str, mode: int) -> bytes:
    """A good spreadsheet with one more part, of a link or device where the mode says so."""
    out = io.BytesIO()
    with zipfile.ZipFile(workbook(tmp_path)) as old, zipfile.ZipFile(out, "w") as new:
        for told in old.namelist():
            new.writestr(told, old.read(told))
        part = zipfile.ZipInfo(name)
        part.external_attr = mode << 16
        new.writestr(part, f"{tmp_path}/outside/evil.txt" if mode else "evil")
    return out.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("mode", [0, 0o120777, 0o020666], ids=["file", "link", "device"])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_written_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, mode: int) -> None:
    outside = tmp_path / "outside"
    inside = tmp_path / "a" / "b" / "c"
    for folder in (outside, inside):
        folder.mkdir(parents=True)
    path = inside / "hostile.xlsx"
    path.write_bytes(with_part(tmp_path, name.replace("{out}", str(outside)), mode))
    monkeypatch.chdir(inside)
    monkeypatch.setenv("HOME", str(outside))
    before = everything(tmp_path)
    with suppress(TableError):
        for row in open_table(path, filename=name or "x").rows():
            assert "evil" not in "".join(row.cells)
    assert everything(tmp_path) == before
    assert os.listdir(outside) == []


def test_they_are_fifty() -> None:
    assert len(set(NAMES)) >= 50


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.REGTYPE])
@pytest.mark.parametrize("packing", ["w", "w:gz", "w:bz2", "w:xz"])
def test_other_archives_are_no_tables(tmp_path: Path, kind: bytes, packing: str) -> None:
    path = tmp_path / "archive.csv"
    with tarfile.open(path, packing) as archive:
        for name in NAMES[:20]:
            part = tarfile.TarInfo(name.replace("{out}", str(tmp_path)))
            part.type, part.linkname = kind, "/etc/passwd"
            archive.addfile(part, io.BytesIO(b""))
    before = everything(tmp_path)
    with pytest.raises(TableError):
        list(open_table(path, filename=path.name).rows())
    assert everything(tmp_path) == before
