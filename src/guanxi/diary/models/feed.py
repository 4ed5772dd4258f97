"""The secret address under which other calendars read somebody's appointments."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from guanxi.kit.uuids import uuid7


class Feed(models.Model):
    """Kept as a hash; whoever has the address may read, until it is revoked."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    hash = models.BinaryField(unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=models.Q(revoked_at=None), name="feed_one_at_a_time")
        ]

    def __str__(self) -> str:
        return f"feed of {self.user_id}"
