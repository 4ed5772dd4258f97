"""A configuration goes out of one database and into another by commands, and out of that again in one step."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from click.testing import CliRunner

from guanxi.cli.commands.config import config
from guanxi.engine import gate
from guanxi.engine.registry import registry
from guanxi.kit.uuids import uuid7
from tests.house import build

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
Command = Callable[..., subprocess.CompletedProcess[str]]
WORK = """
from guanxi.engine import gate
from guanxi.engine.customfields import living
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
living.catch_up()
with as_system("a test") as system:
    gate.create(registry["customers"], {"name": "Northwind", "custom_grape": "pinot"}, actor=system)
"""


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Command]:
    """Runs `guanxi` on a second system, of its own database and folder."""
    server, name = urlsplit(os.environ["GUANXI_DATABASE_URL"]), f"second_{uuid7().hex[-12:]}"
    here = server._replace(path="/postgres").geturl()
    with psycopg.connect(here, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GUANXI_", "DJANGO_"))}
    there = {
        "GUANXI_DATABASE_URL": server._replace(path=f"/{name}").geturl(),
        "GUANXI_DATA_DIR": str(tmp_path / "second"),
    }

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "guanxi.cli", *words]
        return subprocess.run(line, env=kept | there, capture_output=True, text=True, timeout=180)

    try:
        done = run("migrate")
        assert done.returncode == 0, done.stdout + done.stderr
        yield run
    finally:
        with psycopg.connect(here, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def test_from_a_test_system_to_a_live_one_and_back(other: Command, tmp_path: Path) -> None:
    admin = build()["admin"]
    grape = {"label": "Grape", "entity": "customers", "kind": "choice", "choices": [{"label": "Pinot"}]}
    gate.create(registry["custom-fields"], grape, actor=admin)
    gate.create(registry["roles"], {"key": "taster", "name": "Taster"}, actor=admin)
    file = str(tmp_path / "configuration.json")
    out = CliRunner().invoke(config, ["export", file, "--part", "custom-fields", "--part", "roles"])
    assert out.exit_code == 0, out.output

    told = other("config", "compare", file)
    assert {"new\tcustom-fields/customers/grape", "new\troles/taster"} == set(told.stdout.splitlines())
    assert other("config", "import", file, "--dry-run").stdout == "made 2, changed 0, removed 0\n"
    assert other("config", "compare", file).stdout == told.stdout
    assert other("config", "import", file).returncode == 0
    assert other("config", "compare", file).stdout == "No difference.\n"
    worked = other("manage", "shell", "-v", "0", "-c", WORK)
    assert worked.returncode == 0, worked.stderr

    refused = other("config", "undo")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Grape" in refused.stderr
    assert "Nothing was changed." in refused.stderr
    assert other("config", "compare", file).stdout == "No difference.\n"
    looked = other("config", "undo", "--leave", "--dry-run")
    assert (looked.returncode, len(looked.stdout.splitlines())) == (0, 2)
    assert other("config", "compare", file).stdout == "No difference.\n"
    done = other("config", "undo", "--leave")
    assert done.returncode == 0
    assert other("config", "compare", file).stdout == "new\troles/taster\n"
    assert other("config", "undo").returncode == 1  # nothing is left that was brought in
