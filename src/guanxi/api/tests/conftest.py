"""Fixtures of the API's tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from guanxi.api import endpoint
from guanxi.api.tests.world import Api, World, found


@pytest.fixture(autouse=True)
def _full_limits() -> None:
    """No test pays for another's requests."""
    endpoint.limits = endpoint.Local()


@pytest.fixture(scope="module")
def _company(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Founded once for a file's tests; each of them changes it in a transaction of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield found()
        transaction.set_rollback(True)


@pytest.fixture
def world(_company: World, db: None) -> World:
    return World(_company.users, Api(dict(_company.api.tokens)))


@pytest.fixture
def api(world: World) -> Api:
    return world.api
