"""`guanxi keys`: which key seals what, a new one for everything, and what happens when it is broken off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from guanxi.cli.commands.keys import keys
from guanxi.engine import gate, sealing
from guanxi.engine.reading import read_one
from guanxi.engine.registry import registry
from guanxi.engine.testing.company import Company
from guanxi.kit.sealing import Ring
from guanxi.site import environment

pytestmark = pytest.mark.django_db
PARTNERS = registry["partners"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data directory with a ring of its own."""
    monkeypatch.setenv("GUANXI_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("GUANXI_FIELD_KEYS", raising=False)
    sealing.forget()
    yield tmp_path
    sealing.forget()


def run(*arguments: str) -> Any:
    return CliRunner().invoke(keys, arguments)


def test_rotating_adds_a_key_and_seals_everything_anew(folder: Path) -> None:
    boss = Company().boss()
    partner = gate.create(PARTNERS, {"name": "A", "account": "6222"}, actor=boss)
    assert run("list").stdout == "1\t1 values, the newest\n"
    done = run("rotate")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "Sealed anew: 1 values.")
    assert (folder / "field_keys").stat().st_mode & 0o077 == 0
    assert run("list").stdout == "1\t0 values\n2\t1 values, the newest\n"
    assert read_one(PARTNERS, partner.pk, boss)["account"] == "6222"
    assert run("renew").stdout == "Sealed anew: 0 values.\n"


def test_a_missing_key_is_told_with_what_hangs_on_it(folder: Path) -> None:
    gate.create(PARTNERS, {"name": "A", "account": "6222"}, actor=Company().boss())
    key = environment.field_keys().keys["1"]
    environment.keep_field_keys(Ring([("7", key)]))
    sealing.forget()
    done = run("list")
    assert done.exit_code == 1
    assert "1\t1 values, and the key is missing" in done.stderr


def test_keys_of_the_environment_are_left_to_who_set_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANXI_FIELD_KEYS", environment.field_keys().write().strip())
    sealing.forget()
    done = run("rotate")
    assert done.exit_code == 1
    assert "\n2:" in done.stderr
    assert list(environment.field_keys().keys) == ["1"]


def test_odd_keys_are_refused_without_being_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANXI_FIELD_KEYS", "1:hush")
    with pytest.raises(environment.SettingError, match="GUANXI_FIELD_KEYS: use NAME:KEY") as refused:
        environment.field_keys()
    assert "hush" not in str(refused.value)
