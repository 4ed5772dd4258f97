"""Pools face the database, so their tests run on every supported PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

if TYPE_CHECKING:
    from tests.ownership.world import Pools

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("database")


@pytest.fixture
def pools(db: None) -> "Iterator[Pools]":
    """A company with a pool for customers of which its salespeople in the East are members."""
    from tests.ownership.world import Pools

    with translation.override("en"):
        yield Pools()
