"""How good the data is: what is wrong with which record, and the figures of each day."""

from __future__ import annotations

from django.db import models

from guanxi.kit.uuids import uuid7


class Flaw(models.Model):
    """Something that is wrong with a record as it was when it was examined; after a change nothing is known."""

    pk = models.CompositePrimaryKey("entity", "what", "record")
    entity = models.CharField(max_length=60)
    what = models.CharField(max_length=90)
    """A measure of `engine.quality.measures`."""
    record = models.UUIDField()
    examined_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["record"], name="flaw_record")]

    def __str__(self) -> str:
        return f"{self.entity} {self.record}: {self.what}"


class Examination(models.Model):
    """Up to which change the records of an entity were examined, and for what."""

    entity = models.CharField(max_length=60, primary_key=True)
    began_at = models.DateTimeField()
    looked_for = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.entity}: {self.began_at}"


class QualityFigures(models.Model):
    """How many records one owner had on a day, and how many of them a measure found."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entity = models.CharField(max_length=60)
    day = models.DateField()
    owner = models.UUIDField(null=True)
    measured_at = models.DateTimeField()
    total = models.PositiveIntegerField()
    counts = models.JSONField(default=dict)
    """By measure; without those that found nothing."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "day", "owner"], name="quality_of_an_owner_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.entity} {self.day}"
