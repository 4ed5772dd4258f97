"""Two records that may be the same, as a matching run found them, and what people said of them."""

from __future__ import annotations

from django.db import models

from guanxi.kit.uuids import uuid7

OPEN, LATER, DIFFERENT = "open", "later", "different"
STATES = (OPEN, LATER, DIFFERENT)


class MatchPair(models.Model):
    """One row for two records, the one with the smaller key first; it holds nothing of what stands in them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entity = models.CharField(max_length=60)
    one = models.UUIDField()
    other = models.UUIDField()
    score = models.SmallIntegerField(default=0)
    """In thousandths, as the run worked it out that found them last; whoever looks at them is told what holds now."""
    reasons = models.JSONField(default=list)
    """[kind, degree] of each thing they have in common."""
    state = models.CharField(max_length=10, default=OPEN)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    """When a run found them last; none for what people said of records that no run found."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="match_pair_once"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="match_pair_in_order"),
        ]
        indexes = [
            models.Index(fields=["entity", "state", "-score", "id"], name="match_pair_queue"),
            models.Index(fields=["other"], name="match_pair_other"),
        ]

    def __str__(self) -> str:
        return f"{self.entity} {self.one} {self.other}"
