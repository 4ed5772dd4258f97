"""Handing out running numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from guanxi.engine.models.counter import Counter

MOST_AT_ONCE = 1_000


def take(series: str, count: int = 1, start: int = 1) -> int:
    """The first of `count` fresh numbers; the series' row stays locked until the transaction ends, so none is lost."""
    table = connection.ops.quote_name(Counter._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS c (series, last) VALUES (%s, %s) "  # noqa: S608 (the table's own name)
            "ON CONFLICT (series) DO UPDATE SET last = c.last + %s RETURNING last",
            [series, start - 1 + count, count],
        )
        return int(cursor.fetchone()[0]) - count + 1


def begin_at(series: str, number: int) -> None:
    """Have a series count on from this number."""
    Counter.objects.update_or_create(series=series, defaults={"last": number - 1})


def take_free(kind: Any, rows: Any, actor: Any, count: int) -> Sequence[str]:
    """So many numbers by the company's rule that no record has: what another rule gave before is passed over."""
    from guanxi.engine.tailoring import numbers

    rule, day = kind.rule, numbers.today()
    department = numbers.department_of(actor)
    series, at_once = rule.series(day, department), count
    found: list[str] = []
    while len(found) < count:
        first = take(series, at_once, rule.start)
        shaped = [rule.shaped(first + n, day, department) for n in range(at_once)]
        taken = set(rows.filter(**{f"{kind.name}__in": shaped}).values_list(kind.name, flat=True))
        found += [told for told in shaped if told not in taken]
        at_once = count - len(found) if not taken else min(2 * at_once, MOST_AT_ONCE)
    return found[:count]
