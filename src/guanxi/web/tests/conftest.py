"""Fixtures of the pages' tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from guanxi.engine.testing.committing import commits
from guanxi.web.tests.world import World, found, kept_standing


@pytest.fixture(scope="module")
def _company(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[World | None]:
    """Founded once for a file's tests; each of them changes it in a transaction of its own. None where one commits."""
    if commits(request):
        yield None
        return
    with django_db_blocker.unblock(), kept_standing() as company:
        yield company


@pytest.fixture
def world(_company: World | None, db: None) -> World:
    return found()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, the first answer of the first page holds all its tiles."""
    from guanxi.web.views import home

    monkeypatch.setattr(home, "SECONDS", 60)
