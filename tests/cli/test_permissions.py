"""`guanxi permissions diff`: how what roles allow changed."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from guanxi.cli.commands.permissions import permissions
from guanxi.engine import gate
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry

pytestmark = pytest.mark.django_db


def diff(*words: str) -> Result:
    return CliRunner().invoke(permissions, ["diff", *words])


def test_each_difference_is_a_line() -> None:
    assert diff("--role", "looker").output == "No role changed in the last 30 days.\n"
    with as_system("a role for a test") as system:
        lines = [{"entity": "quotes", "verbs": "read", "scope": "own"}]
        values = {"key": "looker", "name": "Looker", "permissions": lines}
        role = gate.create(registry["roles"], values, actor=system)
        wider = [{"entity": "quotes", "verbs": "read export", "scope": "all"}]
        limits = [{"entity": "quotes", "names": "secret", "mode": "HIDDEN"}]
        gate.update(registry["roles"], role.pk, {"permissions": wider, "field_limits": limits}, actor=system)
    told = diff("--role", "looker")
    assert told.exit_code == 0
    assert "looker: create by the system" in told.output
    assert "  + quotes read: none → own" in told.output
    assert "  ± quotes read: own → all" in told.output
    assert "  + quotes export: none → all" in told.output
    assert "  - quotes.secret: OPEN → HIDDEN" in told.output
    assert diff("--role", "looker", "--check").exit_code == 1
    assert diff("--role", "nobody", "--check").exit_code == 0
