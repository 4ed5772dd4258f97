"""Records that were merged into another: what became of them, and what was carried over with them."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from guanxi.kit.uuids import uuid7


class Merger(models.Model):
    """One merging; as long as it holds, its others lead to the survivor."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entity = models.CharField(max_length=60)
    survivor = models.UUIDField()
    version = models.PositiveIntegerField()
    """The version of the survivor that tells it."""
    by = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    """Up to when it can be taken back."""
    undone_at = models.DateTimeField(null=True)
    is_swept = models.BooleanField(default=False)
    """Whether what was carried over isn't known any more."""

    class Meta:
        indexes = [
            models.Index(fields=["survivor", "-at"], name="merger_survivor"),
            models.Index(fields=["until"], name="merger_until", condition=Q(is_swept=False)),
        ]

    def __str__(self) -> str:
        return f"{self.entity} {self.survivor}"


class Merged(models.Model):
    """One record that was merged into another."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    merger = models.ForeignKey(Merger, on_delete=models.CASCADE, related_name="others")
    entity = models.CharField(max_length=60)
    record = models.UUIDField()
    version = models.PositiveIntegerField()
    """The version of the record that tells it."""
    holds = models.BooleanField(default=True)
    """False once it was taken back."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record"], condition=Q(holds=True), name="merged_once")]
        indexes = [models.Index(fields=["entity"], name="merged_entity", condition=Q(holds=True))]

    def __str__(self) -> str:
        return f"{self.entity} {self.record}"


class Carried(models.Model):
    """Some of what led to a merged record and leads to the survivor since."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    merger = models.ForeignKey(Merger, on_delete=models.CASCADE, related_name="carried")
    place = models.CharField(max_length=120)
    """An entity, whose records' events tell what was changed; or a table without events."""
    origin = models.UUIDField(null=True)
    """Whose the rows of a table without events were."""
    keys = ArrayField(models.UUIDField())
    versions = ArrayField(models.PositiveIntegerField(), default=list)
    """The version of each record that tells the change."""

    def __str__(self) -> str:
        return f"{self.place} of {self.merger_id}"  # type: ignore[attr-defined]


def merged_keys(entity: str) -> Any:
    """The keys of an entity's records that were merged into others, for use within a query."""
    return Merged.objects.filter(entity=entity, holds=True).values("record")
