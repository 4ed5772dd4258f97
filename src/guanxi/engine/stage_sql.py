"""Figures over the stages that records were at, by one statement each; what is counted comes as slices: bounded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

Rows = models.QuerySet[Any, Any]


def figures_of_left(spans: Rows, onward: Sequence[tuple[str, str]]) -> list[tuple[Any, ...]]:
    """Of spans (stage, went_to, record, entered_at, left_at), by stage: the records that left it, those among them that
    went on as `onward` says, the seconds that half and nine tenths of them stayed at most, and how many spans."""
    pairs = [f"{stage}\n{to}" for stage, to in onward]
    return asked(
        "SELECT c0, count(DISTINCT c2), count(DISTINCT c2) FILTER (WHERE c0 || chr(10) || c1 = ANY(%s)), "
        "percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM c4 - c3)), count(*) "
        "FROM part0 GROUP BY c0",
        [spans],
        [pairs],
    )


def records_by_stage(parts: Sequence[Rows]) -> list[tuple[str, int]]:
    """How many different records the parts (stage, record) have, by stage."""
    union = " UNION ".join(f"SELECT c0, c1 FROM part{place}" for place in range(len(parts)))  # noqa: S608
    return asked(f"SELECT c0, count(*) FROM ({union}) AS whole GROUP BY c0", parts)  # noqa: S608


def asked(words: str, parts: Sequence[Rows], values: Sequence[Any] = ()) -> list[Any]:
    """What a statement says of the parts, whose columns are called c0, c1 and so on; an empty one has no rows."""
    told, given = [], []
    for place, part in enumerate(parts):
        compiler = part.query.get_compiler(connection=connection)
        try:
            inner, parameters = compiler.as_sql()
        except EmptyResultSet:
            return []
        columns = ", ".join(f"c{number}" for number in range(len(compiler.select)))
        told.append(f"part{place} ({columns}) AS MATERIALIZED ({inner})")
        given += parameters
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(told)} {words}", [*given, *values])
        return cursor.fetchall()
