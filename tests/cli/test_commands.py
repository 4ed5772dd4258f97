"""The command line: every file is a command, mistakes are told in one line, exit codes are honest."""

import os
import pkgutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from guanxi.cli import commands, guanxi
from guanxi.kit import postgres

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs `guanxi` with a data directory of its own, on the tests' database."""

    def command(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"GUANXI_DATA_DIR": str(tmp_path / "var")} | variables
        return subprocess.run(
            [sys.executable, "-m", "guanxi.cli", *arguments],
            env={name: value for name, value in environment.items() if value},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return command


def test_every_file_is_a_command_with_help() -> None:
    context = click.Context(guanxi)
    names = guanxi.list_commands(context)
    files = {module.name.rstrip("_") for module in pkgutil.iter_modules(commands.__path__)}
    assert set(names) == files >= {"serve", "worker", "migrate", "doctor", "version", "manage"}
    for name in names:
        command = guanxi.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert command.help


def test_an_unknown_command_is_an_error(run: Run) -> None:
    result = run("dance")
    assert result.returncode == 2
    assert "No such command 'dance'" in result.stderr


def test_version_names_guanxi_and_python(run: Run) -> None:
    result = run("version")
    assert result.returncode == 0
    assert result.stdout.splitlines()[0].startswith("Guanxi 0.")


@pytest.mark.parametrize("command", ["migrate", "serve", "worker"])
def test_an_odd_setting_is_one_line_and_no_traceback(run: Run, command: str) -> None:
    result = run(command, GUANXI_PORT="eighty")
    assert result.returncode == 2
    assert result.stderr.splitlines() == ["guanxi: GUANXI_PORT can't be 'eighty': use a whole number from 1 to 65535."]
    assert result.stdout == ""


def test_serve_refuses_a_port_in_use_before_it_starts_anything(run: Run, tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = run("serve", GUANXI_PORT=str(port), GUANXI_DATABASE_URL="")
    assert result.returncode == 1
    assert f"Can't listen on 127.0.0.1:{port}" in result.stderr
    assert not postgres.folder(tmp_path / "var").exists()


def test_doctor_ends_with_one_when_the_database_is_missing(run: Run, tmp_path: Path) -> None:
    url = f"postgresql://guanxi@/guanxi?host={tmp_path}"
    result = run("doctor", GUANXI_DATABASE_URL=url, GUANXI_POTR="1")
    assert result.returncode == 1
    assert "Nothing reads GUANXI_POTR" in result.stdout
    assert "WRONG  Database: The database can't be reached" in result.stdout


def test_the_secret_key_is_made_once_and_is_private(run: Run, tmp_path: Path) -> None:
    run("doctor")
    key = tmp_path / "var" / "secret_key"
    made = key.read_text()
    assert len(made) >= 60
    assert key.stat().st_mode & 0o777 == 0o600
    run("doctor")
    assert key.read_text() == made
    key.chmod(0o644)
    refused = run("doctor")
    assert refused.returncode == 1
    assert f"chmod 600 {key}" in refused.stdout
