"""What people need before anybody can sign in: the shipped roles."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext_noop

from guanxi.engine import gate
from guanxi.engine.permissions import as_system
from guanxi.engine.permissions.policies import presets
from guanxi.engine.registry import registry
from guanxi.people import snapshots
from guanxi.people.models import RightsSnapshot, Role


def ensure_presets() -> list[str]:
    """Make the roles that are shipped and not there yet; returns their keys. Safe to repeat."""
    missing = [key for key in presets if key not in _present()]
    if missing:
        with as_system(gettext_noop("shipped roles")) as system, translation.override(settings.LANGUAGE_CODE):
            for key in missing:
                preset = presets[key]
                values = {"key": key, "name": str(preset.label), "note": str(preset.help)}
                gate.create(registry["roles"], values, actor=system)
    return missing


def after_migration(**_signal: Any) -> None:
    """Django's own `migrate` and the tests' databases get the roles, too; what that gives them is written down."""
    tables = connection.introspection.table_names()
    if Role._meta.db_table in tables:
        ensure_presets()
    if RightsSnapshot._meta.db_table in tables:
        snapshots.take_all()


def _present() -> set[str]:
    return set(Role._base_manager.values_list("key", flat=True))
