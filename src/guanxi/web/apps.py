"""The pages as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Generic pages over the engine."""

    name = "guanxi.web"
    label = "web"
