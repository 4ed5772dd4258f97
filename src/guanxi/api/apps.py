"""The API as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Generic endpoints over the engine."""

    name = "guanxi.api"
    label = "api"
