"""Who claims, who wins what they claimed, who hoards; what comes to a pool, what leaves it, and how long it waits."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, UUIDField
from django.db.models.functions import Cast, Left, TruncWeek
from django.utils import timezone

from guanxi.engine.entity import Entity
from guanxi.engine.fields.anchor import KEY_LENGTH
from guanxi.engine.registry import registry
from guanxi.ownership import claiming, pools
from guanxi.ownership.models import HoldingLimit, OwnershipEntry, Pool
from guanxi.ownership.models.entry import CLAIM, RECYCLE, RETURN

WEEKS = 12
MOST_PEOPLE = 200
BOUND = 10_000
AGES = ((7, "week"), (30, "month"), (90, "quarter"), (None, "longer"))
"""Days up to which what waits is counted together."""


@dataclass
class Part:
    """What one person did with a pool in a period, and holds now."""

    person: uuid.UUID
    claimed: int = 0
    won: int = 0
    """Of those: still theirs, and at a stage that ended well."""
    returned: int = 0
    lost: int = 0
    """Fell to the pool from them."""
    holds: int = 0
    limit: int | None = None
    neglected: int = 0
    """Of what they hold: never followed up."""


@dataclass
class Told:
    """The page of fairness of one pool."""

    parts: list[Part]
    weeks: list[tuple[dt.date, int, int]]
    """Monday, what came, what left."""
    ages: list[tuple[str, int]] = field(default_factory=list)
    waiting: int = 0


def told(pool: Pool, days: int) -> Told:
    """Everything of the last days; whoever asks manages the pool."""
    since = timezone.now() - dt.timedelta(days=days)
    ages = _ages(pool)
    return Told(_parts(pool, since), _weeks(pool), ages, sum(number for _name, number in ages))


def _parts(pool: Pool, since: dt.datetime) -> list[Part]:
    entity, found = registry[pool.entity], dict[uuid.UUID, Part]()
    log = OwnershipEntry._base_manager.filter(created_at__gte=since)
    claims = log.filter(step=CLAIM, from_pool=pool.pk)
    for person, number in _by(claims, "to_owner"):
        _part(found, person).claimed = number
    for person, number in _by(_won(entity, claims), "to_owner"):
        _part(found, person).won = number
    for step, name in ((RETURN, "returned"), (RECYCLE, "lost")):
        for person, number in _by(log.filter(step=step, to_pool=pool.pk), "from_owner"):
            setattr(_part(found, person), name, number)
    _holdings(entity, found)
    return sorted(found.values(), key=lambda one: (-one.claimed, -one.holds))[:MOST_PEOPLE]


def _part(found: dict[uuid.UUID, Part], person: uuid.UUID) -> Part:
    return found.setdefault(person, Part(person))


def _by(rows: QuerySet[Any], name: str) -> list[tuple[uuid.UUID, int]]:
    counted = rows.exclude(**{name: None}).order_by().values(name).annotate(n=Count("pk")).values_list(name, "n")
    return list(counted[:MOST_PEOPLE])


def _won(entity: Entity, claims: QuerySet[Any]) -> QuerySet[Any]:
    """The claims whose record is still the claimer's, at a stage that ended well."""
    stage: Any = entity.stage
    if stage is None:
        return claims.none()
    won = [key for key, step in stage.steps.items() if step.kind == "won"]
    there = entity.manager().filter(
        pk=OuterRef("key"), owner=OuterRef("to_owner"), deleted_at=None, **{f"{stage.name}__in": won}
    )
    return claims.annotate(key=Cast(Left("about", KEY_LENGTH), UUIDField())).filter(Exists(there))


def _holdings(entity: Entity, found: dict[uuid.UUID, Part]) -> None:
    held = entity.manager().filter(owner__in=list(found), deleted_at=None).order_by().values("owner")
    for row in held.annotate(n=Count("pk"), never=Count("pk", filter=Q(followed_at=None))):
        part = found[row["owner"]]
        part.holds, part.neglected = row["n"], row["never"]
    limits = list(HoldingLimit._base_manager.filter(entity=entity.name, deleted_at=None))
    if limits:
        for user in registry["users"].manager().filter(pk__in=list(found)):
            limit = claiming.limit_of(user, limits)
            found[user.pk].limit = limit.most if limit else None


def _weeks(pool: Pool) -> list[tuple[dt.date, int, int]]:
    today = timezone.localdate()
    first = today - dt.timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    counts: dict[dt.date, list[int]] = defaultdict(lambda: [0, 0])
    log = OwnershipEntry._base_manager.filter(created_at__date__gte=first)
    for place, rows in enumerate((log.filter(to_pool=pool.pk), log.filter(from_pool=pool.pk))):
        by_week = rows.order_by().annotate(week=TruncWeek("created_at")).values_list("week").annotate(n=Count("pk"))
        for week, number in by_week:
            counts[timezone.localtime(week).date()][place] = number
    mondays = [first + dt.timedelta(days=7 * n) for n in range(WEEKS)]
    return [(monday, *counts[monday]) for monday in mondays]  # type: ignore[misc]


def _ages(pool: Pool) -> list[tuple[str, int]]:
    now, rows, found = timezone.now(), pools.waiting(pool), []
    until: dt.datetime | None = None
    for days, name in AGES:
        since = now - dt.timedelta(days=days) if days else None
        some = rows.filter(held_since__lte=until) if until else rows
        some = some.filter(held_since__gt=since) if since else some
        found.append((name, some.values("pk")[:BOUND].count()))
        until = since
    return found
