"""Pairs of records by the keys they share, and their rows: by one statement each, however many they are."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Sequence

from django.db import connection, models

Pair = tuple[uuid.UUID, uuid.UUID]
Scored = tuple[uuid.UUID, uuid.UUID, int, list[list[object]]]
"""One, other, score in thousandths, and [kind, degree] of each reason."""


def pairs_sharing(model: type[models.Model], records: Sequence[uuid.UUID], most: Sequence[int]) -> list[Pair]:
    """The records with whom each of these shares a key, of those with greater keys of their own.

    `most`: by the place of its kind, how many records may have a key; one that more have says nothing.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    words = (
        "WITH shared AS (SELECT m.record, o.records FROM "  # noqa: S608
        f"(SELECT record, key, kind FROM {table} WHERE record = ANY(%s)) AS m CROSS JOIN LATERAL "
        f"(SELECT array_agg(l.record) AS records FROM (SELECT record FROM {table} WHERE key = m.key LIMIT %s) AS l) "
        "AS o WHERE cardinality(o.records) BETWEEN 2 AND (%s::int[])[m.kind + 1]) "
        "SELECT DISTINCT shared.record, other FROM shared, unnest(shared.records) AS other "
        "WHERE other > shared.record"
    )
    with connection.cursor() as cursor:
        cursor.execute(words, [list(records), max(most) + 1, list(most)])
        found: list[Pair] = cursor.fetchall()
    return found


def keep_pairs(model: type[models.Model], entity: str, found: Sequence[Scored], now: dt.datetime) -> None:
    """Write pairs, or renew those that are there; what was said of them stays."""
    if not found:
        return
    table = connection.ops.quote_name(model._meta.db_table)
    one, other, score, reasons = zip(*found, strict=True)
    words = (
        f"INSERT INTO {table} AS p (id, entity, one, other, score, reasons, state, seen_at) "  # noqa: S608
        "SELECT gen_random_uuid(), %s, f.one, f.other, f.score, f.reasons, 'open', %s "
        "FROM unnest(%s::uuid[], %s::uuid[], %s::smallint[], %s::jsonb[]) AS f (one, other, score, reasons) "
        "ORDER BY f.one, f.other "
        "ON CONFLICT (one, other) DO UPDATE SET score = EXCLUDED.score, reasons = EXCLUDED.reasons, "
        "seen_at = EXCLUDED.seen_at"
    )
    told = [json.dumps(some) for some in reasons]
    with connection.cursor() as cursor:
        cursor.execute(words, [entity, now, list(one), list(other), list(score), told])
