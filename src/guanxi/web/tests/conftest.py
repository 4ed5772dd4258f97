"""Fixtures of the pages' tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from guanxi.engine.testing.standing import commits
from guanxi.web.tests.world import World, found


@pytest.fixture(scope="module")
def _company(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Founded once for a file's tests, unless one of them commits what it does."""
    if commits(request):
        yield
        return
    with django_db_blocker.unblock(), found.kept():
        yield


@pytest.fixture
def world(_company: None, db: None) -> World:
    return found()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, the first answer of the first page holds all its tiles."""
    from guanxi.web.views import home

    monkeypatch.setattr(home, "SECONDS", 60)
