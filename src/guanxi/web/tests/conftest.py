"""Fixtures of the pages' tests."""

from __future__ import annotations

import pytest

from guanxi.web.tests.world import World, found


@pytest.fixture
def world(db: None) -> World:
    return found()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, the first answer of the first page holds all its tiles."""
    from guanxi.web.views import home

    monkeypatch.setattr(home, "SECONDS", 60)
