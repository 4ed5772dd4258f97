"""The seeded company, made once for a file's tests; each of them changes it in a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from guanxi.api import endpoint
from tests.house import build
from tests.security.callers import World
from tests.security.canaries import plant


@pytest.fixture(autouse=True)
def _full_limits() -> None:
    """No test pays for another's requests."""
    endpoint.limits = endpoint.Local()


@pytest.fixture(scope="module")
def _seeded(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        house = build()
        world = World(house, plant(house))
        assert world.other_token
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(_seeded: World, db: None) -> World:
    return _seeded
