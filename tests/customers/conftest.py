"""The small company of the pages, talking in English."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from guanxi.web.tests.conftest import _company, world

__all__ = ["_company", "world"]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield
