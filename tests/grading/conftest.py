"""Grades face the database, so their tests run on every supported PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from tests.house import House, build

if TYPE_CHECKING:
    from tests.grading.bonds import Bonds
    from tests.grading.world import Grades

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("database")


@pytest.fixture
def house(db: None) -> Iterator[House]:
    """A company with somebody in every part, speaking English."""
    with translation.override("en"):
        yield build()


@pytest.fixture
def grades(house: House) -> "Grades":
    """The same with customers, purchases and rules to come."""
    from tests.grading.world import Grades

    return Grades(house)


@pytest.fixture
def bonds(house: House) -> "Bonds":
    """The same with contacts, talks, and rules of depth and steps to come."""
    from tests.grading.bonds import Bonds

    return Bonds(house)
