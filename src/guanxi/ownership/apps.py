"""Ownership as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class OwnershipConfig(AppConfig):
    """Public pools, recycle rules, limits to what one may hold, and the log of owners."""

    name = "guanxi.ownership"
    label = "ownership"

    def ready(self) -> None:
        from guanxi.engine.tailoring.living import refreshed
        from guanxi.ownership import ready

        ready.declare()
        refreshed.connect(ready.recycled.refresh)
