"""Class I, through the product: a bomb that is handed in is refused in words, and leaves neither bytes nor rows."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from guanxi.api.tests.world import World, found
from guanxi.engine.imports import working
from guanxi.engine.testing.tables import unchanged
from guanxi.people import tokens
from tests.kit.test_bombs import TEN_GB, archive, nested, packed

pytestmark = pytest.mark.django_db


def bombs() -> dict[str, bytes]:
    return {
        "nested.zip": nested(3),
        "nested.xlsx": nested(2),
        "ten gigabytes.xlsx": archive(
            [(f"xl/worksheets/sheet{n}.xml", packed(TEN_GB // 5), TEN_GB // 5) for n in (1, 2, 3, 4, 5)]
        ),
        "lies.xlsx": archive([("xl/worksheets/sheet1.xml", packed(TEN_GB), 1_000)]),
        "million columns.csv": b"a," * 1_000_000,
        "one cell.csv": b"a,b\n1," + b"x" * 50_000_000,
        "one quoted cell.csv": b'a,b\n1,"' + b"x\n" * 25_000_000,
        "one card.vcf": b"BEGIN:VCARD\r\nFN:a\r\nNOTE:" + b"x\r\n " * 12_000_000 + b"\r\nEND:VCARD\r\n",
    }


NAMES = (
    "nested.zip",
    "nested.xlsx",
    "ten gigabytes.xlsx",
    "lies.xlsx",
    "million columns.csv",
    "one cell.csv",
    "one quoted cell.csv",
    "one card.vcf",
)


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> World:
    settings.FILES_DIR = tmp_path / "files"
    with translation.override("en"):
        return found()


def on_disk(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("name", NAMES)
def test_it_is_refused_quickly_and_leaves_nothing(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    content, most = bombs()[name], []

    def measured(*args: Any, **more: Any) -> Any:
        try:
            return real(*args, **more)
        finally:
            most.append(on_disk(Path(settings.FILES_DIR)))

    real = working.open_table
    monkeypatch.setattr(working, "open_table", measured)
    program = Client(headers={"Authorization": f"Bearer {tokens.make(world.users['clerk'], 'test')}"})
    with unchanged("people_token"):
        began = time.perf_counter()
        answer = program.post("/api/v1/imports", {"entity": "customers", "file": SimpleUploadedFile(name, content)})
        assert time.perf_counter() - began < 4  # two for the file, and what it takes to send so much
    assert answer.status_code == 422, answer.content[:300]
    assert "file" in str(answer.json()["errors"])
    assert max(most) <= 2 * len(content)
    assert on_disk(Path(settings.FILES_DIR)) == 0
