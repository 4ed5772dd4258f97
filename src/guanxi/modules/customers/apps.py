"""Customers as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Customers and contacts."""

    name = "guanxi.modules.customers"
    label = "customers"
