"""After each test, this process knows nothing any more of what a company made its own in it.

A test's database is rolled back behind it; fields, kinds of records, names and lists that the models of the process
have from it are not, and the next test would meet them.
"""

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _as_it_came() -> Iterator[None]:
    yield
    from guanxi.engine.customfields import living

    living.clear()
