"""Looking for what is wrong with records that changed since the last time, and for those that have a key in common."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet
from django.utils import timezone

from guanxi.engine.duplicates.rebuilding import complete
from guanxi.engine.entity import Entity
from guanxi.engine.models.matchkey import MatchKey
from guanxi.engine.models.quality import Examination, Flaw
from guanxi.engine.quality.measures import DUPLICATE, INVALID, Measure, checks
from guanxi.engine.rows_sql import copy_tuples
from guanxi.kit import identity

CHUNK = 2_000
COLUMNS = ("entity", "what", "record", "examined_at")
SURE = tuple(identity.KINDS.index(kind) for kind in ("name", "phone", "email", "number"))
"""Kinds of keys that hardly any two records have in common by chance."""
MOST_IN_COMMON = 20
"""What more records than that have in common is a switchboard's number, or an address of everybody's."""
LONG_AGO = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)


def examine(entity: Entity) -> Iterator[int]:
    """Look at what changed since the last time, or at all where other things are looked for; tells how many are done.

    A night that is ended before it is through begins again where the one before it began.
    """
    found, now = checks(entity), timezone.now()
    if found:
        last = Examination.objects.filter(entity=entity.name, looked_for=sorted(found)).first()
        yield from _values(entity, last.began_at if last else LONG_AGO, now)
        told = {"began_at": now, "looked_for": sorted(found)}
        Examination.objects.update_or_create(entity=entity.name, defaults=told)
    if entity.identity is not None:
        complete(entity)
        _duplicates(entity, now)


def _values(entity: Entity, since: dt.datetime, now: dt.datetime) -> Iterator[int]:
    wrong, done, after = checks(entity), 0, Q(updated_at__gte=since)
    what = {name: Measure(INVALID, name).key for name in wrong}
    while rows := list(entity.manager().filter(after).order_by("updated_at", "pk").values_list(
        "updated_at", "pk", "deleted_at", *wrong)[:CHUNK]
    ):  # fmt: skip
        flaws: list[tuple[Any, ...]] = []
        for _changed, key, deleted, *values in rows:
            if deleted is None:
                told = zip(wrong.items(), values, strict=True)
                flaws += [(entity.name, what[name], key, now) for (name, is_wrong), v in told if v and is_wrong(v)]
        with transaction.atomic():
            Flaw.objects.filter(
                entity=entity.name, what__in=what.values(), record__in=[row[1] for row in rows]
            ).delete()
            copy_tuples(Flaw, COLUMNS, flaws)
        done += len(rows)
        yield done
        changed, key = rows[-1][:2]
        after = Q(updated_at__gte=changed) & (Q(updated_at__gt=changed) | Q(pk__gt=key))


def _duplicates(entity: Entity, now: dt.datetime) -> None:
    """All anew: a record becomes one of two without being changed."""
    with transaction.atomic():
        Flaw.objects.filter(entity=entity.name, what=DUPLICATE).delete()
        copy_tuples(Flaw, COLUMNS, ((entity.name, DUPLICATE, key, now) for key in _in_common(entity)))


def _in_common(entity: Entity) -> Iterable[uuid.UUID]:
    """Of people, no two are the same for having the same name; what many have in common tells of none of them."""
    kinds = SURE[1:] if entity.identity and entity.identity.people is True else SURE
    living = entity.manager().filter(deleted_at=None)
    keys = MatchKey.objects.filter(kind__in=kinds, record__in=living.values("pk"))
    together = keys.order_by().values("key").annotate(n=Count("record"))
    shared = together.filter(n__gt=1, n__lte=MOST_IN_COMMON).values("key")
    found: QuerySet[Any, Any] = keys.filter(key__in=shared).order_by().values_list("record", flat=True).distinct()
    return list(found)


def flawed(entity: Entity, what: str) -> QuerySet[Any]:
    """The flaws of a kind that are known of records as they are now, for rows of the entity outside."""
    return Flaw.objects.filter(
        entity=entity.name, what=what, record=OuterRef("pk"), examined_at__gte=OuterRef("updated_at")
    )


def forget(keys: Iterable[uuid.UUID]) -> None:
    """The records are gone for good."""
    Flaw.objects.filter(record__in=list(keys)).delete()
