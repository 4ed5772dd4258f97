"""The diary as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class DiaryConfig(AppConfig):
    """Appointments and their feeds."""

    name = "guanxi.diary"
    label = "diary"

    def ready(self) -> None:
        from guanxi.diary import feeds, reminding
        from guanxi.people import sessions

        del reminding  # Declares its work.
        sessions.when_all_end(feeds.end)
