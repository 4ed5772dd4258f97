"""Grading as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class GradingConfig(AppConfig):
    """Rules by which records are graded, and the work that grades them."""

    name = "guanxi.grading"
    label = "grading"

    def ready(self) -> None:
        from guanxi.engine.tailoring.living import refreshed
        from guanxi.grading import ready

        ready.declare()
        refreshed.connect(ready.cycled.refresh)
