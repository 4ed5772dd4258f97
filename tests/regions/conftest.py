"""Regions face the database, so their tests run on every supported PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

if TYPE_CHECKING:
    from tests.regions.world import Market

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("database")


@pytest.fixture
def market(db: None) -> "Iterator[Market]":
    """A company whose market isn't cut yet."""
    from tests.regions.world import Market

    with translation.override("en"):
        yield Market()
