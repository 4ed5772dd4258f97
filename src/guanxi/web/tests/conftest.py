"""Fixtures of the pages' tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from guanxi.web.tests.world import World, found


@pytest.fixture(scope="module")
def _company(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Founded once for a file's tests; each of them changes it in a transaction of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield found()
        transaction.set_rollback(True)


@pytest.fixture
def world(_company: World, db: None) -> World:
    return _company.again()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, the first answer of the first page holds all its tiles."""
    from guanxi.web.views import home

    monkeypatch.setattr(home, "SECONDS", 60)
