"""The composition root as a Django application; last in the list, so that all declarations are there."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Loads every module's declarations."""

    name = "guanxi.site"
    label = "guanxi_site"

    def ready(self) -> None:
        from guanxi.engine.apps import discover

        discover()
