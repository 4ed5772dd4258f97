"""Counts and sums of records by a field's value; every question is bounded, so that it costs the same on a large table.

Only what the actor may read can be grouped by or added up: anything else looks like a field that doesn't exist.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Cast, Coalesce, Concat, TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery
from guanxi.engine.fields.address import Address
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.link import Link, Ref
from guanxi.engine.filters.compiling import unknown
from guanxi.engine.permissions.access import Access, Actor
from guanxi.engine.reading.counting import Count
from guanxi.engine.reading.page import select
from guanxi.engine.reading.query import Query
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.sql import totals, totals_by_value

MOST_IN_BUCKET = 2_000
"""Up to how many records of one value are counted and added up."""
MOST_COUNTED = 100_000
"""Up to how many records are put into groups of values nobody knows beforehand."""
MOST_GROUPS = 100
MOST_PAIRS = 2_500
MOST_SUMS = 6
BY_VALUE = ("stage", "choice", "yes_no", "link")
BY_MONTH = ("date", "datetime")
BY_REGION = ("address",)
Sums = Mapping[str, Decimal | int | None]


@dataclass(frozen=True)
class Bucket:
    """The records that share a value: how many, and the sums of their numbers (None when they are too many to add)."""

    key: Any
    """A key of the list, yes or no, a Ref, the first day of a month, a region; None or "" for those without a value."""
    count: Count
    sums: Sums = field(default_factory=dict)


@dataclass(frozen=True)
class Groups:
    """Buckets, the fullest (of days: the latest) first."""

    buckets: list[Bucket]
    complete: bool
    """Whether every record was counted."""
    more: int
    """How many groups are not among the buckets."""


def can_group(entity: Entity, name: str, access: Access) -> bool:
    """Whether records can be put into groups by this field."""
    kind = entity.fields.get(name)
    return kind is not None and kind.kind in (*BY_VALUE, *BY_MONTH, *BY_REGION) and access.readable(entity, name)


def can_add(kind: Kind | None) -> bool:
    """Whether a sum of this field means something: years and house numbers are numbers, too."""
    return kind is not None and kind.numeric and getattr(kind, "grouped", True)


def buckets(
    entity: Entity, actor: Actor, query: Query, by: str, keys: Sequence[str], sums: Sequence[str] = ()
) -> dict[str, Bucket]:
    """The records of each of the values given, counted up to a bound, in one question to the database."""
    rows = select(entity, actor, query).order_by()
    kind = _groupable(entity, by, actor.access, ("stage", "choice"))
    added = _addable(entity, sums, actor.access)
    columns = [F(entity.fields[name].attname) for name in added]  # type: ignore[attr-defined]
    parts = [rows.filter(**{kind.name: key}).values_list("pk", *columns)[: MOST_IN_BUCKET + 1] for key in keys]
    return {
        key: Bucket(key, _count(n, MOST_IN_BUCKET), _sums(added, values, exact=n <= MOST_IN_BUCKET))
        for key, (n, *values) in zip(keys, totals(parts, len(added)), strict=True)
    }


def groups(
    entity: Entity, actor: Actor, query: Query, by: str, sums: Sequence[str] = (), *, most: int | None = None
) -> Groups:
    """The records by whatever values there are, the largest groups, in one question to the database."""
    rows = select(entity, actor, query).order_by()
    kind = _groupable(entity, by, actor.access, (*BY_VALUE, *BY_MONTH, *BY_REGION, "text"))
    added = _addable(entity, sums, actor.access)
    columns = [F(entity.fields[name].attname) for name in added]  # type: ignore[attr-defined]
    sample = rows.values_list(_value(kind), *columns)[: MOST_COUNTED + 1]
    found = totals_by_value(sample, len(added), most=most or MOST_GROUPS, latest_first=kind.kind in BY_MONTH)
    counted, there = (found[0][-2], found[0][-1]) if found else (0, 0)
    complete = counted <= MOST_COUNTED
    told = [
        Bucket(_month(key), Count(n, exact=complete), _sums(added, values, exact=complete))
        for key, n, *values, _counted, _there in found
    ]
    return Groups(_titled(kind, told, actor.access), complete, there - len(told))


def crossed(
    entity: Entity, actor: Actor, query: Query, by: str, across: str
) -> tuple[dict[tuple[str, str], int], bool]:
    """How many records have each pair of values, "" for none; and whether every record was counted."""
    rows = select(entity, actor, query).order_by()
    kinds = (_groupable(entity, name, actor.access, ("stage", "choice", "link")) for name in (by, across))
    down, right = (_as_text(kind) for kind in kinds)
    pair = Concat(down, Value("\n", models.TextField()), right, output_field=models.TextField())
    sample = rows.values_list(pair)[: MOST_COUNTED + 1]
    found = totals_by_value(sample, 0, most=MOST_PAIRS, latest_first=False)
    numbers: dict[tuple[str, str], int] = {}
    for text, number, *_rest in found:
        here, _mark, there = text.partition("\n")
        numbers[here, there] = number
    return numbers, not found or found[0][-2] <= MOST_COUNTED


def condition_of(entity: Entity, by: str, key: Any) -> dict[str, Any]:
    """The filter that leaves only the records of a bucket."""
    kind = entity.fields[by]
    if key is None or key == "":
        return {"field": by, "op": "empty"}
    if kind.kind in BY_REGION:
        return {"field": by, "op": "within", "value": key}
    if kind.kind not in BY_MONTH:
        return {"field": by, "op": "eq", "value": str(key.id) if isinstance(key, Ref) else key}
    after = (key.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    edges = [_edge(kind, key), _edge(kind, after)]
    return {
        "all": [
            {"field": by, "op": "gte", "value": edges[0]},
            {"field": by, "op": "lt", "value": edges[1]},
        ]
    }


def _edge(kind: Kind, day: dt.date) -> str:
    if kind.kind == "date":
        return day.isoformat()
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min)).isoformat()


def _groupable(entity: Entity, name: str, access: Access, kinds: Iterable[str]) -> Kind:
    kind = entity.fields.get(name)
    if kind is None or not access.readable(entity, name):
        raise unknown(name)
    if kind.kind not in kinds:
        raise BadQuery(_("“%(field)s” makes no groups.") % {"field": name[:80]})
    return kind


def _addable(entity: Entity, names: Sequence[str], access: Access) -> list[str]:
    if len(names) > MOST_SUMS:
        raise BadQuery(_("At most %(most)d sums at once.") % {"most": MOST_SUMS})
    for name in names:
        if name not in entity.fields or not access.readable(entity, name):
            raise unknown(name)
        if not can_add(entity.fields[name]):
            raise BadQuery(_("“%(field)s” can't be added up.") % {"field": name[:80]})
    return list(dict.fromkeys(names))


def _value(kind: Kind) -> models.expressions.Combinable:
    if isinstance(kind, Address):
        return kind.grouped()
    if kind.kind not in BY_MONTH:
        return F(kind.attname)
    zone = timezone.get_current_timezone() if kind.kind == "datetime" else None
    return TruncMonth(kind.name, tzinfo=zone, output_field=models.DateField())


def _as_text(kind: Kind) -> models.expressions.Combinable:
    """A value as it can stand beside another; "" for none."""
    told = Cast(kind.attname, models.TextField())  # type: ignore[attr-defined]
    return Coalesce(told, Value("", models.TextField())) if isinstance(kind, Link) else told


def _month(key: Any) -> Any:
    return key.date() if isinstance(key, dt.datetime) else key


def _count(n: int, most: int) -> Count:
    return Count(min(n, most), exact=n <= most)


def _sums(names: Sequence[str], values: Sequence[Any], *, exact: bool) -> Sums:
    return {name: (value or 0) if exact else None for name, value in zip(names, values, strict=True)}


def _titled(kind: Kind, told: list[Bucket], access: Access) -> list[Bucket]:
    """Links with their titles, by one query and through the linked entity's own rule."""
    if not isinstance(kind, Link):
        return told
    titles = titles_of(kind.target, {bucket.key for bucket in told if bucket.key is not None}, access)
    return [Bucket(Ref(b.key, titles.get(b.key)) if b.key is not None else None, b.count, b.sums) for b in told]
