"""Fixtures of the API's tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from guanxi.api import endpoint
from guanxi.api.tests.world import Api, World, found
from guanxi.engine.testing.standing import commits


@pytest.fixture(autouse=True)
def _full_limits() -> None:
    """No test pays for another's requests."""
    endpoint.limits = endpoint.Local()


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


@pytest.fixture
def api(world: World) -> Api:
    return world.api
