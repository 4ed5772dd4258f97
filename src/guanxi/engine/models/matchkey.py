"""What records may have in common, made comparable: who looks for the same finds them by it."""

from __future__ import annotations

from django.db import models


class MatchKey(models.Model):
    """One such thing of one record, as a number that finds and tells nothing; made by `kit.identity`."""

    pk = models.CompositePrimaryKey("record", "key")
    record = models.UUIDField()
    key = models.BigIntegerField()
    kind = models.SmallIntegerField()
    """Its place among `kit.identity.KINDS`."""

    class Meta:
        indexes = [models.Index(fields=["key"], name="match_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record}"
