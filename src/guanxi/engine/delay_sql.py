"""Figures over how long something took to be entered, a statement each; what is counted comes as a bounded slice."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Any

from guanxi.engine.stage_sql import Rows, asked

UNTIL = (3_600, 86_400, 3 * 86_400, 7 * 86_400)
"""Seconds up to which delays are counted together; the rest took longer."""
_FIGURES = (
    "count(*), percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY seconds), "
    "ARRAY[count(*) FILTER (WHERE seconds <= 3600), "
    "count(*) FILTER (WHERE seconds > 3600 AND seconds <= 86400), "
    "count(*) FILTER (WHERE seconds > 86400 AND seconds <= 259200), "
    "count(*) FILTER (WHERE seconds > 259200 AND seconds <= 604800), "
    "count(*) FILTER (WHERE seconds > 604800)]"
)
_DELAYS = "(SELECT c0 AS person, extract(epoch FROM c2 - c1) AS seconds, c2 AS entered FROM part0) AS delay"


def by_person_and_time(rows: Rows, unit: str, zone: str) -> list[tuple[Any, ...]]:
    """Of rows (person, happened, entered): figures of all, of each person, and of each `unit` of time in a zone.

    Each as person, moment, number, [half, nine tenths] in seconds, numbers by `UNTIL`.
    """
    return asked(
        f"SELECT person, moment, {_FIGURES} FROM "  # noqa: S608
        f"(SELECT person, seconds, date_trunc(%s, entered AT TIME ZONE %s) AS moment FROM {_DELAYS}) AS told "
        "GROUP BY GROUPING SETS ((), (person), (moment)) ORDER BY moment, person",
        [rows],
        [unit, zone],
    )


def by_group(rows: Rows, pairs: Collection[tuple[uuid.UUID, uuid.UUID]]) -> list[tuple[Any, ...]]:
    """The same of groups of people, told as pairs of person and group; somebody may be in several."""
    return asked(
        f"SELECT grouped.c1, {_FIGURES} FROM {_DELAYS} "  # noqa: S608
        "JOIN unnest(%s::uuid[], %s::uuid[]) AS grouped (c0, c1) ON grouped.c0 = delay.person GROUP BY grouped.c1",
        [rows],
        [[person for person, _group in pairs], [group for _person, group in pairs]],
    )


def bursts(rows: Rows, late: dt.timedelta, apart: dt.timedelta, fewest: int, most: int) -> list[Sequence[Any]]:
    """Late ones of a person that were entered one after the other, the latest first.

    Each took longer than `late`, and came no more than `apart` after the one before; `fewest` of them are told. As
    person, first and last moment of entering, number, first and last moment of happening.
    """
    return asked(
        "SELECT c0, min(c2), max(c2), count(*), min(c1), max(c1) FROM ("
        "SELECT *, count(*) FILTER (WHERE begins) OVER (PARTITION BY c0 ORDER BY c2) AS place FROM ("
        "SELECT *, c2 - lag(c2) OVER (PARTITION BY c0 ORDER BY c2) > %s AS begins FROM part0 WHERE c2 - c1 > %s"
        ") AS sorted) AS placed GROUP BY c0, place HAVING count(*) >= %s ORDER BY max(c2) DESC, c0 LIMIT %s",
        [rows],
        [apart, late, fewest, most],
    )
