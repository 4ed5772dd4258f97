"""The stages that records have left."""

from __future__ import annotations

from django.db import models

from guanxi.kit.uuids import uuid7


class StageSpan(models.Model):
    """One stage that a record was at and left; where it is now, and since when, stands in the record itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entity = models.CharField(max_length=60)
    record = models.UUIDField()
    stage = models.CharField(max_length=40)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField()
    went_to = models.CharField(max_length=40)
    moved_by = models.UUIDField(null=True)
    """Who moved it on; who moved it here is told by the span before."""
    moved_via = models.CharField(max_length=20, default="")

    class Meta:
        indexes = [
            models.Index(fields=["record", "left_at"], name="stagespan_record"),
            models.Index(fields=["entity", "left_at"], name="stagespan_left"),
            models.Index(fields=["entity", "entered_at"], name="stagespan_entered"),
        ]

    def __str__(self) -> str:
        return f"{self.entity} {self.record}: {self.stage}"
