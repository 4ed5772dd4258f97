"""Ownership as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class OwnershipConfig(AppConfig):
    """Public pools, recycle rules, limits to what one may hold, and the log of owners."""

    name = "guanxi.ownership"
    label = "ownership"
