"""Messaging as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Comments, notes, follows, notifications."""

    name = "guanxi.messaging"
    label = "messaging"
