"""How much each person read, by the hour."""

from __future__ import annotations

from django.db import models

from guanxi.kit.uuids import uuid7


class ReadCount(models.Model):
    """Rows that one person read in one hour; each process adds up and writes now and then."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.UUIDField()
    hour = models.DateTimeField()
    """When the hour began."""
    rows = models.BigIntegerField(default=0)
    alarmed_at = models.DateTimeField(null=True)
    """When administrators were told that this is unusual."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "hour"], name="readcount_once")]
        indexes = [models.Index(fields=["hour"], name="readcount_by_hour")]

    def __str__(self) -> str:
        return f"{self.person} {self.hour}: {self.rows}"
