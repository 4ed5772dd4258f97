"""Handing out running numbers."""

from __future__ import annotations

from django.db import connection

from guanxi.engine.models.counter import Counter


def take(series: str, count: int = 1) -> int:
    """The first of `count` fresh numbers; the series' row stays locked until the transaction ends, so none is lost."""
    table = connection.ops.quote_name(Counter._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS c (series, last) VALUES (%s, %s) "  # noqa: S608 (the table's own name)
            "ON CONFLICT (series) DO UPDATE SET last = c.last + excluded.last RETURNING last",
            [series, count],
        )
        return int(cursor.fetchone()[0]) - count + 1
