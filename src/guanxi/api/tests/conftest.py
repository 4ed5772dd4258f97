"""Fixtures of the API's tests."""

from __future__ import annotations

import pytest

from guanxi.api import endpoint
from guanxi.api.tests.world import Api, World, found


@pytest.fixture(autouse=True)
def _full_limits() -> None:
    """No test pays for another's requests."""
    endpoint.limits = endpoint.Local()


@pytest.fixture
def world(db: None) -> World:
    return found()


@pytest.fixture
def api(world: World) -> Api:
    return world.api
