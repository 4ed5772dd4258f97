"""The one statement that judges records by rules; the rows come compiled by the ORM, what is added are constants.

The rows have the columns key, rating, reason, until, place of the rule, last purchase, last follow-up, and for every
window of months the number of purchases and their amount.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.utils import timezone

from guanxi.grading.plan import POINTS, Plan, PlannedRule, PlannedStep

FIXED = 7
"""So many columns come before those of the windows."""
JUDGED = (
    "SELECT key, here, why, until, place, last, followed, number, total, recency, frequency, worth, score, step "
    "FROM judged ORDER BY key"
)
MOVES = (
    "SELECT here, step, count(*), (array_agg(key ORDER BY key))[1:%s::int] FROM judged "
    "WHERE place = %s AND (until IS NULL OR until < %s) GROUP BY here, step ORDER BY here, step"
)
Rows = models.QuerySet[Any, Any]
Term = tuple[str, list[Any]]
"""A piece of a statement and its parameters."""


def judge(rows: Rows, plan: Plan, today: dt.date, words: str = JUDGED, values: Sequence[Any] = ()) -> list[Any]:
    """What a statement says of `judged`: the rows, each with the measures of its rule, its points and its step."""
    compiler = rows.query.get_compiler(connection=connection)
    try:
        inner, parameters = compiler.as_sql()
    except EmptyResultSet:
        return []
    return _ask(_judged(inner, len(compiler.select), parameters, plan, today), words, values)


def judge_values(values: Sequence[Sequence[Any]], plan: Plan, today: dt.date) -> list[Any]:
    """The same of rows that stand in no table, such as (None, …, None) for who bought nothing."""
    kinds = ["text", "text", "text", "date", "int", "date", "timestamptz", *("bigint", "numeric") * len(plan.windows)]
    row = ", ".join(f"%s::{kind}" for kind in kinds)
    inner = f"VALUES {', '.join(f'({row})' for _one in values)}"
    return _ask(_judged(inner, len(kinds), [cell for one in values for cell in one], plan, today), JUDGED, ())


def quantiles(rows: Rows, window: int, shares: Sequence[int]) -> tuple[Any, ...]:
    """Of rows of one rule that bought within a window: the fifths of last day, number and amount, and the least amounts
    of the best percents."""
    compiler = rows.query.get_compiler(connection=connection)
    try:
        inner, parameters = compiler.as_sql()
    except EmptyResultSet:
        return None, None, None, None
    number, amount = FIXED + 2 * window, FIXED + 2 * window + 1
    fifths = "percentile_disc(ARRAY[0.2, 0.4, 0.6, 0.8]) WITHIN GROUP (ORDER BY {})"
    best = f"percentile_disc(%s::float8[]) WITHIN GROUP (ORDER BY c{amount} DESC)"
    asked = ", ".join([fifths.format("c5"), fifths.format(f"c{number}"), fifths.format(f"c{amount}"), best])
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH part ({_names(len(compiler.select))}) AS MATERIALIZED ({inner}) "  # noqa: S608
            f"SELECT {asked} FROM part WHERE c{number} > 0",
            [*parameters, [share / 100 for share in shares] or [1.0]],
        )
        return tuple(cursor.fetchone())


def counted(rows: Rows) -> list[Any]:
    """Of rows (segment, points, amount, day, owner), in one pass: by segment and day, and by segment, first two points
    and owner, how many there are and the sum of their amounts; whether a row is of the first kind comes last."""
    compiler = rows.query.get_compiler(connection=connection)
    try:
        inner, parameters = compiler.as_sql()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c0, cell, c4, c3, count(*), sum(c2), grouping(c3) = 0 "  # noqa: S608
            "FROM (SELECT c0, left(c1, 2) AS cell, c2, c3, c4 "
            f"FROM ({inner}) AS part ({_names(len(compiler.select))})) AS parts "
            "GROUP BY GROUPING SETS ((c0, cell, c4), (c0, c3))",
            parameters,
        )
        return cursor.fetchall()


def _ask(judged: Term, words: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"{judged[0]} {words}", [*judged[1], *values])
        return cursor.fetchall()


def _names(columns: int) -> str:
    return ", ".join(f"c{number}" for number in range(columns))


def _judged(inner: str, columns: int, parameters: Sequence[Any], plan: Plan, today: dt.date) -> Term:
    """The table of judged rows as the beginning of a statement, with its parameters."""
    points = [_by_rule(plan, "c4", partial(_points, plan, at)) for at in range(len(POINTS))]
    step, step_values = _by_rule(plan, "place", lambda rule: _step(rule, today))
    number, _none = _by_rule(plan, "c4", lambda rule: (f"c{FIXED + 2 * plan.window(rule)}", []))
    total, _none = _by_rule(plan, "c4", lambda rule: (f"c{FIXED + 2 * plan.window(rule) + 1}", []))
    told = (
        f"WITH part ({_names(columns)}) AS MATERIALIZED ({inner}), "  # noqa: S608
        f"measured AS (SELECT c0 AS key, c1 AS here, c2 AS why, c3 AS until, c4 AS place, c5 AS last, c6 AS followed, "
        f"{number} AS number, {total} AS total, {points[0][0]} AS recency, {points[1][0]} AS frequency, "
        f"{points[2][0]} AS worth FROM part), "
        f"scored AS (SELECT measured.*, recency + frequency + worth AS score FROM measured), "
        f"judged AS (SELECT scored.*, {step} AS step FROM scored)"
    )
    return told, [*parameters, *(value for _words, values in points for value in values), *step_values]


def _by_rule(plan: Plan, column: str, term: Callable[[PlannedRule], Term]) -> Term:
    """A value that depends on which rule a row has; nothing for a row without one."""
    told, given = [], []
    for place, rule in enumerate(plan.rules):
        words, values = term(rule)
        told.append(f"WHEN {place} THEN {words}")
        given += values
    return f"(CASE {column} {' '.join(told)} END)", given


def _points(plan: Plan, at: int, rule: PlannedRule) -> Term:
    """One to five points for how lately, how often or how much; none for who bought nothing in the window."""
    number = f"c{FIXED + 2 * plan.window(rule)}"
    column, marks, kind = (
        ("c5", rule.last, "date"),
        (number, rule.number, "bigint"),
        (f"c{FIXED + 2 * plan.window(rule) + 1}", rule.total, "numeric"),
    )[at]
    told = ["1", *(f"({column} > %s::{kind})::int" for _mark in marks)]
    return f"(CASE WHEN {number} > 0 THEN {' + '.join(told)} ELSE 0 END)", list(marks)


def _step(rule: PlannedRule, today: dt.date) -> Term:
    """The place of the first step that holds; -1 where none does."""
    told, given = [], list[Any]()
    for place, step in enumerate(rule.steps):
        words, values = _holds(step, today)
        told.append(f"WHEN {words} THEN {place}")
        given += values
    return f"(CASE {' '.join(told)} ELSE -1 END)" if told else "(-1)", given


def midnight(today: dt.date, days: int) -> dt.datetime:
    """The beginning of the day so many days ago, by the company's clock."""
    day = dt.datetime.combine(today - dt.timedelta(days=days), dt.time())
    return timezone.make_aware(day, timezone.get_default_timezone())


def _bounds(step: PlannedStep) -> Iterator[tuple[str, int | None]]:
    """At least and at most so many points; who bought nothing in the window has none, and no bound holds."""
    for name in POINTS:
        column = "worth" if name == "amount" else name
        yield f"{column} >= %s::int", getattr(step, f"{name}_from")
        yield f"{column} BETWEEN 1 AND %s::int", getattr(step, f"{name}_to")


def _holds(step: PlannedStep, today: dt.date) -> Term:
    told, given = ["TRUE"], list[Any]()
    bars = (
        ("total >= %s::numeric", step.amount),
        ("number >= %s::bigint", step.count),
        ("last >= %s::date", None if step.days is None else today - dt.timedelta(days=step.days)),
        ("followed >= %s::timestamptz", None if step.followed is None else midnight(today, step.followed)),
        ("number > 0 AND total >= %s::numeric", step.floor),
        ("score >= %s::int", step.score),
        *_bounds(step),
    )
    for words, value in bars:
        if value is not None:
            told.append(words)
            given.append(value)
    if step.share is not None and step.floor is None:
        told.append("FALSE")  # nobody bought anything, so nobody is among the best
    return " AND ".join(told), given
