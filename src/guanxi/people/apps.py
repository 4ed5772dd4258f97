"""People as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PeopleConfig(AppConfig):
    """Users, departments, roles."""

    name = "guanxi.people"
    label = "people"

    def ready(self) -> None:
        from guanxi.people.setup import after_migration

        post_migrate.connect(after_migration, sender=self)
