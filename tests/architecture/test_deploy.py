"""The written server shape agrees with the program: commands, variables and folders exist."""

import configparser
import re
from pathlib import Path

import click
import pytest
import yaml

from guanxi.cli import guanxi
from guanxi.site.environment import VARIABLES

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def refuse_unknown(arguments: list[str]) -> None:
    """Parse a command line of `guanxi` without running it."""
    context = click.Context(guanxi)
    command = guanxi.get_command(context, arguments[0])
    assert command is not None, arguments
    command.make_context(arguments[0], arguments[1:])


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_call_commands_that_exist_and_stop_in_order(path: Path) -> None:
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str
    unit.read(path)
    program, *arguments = unit["Service"]["ExecStart"].split()
    assert program == "/opt/guanxi/.venv/bin/guanxi"
    refuse_unknown(arguments)
    assert unit["Service"]["KillMode"] == "mixed"
    assert unit["Service"]["User"] == "guanxi"


def test_the_services_of_the_compose_file_call_commands_that_exist() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    ours = {name: service for name, service in services.items() if service["image"] == "guanxi"}
    assert set(ours) == {"migrate", "web", "worker"}
    for service in ours.values():
        refuse_unknown(service["command"])
        assert service["cap_drop"] == ["ALL"]
        for name in service["environment"]:
            assert name in VARIABLES
    assert ours["web"]["ports"] == ["127.0.0.1:8000:8000", "127.0.0.1:9000:9000"]


def test_the_image_sets_variables_that_exist_and_runs_as_nobody_special() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    assert set(re.findall(r"\b(GUANXI_\w+)=", text)) <= set(VARIABLES)
    assert re.findall(r"^USER (\w+)$", text, re.MULTILINE) == ["guanxi"]
