"""Bringing up what a command needs: Django's settings and registry, and the embedded database."""

import os
from collections.abc import Callable

import click

from guanxi.kit import postgres
from guanxi.site import environment

Invoke = Callable[[click.Context], object]
Keeper = Callable[[], None]


def set_up() -> None:
    """Load Django; cheap to repeat. The database is not touched."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanxi.site.settings")
    import django

    django.setup()


def language() -> str:
    """The terminal's language, as far as Guanxi speaks it: what a command says is read there."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if not named.startswith("zh"):
        return "en"
    return "zh-hant" if named.startswith(("zh_TW", "zh_HK", "zh_MO")) else "zh-hans"


def start_database() -> None:
    """Join the embedded PostgreSQL, starting it if necessary; nothing to do where an external one is set."""
    if environment.is_embedded():
        postgres.ensure(environment.data_dir())


def pending_migrations() -> list[object]:
    """The steps the database still lacks; Django must be set up."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["default"])
    return list(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def note_replaced() -> None:
    """Note as one what an earlier version did in several steps; Django must be set up.

    Where there are steps left Django does so by itself, before it takes them.
    """
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    MigrationExecutor(connections["default"]).check_replacements()
