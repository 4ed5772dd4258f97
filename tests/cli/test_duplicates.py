"""`guanxi duplicates`: the keys by which possible duplicates are found, made anew."""

import pytest
from click.testing import CliRunner

from guanxi.cli.commands.duplicates import duplicates
from guanxi.engine import gate
from guanxi.engine.models import MatchKey
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry

pytestmark = pytest.mark.django_db


def told(*words: str) -> list[str]:
    answer = CliRunner().invoke(duplicates, ["rebuild", *words])
    assert answer.exit_code == 0, answer.output
    return answer.stdout.splitlines()


def test_keys_are_made_anew_or_only_where_there_are_none() -> None:
    with as_system("test") as system:
        gate.create(registry["customers"], {"name": "宁波澜屿精工机械有限公司", "owner": None}, actor=system)
        gate.create(registry["contacts"], {"name": "王伟", "owner": None}, actor=system)
    before = set(MatchKey.objects.values_list("record", "key", "kind"))
    assert before
    others = ["competitors: 0 records."]
    assert told("--missing") == ["customers: 0 records.", "contacts: 0 records.", *others]
    MatchKey.objects.all().delete()
    assert told("customers", "--missing") == ["customers: 1 records."]
    assert told() == ["customers: 1 records.", "contacts: 1 records.", *others]
    assert set(MatchKey.objects.values_list("record", "key", "kind")) == before


def test_what_has_no_duplicates_is_refused() -> None:
    answer = CliRunner().invoke(duplicates, ["rebuild", "notes"])
    assert answer.exit_code == 1
    assert "customers" in answer.output
