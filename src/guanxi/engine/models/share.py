"""Single records opened to people, departments or roles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q

from guanxi.engine import origin
from guanxi.kit.uuids import uuid7


class Share(models.Model):
    """One record opened to one subject (a user, a department or a role, by key)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entity = models.CharField(max_length=60)
    record = models.UUIDField()
    subject = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entity", "subject", "record"], name="share_once")]
        indexes = [models.Index(fields=["record"], name="share_record")]

    def __str__(self) -> str:
        return f"{self.entity} {self.record}"


def shared_records(entity: str, subjects: Sequence[Any]) -> Q | None:
    """The condition for records shared with any of the subjects; None when there are none, so no plan pays for it."""
    shares = Share.objects.filter(entity=entity, subject__in=subjects)
    memory = origin.memory()
    if memory is None:
        return Q(pk__in=shares.values("record")) if shares.exists() else None
    key = ("shares", entity, tuple(subjects))
    if key not in memory:
        memory[key] = shares.exists()
    return Q(pk__in=shares.values("record")) if memory[key] else None
