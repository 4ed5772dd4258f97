"""What stands here faces the database, so it runs on every supported PostgreSQL."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from guanxi.engine.testing.company import Acting, Company

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("database")


@pytest.fixture
def company(db: None) -> "Company":
    """A company of the engine's own tests."""
    from guanxi.engine.testing.company import Company

    return Company()


@pytest.fixture
def boss(company: "Company") -> "Acting":
    """Somebody who may do everything in it."""
    return company.boss()
