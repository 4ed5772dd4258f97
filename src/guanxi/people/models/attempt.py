"""How often somebody failed to prove who they are: the memory behind lock-outs."""

from __future__ import annotations

from django.db import models

from guanxi.kit.uuids import uuid7


class Attempts(models.Model):
    """Failed tries of one kind, for one subject from one address; the subject is kept as a keyed hash only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20)
    subject = models.BinaryField()
    address = models.CharField(max_length=45, default="")
    count = models.PositiveSmallIntegerField(default=0)
    rounds = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject", "address"], name="attempts_once")]
        indexes = [models.Index(fields=["last_at"], name="attempts_by_age")]

    def __str__(self) -> str:
        return f"{self.count} × {self.kind}"
