"""Fixtures of the pages' tests."""

from __future__ import annotations

import pytest

from guanxi.web.tests.world import World, found


@pytest.fixture
def world(db: None) -> World:
    return found()
