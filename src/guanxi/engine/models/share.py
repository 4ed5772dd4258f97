"""Single records opened to people, departments or roles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guanxi.engine import origin
from guanxi.engine.prepared import prepared_cursor
from guanxi.kit.uuids import uuid7

IN_FORCE = (Q(starts_at=None) | Q(starts_at__lte=Now())) & (Q(ends_at=None) | Q(ends_at__gt=Now()))
"""By the database's clock, at the moment a statement runs: what is over is over whether or not anybody cleared it."""


class Share(models.Model):
    """One record opened to one subject (a user, a department or a role, by key), for ever or for a time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entity = models.CharField(max_length=60)
    record = models.UUIDField()
    subject = models.UUIDField()
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entity", "subject", "record"], name="share_once")]
        indexes = [
            models.Index(fields=["record"], name="share_record"),
            models.Index(fields=["starts_at"], name="share_begins", condition=Q(starts_at__isnull=False)),
            models.Index(fields=["ends_at"], name="share_ends", condition=Q(ends_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.entity} {self.record}"


def open_to(
    entity: str, record: Any, subject: Any, *, starts_at: dt.datetime | None = None, ends_at: dt.datetime | None = None
) -> None:
    """Share a record with one subject instead of whomever it was shared with; None shares it with nobody."""
    shares = Share.objects.filter(entity=entity, record=record)
    shares.exclude(subject=subject).delete() if subject else shares.delete()
    if subject:
        span = {"starts_at": starts_at, "ends_at": ends_at}
        Share.objects.update_or_create(span, entity=entity, record=record, subject=subject)
    origin.forget()


def shared_records(entity: str, subjects: Sequence[Any]) -> Q | None:
    """The condition for records shared with any of the subjects; None when there are none, so no plan pays for it."""
    shares = Share.objects.filter(IN_FORCE, entity=entity, subject__in=subjects)
    known = shared_entities(subjects) if origin.memory() is not None else None
    there = shares.exists() if known is None else entity in known
    return Q(pk__in=shares.values("record")) if there else None


def shared_entities(subjects: Sequence[Any]) -> frozenset[str]:
    """Of which entities anything at all is shared with the subjects: asked once for a whole page."""
    memory = origin.memory()
    key = ("shares", tuple(subjects))
    if memory is None:
        return _shared_entities(subjects)
    if key not in memory:
        memory[key] = _shared_entities(subjects)
    found: frozenset[str] = memory[key]
    return found


def _shared_entities(subjects: Sequence[Any]) -> frozenset[str]:
    from guanxi.engine.registry import registry

    names = [entity.name for entity in registry]
    with prepared_cursor() as cursor:
        cursor.execute(
            "SELECT entity FROM unnest(%s::text[]) AS entity WHERE EXISTS (SELECT 1 FROM engine_share AS share "
            "WHERE share.entity = entity.entity AND share.subject = ANY(%s::uuid[]) "
            "AND coalesce(share.starts_at <= statement_timestamp(), true) "
            "AND coalesce(share.ends_at > statement_timestamp(), true))",
            [names, list(subjects)],
        )
        return frozenset(name for (name,) in cursor.fetchall())
