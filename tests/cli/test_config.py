"""`guanxi config`: out into a file, compared, tried, brought in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from guanxi.cli.commands.config import config
from guanxi.engine import gate
from guanxi.engine.models import Move
from guanxi.engine.registry import registry
from tests.house import build

pytestmark = pytest.mark.django_db
ROLES = registry["roles"]


def run(*arguments: Any) -> Any:
    return CliRunner().invoke(config, [str(argument) for argument in arguments])


def test_a_role_goes_from_one_system_to_another(tmp_path: Path) -> None:
    house = build()
    role = gate.create(ROLES, {"key": "taster", "name": "Taster"}, actor=house["admin"])
    file = tmp_path / "configuration.json"
    assert run("export", file, "--part", "roles").exit_code == 0
    assert list(json.loads(file.read_text("utf-8"))["records"]) == ["roles"]
    assert run("compare", file).stdout == "No difference.\n"

    ROLES.manager().filter(pk=role.pk).delete()
    told = run("compare", file)
    assert (told.exit_code, told.stdout) == (1, "new\troles/taster\n")
    assert run("import", file, "--dry-run").stdout == "made 1, changed 0, removed 0\n"
    assert not ROLES.manager().filter(key="taster").exists()
    assert run("import", file).exit_code == 0
    assert ROLES.manager().filter(key="taster").exists()
    assert Move._base_manager.get().state == "applied"

    looked = run("undo", "--dry-run")
    assert (looked.exit_code, looked.stdout) == (0, "Role “Taster”: goes to the recycle bin\n")
    assert ROLES.manager().filter(key="taster", deleted_at__isnull=True).exists()
    assert run("undo", "--as", "stranger").exit_code == 1
    assert run("undo").exit_code == 0
    assert not ROLES.manager().filter(key="taster", deleted_at__isnull=True).exists()
    assert run("undo").exit_code == 1


def test_what_stands_in_the_way_is_told_and_nothing_changes(tmp_path: Path) -> None:
    build()
    file = tmp_path / "configuration.json"
    rows = [{"key": "fine", "name": "Fine"}, {"key": "x", "name": ""}]
    file.write_text(json.dumps({"format": 1, "records": {"roles": rows}}), "utf-8")
    told = run("import", file)
    assert told.exit_code == 1
    assert told.stderr.startswith("roles/x: ")
    assert not ROLES.manager().filter(key="fine").exists()
    file.write_text("nonsense")
    assert run("import", file).exit_code == 1
    assert run("import", file, "--as", "stranger").exit_code == 1
