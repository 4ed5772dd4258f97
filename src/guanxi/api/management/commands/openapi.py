"""`manage openapi`: the OpenAPI description as an administrator gets it."""

from __future__ import annotations

from typing import Any

import msgspec
from django.core.management.base import BaseCommand
from django.utils.translation import override

from guanxi.api.openapi.snapshot import PATH, snapshot


class Command(BaseCommand):
    """Prints the description, or keeps it as the snapshot that a test compares."""

    help = "Print the OpenAPI description of everything, in English; with --keep, renew the snapshot in the source."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--keep", action="store_true", help="Write the snapshot instead of printing.")

    def handle(self, *args: Any, **options: Any) -> None:
        with override("en"):
            text = msgspec.json.format(snapshot(), indent=1).decode() + "\n"
        if options["keep"]:
            PATH.write_text(text)
        else:
            self.stdout.write(text)
