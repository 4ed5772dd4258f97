"""The page on adding a field or an entity, carried out as printed on a copy of the source."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from tests.docs.reading import ROOT, Block, Page

PAGE = Page(ROOT / "docs" / "developers" / "adding-an-entity.md")
PROOF = Path(__file__).with_name("proof.py")
INTO_THE_MODEL = "    class Meta(Pooled.Meta):"


@pytest.fixture
def database() -> Iterator[str]:
    """An empty database beside the one of the test run."""
    ours = os.environ["GUANXI_DATABASE_URL"]
    name = f"test_{urlsplit(ours).path.strip('/')}_docs"
    with psycopg.connect(urlsplit(ours)._replace(path="/postgres").geturl(), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield urlsplit(ours)._replace(path=f"/{name}").geturl()
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the source."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "tests", "*.po"))
    return tmp_path


def write(block: Block, copy: Path) -> None:
    """Put a printed block where the line before it says: into a class, at the end of a file, or into a new file."""
    path = copy / re.findall(r"`(src/\S+\.py)`", block.before)[-1]
    if block.code.startswith("    "):
        text = path.read_text()
        assert INTO_THE_MODEL in text
        path.write_text(text.replace(INTO_THE_MODEL, f"{block.code}\n{INTO_THE_MODEL}", 1))
    elif path.exists():
        path.write_text(f"{path.read_text()}\n{block.code}")
    else:
        path.write_text(block.code)


def run(words: list[str], copy: Path, database: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GUANXI_", "DJANGO_"))}
    ours = {"PYTHONPATH": str(copy / "src"), "GUANXI_DATABASE_URL": database, "GUANXI_DATA_DIR": str(copy / "var")}
    done = subprocess.run(words, cwd=copy, env=kept | ours, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.slow
@pytest.mark.database
def test_a_field_and_an_entity_are_added_as_the_page_says(copy: Path, database: str) -> None:
    printed = [block for block in PAGE.blocks if block.language == "python"]
    assert len(printed) == 5
    for block in PAGE.blocks:
        if block.language == "python":
            write(block, copy)
        elif block.language == "sh":
            for line in textwrap.dedent(block.code).splitlines():
                words = shlex.split(line, comments=True)
                if words[0] == ".venv/bin/guanxi":
                    run([sys.executable, "-m", "guanxi.cli", *words[1:]], copy, database)
    run([sys.executable, "-m", "guanxi.cli", "manage", "check", "--fail-level", "WARNING"], copy, database)
    assert "All is as the page says." in run([sys.executable, str(PROOF)], copy, database)


def test_what_the_page_names_in_the_source_is_there() -> None:
    for path in re.findall(r"`((?:src|tests)/[\w./-]+\.\w+)`", PAGE.text):
        assert (ROOT / path).exists() or "sample_shipment" in path, path
