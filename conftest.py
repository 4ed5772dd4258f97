"""After each test, this process knows nothing any more of what a company made its own in it.

A test's database is rolled back behind it; rights, fields, kinds of records, names and lists that the process has from
it are not, and the next test would meet them.
"""

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _as_it_came() -> Iterator[None]:
    yield
    from guanxi.engine.customfields import living
    from guanxi.people import access

    living.clear()
    access.forget()
