"""Whether anything in the database changed: a hash of every table, besides what tells that something was read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection

from guanxi.engine.models.event import Event
from guanxi.engine.models.reading import ReadCount
from guanxi.engine.reading.watching import SEE

_READ = {Event._meta.db_table: f" WHERE verb <> '{SEE}'"}


def tables() -> list[str]:
    """Every table that a model has, those of other libraries included."""
    models = apps.get_models(include_auto_created=True)
    found = {model._meta.db_table for model in models if model._meta.managed and not model._meta.proxy}
    return sorted(found - {ReadCount._meta.db_table})


def hashes(besides: tuple[str, ...] = ()) -> dict[str, str]:
    """Number of rows and a hash over all of them, by table; in one statement."""
    quote = connection.ops.quote_name
    parts = [
        f"SELECT '{name}', count(*) || ':' || coalesce(md5(string_agg(h, '' ORDER BY h)), '') "  # noqa: S608
        f"FROM (SELECT md5(t::text) AS h FROM {quote(name)} AS t{_READ.get(name, '')}) AS rows"
        for name in tables()
        if name not in besides
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


@contextmanager
def unchanged(*besides: str) -> Iterator[None]:
    """What is done inside must leave every table as it was, besides the named ones."""
    before = hashes(besides)
    yield
    after = hashes(besides)
    changed = [name for name in before if before[name] != after[name]]
    assert not changed, f"tables that changed: {', '.join(changed)}"
