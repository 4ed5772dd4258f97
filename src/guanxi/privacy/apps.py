"""Privacy as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Notices, consents, retention rules, breaches, and what is done for a person who asks."""

    name = "guanxi.privacy"
    label = "privacy"
