"""Answers that were given, so that the same request gets the same answer."""

from __future__ import annotations

from django.db import models

from guanxi.kit.uuids import uuid7


class IdempotencyKey(models.Model):
    """A key an actor chose, the fingerprint of what was asked, and the answer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    actor = models.UUIDField()
    key = models.CharField(max_length=255)
    fingerprint = models.BinaryField()
    answer = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="idempotency_once")]

    def __str__(self) -> str:
        return self.key
