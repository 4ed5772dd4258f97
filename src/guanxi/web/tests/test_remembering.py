"""Arrangements are a person's own, small, and of a kind that some page declared."""

from __future__ import annotations

from typing import Any

import pytest

from guanxi.web import remembering
from guanxi.web.models import Remembered
from guanxi.web.tests.world import World


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(remembering._kinds, "test", lambda value: isinstance(value, list))


def put(world: World, who: str, name: str, value: str) -> Any:
    return world.post(who, "/settings/remembered/", {"name": name, "value": value})


def test_what_one_arranged_is_ones_own(world: World) -> None:
    assert put(world, "owner", "test:customers", '["a", "b"]').status_code == 204
    assert put(world, "owner", "test:customers", '["b"]').status_code == 204
    assert remembering.recall(world.users["owner"], "test:customers", "test:x") == {"test:customers": ["b"]}
    assert remembering.recall(world.users["teammate"], "test:customers") == {}
    assert put(world, "owner", "test:customers", "").status_code == 204
    assert not Remembered.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("unknown:x", "[]"),
        ("test:x", '{"not": "a list"}'),
        ("test:x", "[1"),
        ("test:" + "x" * 200, "[]"),
        ("test:x", '["' + "x" * 30_000 + '"]'),
    ],
)
def test_what_no_page_declared_is_refused(world: World, name: str, value: str) -> None:
    assert put(world, "owner", name, value).status_code == 400
    assert not Remembered.objects.exists()


def test_one_person_keeps_a_bounded_number(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "MOST_OF_ONE_PERSON", 2)
    assert [put(world, "owner", f"test:{n}", "[]").status_code for n in range(3)] == [204, 204, 400]
    assert put(world, "owner", "test:1", "[1]").status_code == 204
