"""People as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PeopleConfig(AppConfig):
    """Users, departments, roles."""

    name = "guanxi.people"
    label = "people"

    def ready(self) -> None:
        from guanxi.engine.customfields.living import changed
        from guanxi.engine.tailoring import numbers
        from guanxi.people.initials import short_department
        from guanxi.people.models.rights import move_on
        from guanxi.people.setup import after_migration

        changed.connect(move_on)
        numbers.department_of = short_department
        post_migrate.connect(after_migration, sender=self)
