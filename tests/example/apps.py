"""The example as a Django application."""

from django.apps import AppConfig


class ExampleConfig(AppConfig):
    """Quotes and partners, for tests."""

    name = "tests.example"
    label = "example"
