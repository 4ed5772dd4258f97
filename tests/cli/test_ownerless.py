"""`guanxi ownerless`: nothing without an owner, and an exit code that says so."""

import pytest
from click.testing import CliRunner

from guanxi.api.tests.world import found
from guanxi.cli.commands.ownerless import ownerless
from guanxi.engine import gate
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry

pytestmark = pytest.mark.django_db


def test_it_ends_with_one_where_anything_is_left_alone() -> None:
    world = found()
    assert CliRunner().invoke(ownerless, []).exit_code == 0
    with as_system("test") as system:
        gate.create(registry["customers"], {"name": "Lost", "owner": None}, actor=system)
        gate.create(registry["customers"], {"name": "Kept", "owner": world.users["owner"].pk}, actor=system)
    told = CliRunner().invoke(ownerless, ["--as", "admin"])
    assert told.exit_code == 1
    assert len(told.stdout.splitlines()) == 1
    assert " 1 " in told.stdout
    assert CliRunner().invoke(ownerless, ["--as", "owner"]).exit_code == 0
