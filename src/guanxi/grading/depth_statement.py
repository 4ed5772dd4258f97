"""The one statement that measures depth; the rows come compiled by the ORM, names come from models, all else are
parameters. The rows have three columns: key, level, and the place of the rule.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.utils import timezone

from guanxi.engine.entity import Entity, Talk
from guanxi.engine.registry import registry
from guanxi.grading.measuring import months_before
from guanxi.grading.models import ContactMap, Deals, DepthRule
from guanxi.grading.models.deepened import DECIDES, FIRST, OPPOSES, PARTNER, TAILORED
from guanxi.grading.statement import midnight

GREAT, LITTLE, USUAL = 3, 1, 2
"""What somebody of great, of little, and of usual or unsaid influence counts; so many people, twice as many points."""
USUAL_MONTHS = 12
NUMBERS = (
    *("people_points", "ways_points", "recent_points", "theirs_points", "bought_points", "people_full", "ways_full"),
    *("half_life", "theirs_full", "bought_full", "tailored_from", "partner_from"),
)
LEVELS = "SELECT here, level, count(*) FROM judged WHERE place = %s GROUP BY here, level"
WHO = "SELECT key FROM judged WHERE place = %s AND here = %s AND level = %s ORDER BY key LIMIT %s"
Term = tuple[str, list[Any]]
"""A piece of a statement and its parameters."""


class Depth(NamedTuple):
    """What was measured of one record; days by the company's clock."""

    key: Any
    here: str
    level: str
    score: int | None
    there: int
    known: int
    deciders: int
    deciders_known: int
    against: int
    ways: int
    theirs: int
    last: dt.date | None
    visited: dt.date | None
    bought: int
    last_bought: dt.date | None
    unanswered: bool
    rivals: int
    place: int | None


MEASURED = f"SELECT {', '.join(Depth._fields)} FROM judged ORDER BY key"  # noqa: S608


def measure(entity: Entity, rows: models.QuerySet[Any, Any], rules: Sequence[DepthRule], today: dt.date) -> list[Depth]:
    """What is measured of each row."""
    return [Depth._make(row) for row in ask(entity, rows, rules, today, MEASURED)]


def ask(
    entity: Entity,
    rows: models.QuerySet[Any, Any],
    rules: Sequence[DepthRule],
    today: dt.date,
    words: str,
    values: Sequence[Any] = (),
) -> list[Any]:
    """What a statement says of `judged`."""
    try:
        inner, parameters = rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return []
    told, given = _judged(entity, inner, list(parameters), rules, today)
    with connection.cursor() as cursor:
        cursor.execute(f"{told} {words}", [*given, *values])
        return cursor.fetchall()


def _judged(entity: Entity, inner: str, parameters: list[Any], rules: Sequence[DepthRule], today: dt.date) -> Term:
    """The table of judged rows as the beginning of a statement, with its parameters."""
    model: Any = entity.model
    there, deals = model.contact_map, model.deals
    parts = (
        (f"part (key, here, place) AS MATERIALIZED ({inner})", parameters),
        _rules(rules, today),
        _each(today),
        _people(there),
        _talks(entity, there),
        _said(),
        _deals(deals, today),
        _rivals(there),
        _known(),
        _scored(),
        _levels(),
    )
    return "WITH " + ", ".join(words for words, _values in parts), [value for _w, values in parts for value in values]


def _rules(rules: Sequence[DepthRule], today: dt.date) -> Term:
    """The rules' numbers as a table; one that fits nothing where there is none."""
    kinds = ["int", "timestamptz", "date", *("int" for _name in NUMBERS)]
    row = f"({', '.join(f'%s::{kind}' for kind in kinds)})"
    told: list[Any] = []
    for place, rule in enumerate(rules):
        since = months_before(today, rule.months)
        told += [place, midnight(since, 0), since, *(getattr(rule, name) for name in NUMBERS)]
    if not rules:
        told = [-1, midnight(today, 0), today, *(1 for _name in NUMBERS)]
    names = ", ".join(("place", "since", "day", *NUMBERS))
    return f"rule ({names}) AS (VALUES {', '.join(row for _one in range(max(1, len(rules))))})", told


def _each(today: dt.date) -> Term:
    """Each row with the numbers of its rule; without one it is looked at for the usual time, and gets no points."""
    since = months_before(today, USUAL_MONTHS)
    words = (
        "one AS MATERIALIZED (SELECT part.key, part.here, rule.place, coalesce(rule.since, %s) AS since, "  # noqa: S608
        f"coalesce(rule.day, %s) AS day, {', '.join(NUMBERS)} FROM part LEFT JOIN rule USING (place))"
    )
    return words, [midnight(since, 0), since]


def _people(there: ContactMap) -> Term:
    """Who belongs to each record, what they count, whether they decide and are against us."""
    people = registry[there.entity]
    lines = people.lines[there.lines]
    words = (
        f"person AS MATERIALIZED (SELECT one.key, line.{_line(lines, lines.parent)} AS who, "  # noqa: S608
        f"line.{_line(lines, there.part)} = %s AS decides, line.{_line(lines, there.attitude)} = %s AS against, "
        f"CASE line.{_line(lines, there.influence)} WHEN 'high' THEN %s WHEN 'low' THEN %s ELSE %s END AS weight "
        f"FROM one JOIN {_table(lines.model)} line ON line.{_line(lines, there.at)} = one.key "
        f"JOIN {_table(people.model)} human ON human.id = line.{_line(lines, lines.parent)} "
        "AND human.deleted_at IS NULL)"
    )
    return words, [DECIDES, OPPOSES, GREAT, LITTLE, USUAL]


def _talks(entity: Entity, there: ContactMap) -> Term:
    """Every talk about a record or one of its people, within the rule's months."""
    found = [_talk(other, other.talk) for other in registry.follow_ups() if other.talk]
    each = " UNION ALL ".join(words for words, _values in found)
    spots = (
        "spot AS (SELECT key, NULL::uuid AS who, key::text || %s AS about FROM one "
        "UNION ALL SELECT key, who, who::text || %s FROM person), "
    )
    talks = (
        "talk AS MATERIALIZED "  # noqa: S608
        "(SELECT spot.key, spot.who, said.way, said.at, said.there, said.theirs FROM spot "
        f"JOIN one USING (key) CROSS JOIN LATERAL ({each}) said)"
    )
    values = [f"/{entity.name}", f"/{there.entity}", *(value for _words, given in found for value in given)]
    return spots + talks, values


def _talk(other: Entity, talk: Talk) -> Term:
    """The talks of one kind of follow-up about a spot."""
    at, now = other.follow_up, timezone.now()
    came, missed = "false", ""
    values: list[Any] = [list(talk.visits)]
    if talk.came:
        came, values = f"f.{_own(other, talk.came[0])} = %s", [*values, talk.came[1]]
    values += [now, list(talk.ways)]
    if talk.missed:
        missed, values = f" AND f.{_own(other, talk.missed[0])} <> ALL(%s)", [*values, list(talk.missed[1])]
    words = (
        f"SELECT f.{_own(other, talk.way)}::text AS way, f.{_own(other, at)} AS at, "  # noqa: S608
        f"f.{_own(other, talk.way)} = ANY(%s) AS there, {came} AS theirs FROM {_table(other.model)} f "
        f"WHERE f.about = spot.about AND f.deleted_at IS NULL AND f.{_own(other, at)} > one.since "
        f"AND f.{_own(other, at)} <= %s AND f.{_own(other, talk.way)} = ANY(%s){missed}"
    )
    return words, values


def _said() -> Term:
    """Of all talks of a record: by how many ways, the last one, the last in person, how often they came."""
    words = (
        "said AS (SELECT key, count(DISTINCT way) AS ways, max(at) AS at, "
        "(max(at) AT TIME ZONE %s)::date AS last, (max(at) FILTER (WHERE there) AT TIME ZONE %s)::date AS visited, "
        "count(*) FILTER (WHERE theirs) AS theirs FROM talk GROUP BY key)"
    )
    return words, [settings.TIME_ZONE, settings.TIME_ZONE]


def _deals(deals: Deals | None, today: dt.date) -> Term:
    """What each record bought; what was returned is no purchase."""
    if deals is None:
        return "deal AS (SELECT NULL::uuid AS key, 0 AS bought, NULL::date AS last_bought WHERE false)", []
    other = registry[deals.entity]
    day, link = _own(other, deals.day), _own(other, deals.link)
    words = (
        f"deal AS (SELECT one.key, count(*) AS bought, max(d.{day}) AS last_bought FROM one "  # noqa: S608
        f"JOIN {_table(other.model)} d ON d.{link} = one.key AND d.deleted_at IS NULL AND d.{day} > one.day "
        f"AND d.{day} <= %s AND d.{_own(other, deals.amount)} > 0 GROUP BY one.key)"
    )
    return words, [today]


def _rivals(there: ContactMap) -> Term:
    """How many competitors are seen at each record."""
    if not there.rivals:
        return "rival AS (SELECT NULL::uuid AS key, 0 AS rivals WHERE false)", []
    other = registry[there.rivals]
    lines = other.lines[there.rivals_lines]
    words = (
        f"rival AS (SELECT one.key, count(DISTINCT c.id) AS rivals FROM one "  # noqa: S608
        f"JOIN {_table(lines.model)} line ON line.{_line(lines, there.at)} = one.key "
        f"JOIN {_table(other.model)} c ON c.id = line.{_line(lines, lines.parent)} AND c.deleted_at IS NULL "
        "GROUP BY one.key)"
    )
    return words, []


def _known() -> Term:
    """How many people there are, how many of them were spoken with, and what those count."""
    return (
        "met AS (SELECT DISTINCT key, who, true AS met FROM talk WHERE who IS NOT NULL), "
        "known AS (SELECT key, count(*) AS there, count(met) AS known, coalesce(sum(weight) FILTER (WHERE met), 0) "
        "AS weight, count(*) FILTER (WHERE decides) AS deciders, count(*) FILTER (WHERE decides AND met) "
        "AS deciders_known, count(*) FILTER (WHERE decides AND against) AS against "
        "FROM person LEFT JOIN met USING (key, who) GROUP BY key)",
        [],
    )


def _scored() -> Term:
    """Each measure as a share of what gives all its points, and all of them as a part of a hundred."""
    words = (
        "scored AS (SELECT one.key, one.here, one.place, one.tailored_from, one.partner_from, "
        "coalesce(known.there, 0) AS there, coalesce(known.known, 0) AS known, "
        "coalesce(known.deciders, 0) AS deciders, "
        "coalesce(known.deciders_known, 0) AS deciders_known, coalesce(known.against, 0) AS against, "
        "coalesce(said.ways, 0) AS ways, coalesce(said.theirs, 0) AS theirs, said.last, said.visited, "
        "coalesce(deal.bought, 0) AS bought, deal.last_bought, "
        "deal.last_bought IS NOT NULL AND (said.last IS NULL OR said.last < deal.last_bought) AS unanswered, "
        "coalesce(rival.rivals, 0) AS rivals, round(100.0 * ("
        "people_points * least(1.0, coalesce(known.weight, 0) / (%s * people_full)) "
        "+ ways_points * least(1.0, coalesce(said.ways, 0)::numeric / ways_full) "
        "+ recent_points * CASE WHEN said.at IS NULL THEN 0 ELSE "
        "power(0.5, extract(epoch FROM (%s - said.at)) / 86400 / half_life) END "
        "+ theirs_points * least(1.0, coalesce(said.theirs, 0)::numeric / theirs_full) "
        "+ bought_points * least(1.0, coalesce(deal.bought, 0)::numeric / bought_full)"
        ") / (people_points + ways_points + recent_points + theirs_points + bought_points))::int AS score "
        "FROM one LEFT JOIN known USING (key) LEFT JOIN said USING (key) LEFT JOIN deal USING (key) "
        "LEFT JOIN rival USING (key))"
    )
    return words, [float(USUAL), timezone.now()]


def _levels() -> Term:
    """The level of each; none where nobody talked and nothing was bought."""
    words = (
        "judged AS (SELECT scored.*, CASE WHEN place IS NULL OR (last IS NULL AND bought = 0) THEN '' "
        "WHEN score >= partner_from THEN %s WHEN score >= tailored_from THEN %s ELSE %s END AS level FROM scored)"
    )
    return words, [PARTNER, TAILORED, FIRST]


def _table(model: Any) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _own(entity: Entity, name: str) -> str:
    """The column of a field."""
    kind: Any = entity.fields[name]
    return connection.ops.quote_name(kind.column)


def _line(lines: Any, name: str) -> str:
    """The column of a field of a line."""
    return connection.ops.quote_name(lines.model._meta.get_field(name).column)
