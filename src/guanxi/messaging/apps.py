"""Messaging as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Comments, notes, follows, notifications."""

    name = "guanxi.messaging"
    label = "messaging"

    def ready(self) -> None:
        from guanxi.engine.jobs import working
        from guanxi.engine.regular import settling
        from guanxi.engine.uniting.tables import follows
        from guanxi.messaging import signals, telling, waiting
        from guanxi.messaging.models import Follow, Notification
        from guanxi.people import backends, sessions

        follows(Follow, once=("user",))
        follows(Notification)
        backends.carried[waiting.WAITING] = waiting.number
        backends.carried[waiting.QUIET] = waiting.peace
        working.when_ended(telling.of_work)
        settling.when_ran(telling.of_clocked)
        sessions.when_all_end(signals.signed_out)
