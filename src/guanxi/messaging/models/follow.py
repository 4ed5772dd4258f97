"""Who wants to hear of a record, or doesn't any more."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from guanxi.kit.uuids import uuid7


class Follow(models.Model):
    """One person's word about one record: follow it, or leave me alone. Owners follow without one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.UUIDField()
    entity = models.CharField(max_length=60)
    record = models.UUIDField()
    wanted = models.BooleanField(default=True)
    """False: unfollowed, and no comment of theirs makes them follow again by itself."""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "user"], name="follow_once")]
        indexes = [models.Index(fields=["user", "-at"], name="follow_of_user")]

    def __str__(self) -> str:
        return f"{self.user} {'follows' if self.wanted else 'left'} {self.record}"
