"""People as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Users, departments, roles."""

    name = "guanxi.people"
    label = "people"
