"""The place of models that are made while Guanxi runs."""

from __future__ import annotations

from django.apps import AppConfig, apps


class CustomConfig(AppConfig):
    """Has no models of its own in the source, and no migrations: tables are made with the rows that ask for them."""

    name = "guanxi.engine.customentities"
    label = "custom"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from guanxi.engine.customentities.tables import after_migration

        post_migrate.connect(after_migration, sender=apps.get_app_config("engine"))  # none is sent for no models
