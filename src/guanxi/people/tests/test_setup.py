"""The shipped roles."""

from __future__ import annotations

import pytest

from guanxi.engine.models import Event
from guanxi.engine.permissions.policies import presets
from guanxi.people.models import Role
from guanxi.people.setup import ensure_presets

pytestmark = pytest.mark.django_db


def test_every_shipped_role_is_there_and_made_once() -> None:
    assert set(Role._base_manager.values_list("key", flat=True)) >= set(presets)
    before = Event.objects.count()
    assert ensure_presets() == []
    assert Event.objects.count() == before


def test_a_missing_role_comes_back() -> None:
    Role._base_manager.filter(key="finance").delete()
    assert ensure_presets() == ["finance"]
