"""The figures of a day, owner by owner, so that they can be added up for whoever may see these owners' records."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from guanxi.engine.entity import Entity
from guanxi.engine.filters import compile_for_rule
from guanxi.engine.jobs import Run, job
from guanxi.engine.models.quality import QualityFigures
from guanxi.engine.permissions import as_system
from guanxi.engine.quality.examining import examine
from guanxi.engine.quality.measures import measured, measures

JOB = "engine.quality"
DAYS_KEPT, WEEKS_KEPT = 7, 26
"""Of so many days all figures are kept, and of so many weeks those of each Monday."""


@job(JOB, label=gettext_lazy("Measure how good the data is"), schedule="23 19 * * *")
def measure_all(run: Run, *, entity: str = "") -> dict[str, int]:
    """Examine what changed and write down the day's figures: of one entity, or of all."""
    told = {}
    for one in measured():
        if entity in ("", one.name):
            for done in examine(one):
                run.check()
                run.progress(done)
            with run.transaction():
                told[one.name] = write(one)
    return told


def write(entity: Entity) -> int:
    """The figures of today, anew; returns of how many records."""
    now = timezone.now()
    day, counts, totals = timezone.localdate(now), *_counted(entity)
    rows = [
        QualityFigures(
            entity=entity.name, day=day, owner=owner, measured_at=now, total=total, counts=dict(counts.get(owner, {}))
        )
        for owner, total in totals.items()
    ]
    with transaction.atomic():
        _kept_from(entity, day).delete()
        QualityFigures.objects.bulk_create(rows, batch_size=500)
    return sum(totals.values())


def _counted(entity: Entity) -> tuple[dict[Any, Counter[str]], dict[Any, int]]:
    """By owner: what each measure finds, and how many records there are. What a filter says is counted in one go."""
    counts: dict[Any, Counter[str]] = {}
    every = measures(entity)
    with as_system("the quality of data is measured") as system:
        conditions = {one.key: compile_for_rule(entity, one.filter, system.access) for one in every}
        by_owner = entity.manager().filter(deleted_at=None).order_by().values("owner_id")
        plain = [one.key for one in every if not one.is_flaw]
        numbers = {f"m{place}": Count("pk", filter=conditions[key]) for place, key in enumerate(plain)}
        totals = {}
        for row in by_owner.annotate(total=Count("pk"), **numbers):
            totals[row["owner_id"]] = row["total"]
            found = {key: row[f"m{place}"] for place, key in enumerate(plain) if row[f"m{place}"]}
            counts[row["owner_id"]] = Counter(found)
        for one in every:
            if one.is_flaw:
                for row in by_owner.filter(conditions[one.key]).annotate(n=Count("pk")):
                    counts.setdefault(row["owner_id"], Counter())[one.key] = row["n"]
    return counts, totals


def _kept_from(entity: Entity, day: dt.date) -> QuerySet[QualityFigures]:
    """What today's figures take the place of: earlier ones of today, and those that are not kept any longer."""
    rows = QualityFigures.objects.filter(entity=entity.name)
    days = set(rows.values_list("day", flat=True).distinct())
    week, oldest = day - dt.timedelta(days=DAYS_KEPT), day - dt.timedelta(weeks=WEEKS_KEPT)
    gone = {one for one in days if one == day or one < oldest or (one < week and one.weekday())}
    return rows.filter(day__in=gone)


# --- what somebody may know of them ---------------------------------------------------------------------------------


def latest(entity: Entity) -> tuple[dt.date, dt.datetime] | None:
    """The day of the last figures, and when they were made."""
    row = QualityFigures.objects.filter(entity=entity.name).order_by("-day").values_list("day", "measured_at").first()
    return tuple(row) if row else None  # type: ignore[return-value]


def of_day(entity: Entity, day: dt.date, owners: frozenset[uuid.UUID] | None) -> dict[Any, tuple[int, dict[str, int]]]:
    """By owner, the number of records and what the measures found; `owners` None: everybody's and nobody's."""
    rows = _among(owners).filter(entity=entity.name, day=day)
    return {owner: (total, counts) for owner, total, counts in rows.values_list("owner", "total", "counts")}


def course(entity: Entity, owners: frozenset[uuid.UUID] | None) -> list[tuple[dt.date, int, Counter[str]]]:
    """The sums of each day that is kept, the oldest first."""
    days: dict[dt.date, tuple[int, Counter[str]]] = {}
    rows = _among(owners).filter(entity=entity.name).order_by("day")
    for day, total, counts in rows.values_list("day", "total", "counts").iterator(chunk_size=2_000):
        before, added = days.get(day, (0, Counter()))
        added.update(counts)
        days[day] = before + total, added
    return [(day, total, counts) for day, (total, counts) in days.items()]


def _among(owners: frozenset[uuid.UUID] | None) -> QuerySet[QualityFigures]:
    rows = QualityFigures.objects.all()
    return rows if owners is None else rows.filter(owner__in=list(owners))
