"""What a role allowed at a moment: written whenever that changed, and never again."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from guanxi.kit.uuids import uuid7


class RightsSnapshot(models.Model):
    """One role's rights after a change of it, or after an upgrade that changed what it is shipped with."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(default=timezone.now)
    role = models.UUIDField()
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=100)
    by = models.UUIDField(null=True)
    why = models.CharField(max_length=40)
    """The verb of the gate that changed the role, or "upgrade"."""
    release = models.CharField(max_length=40, default="")
    rights = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["role", "id"], name="rights_by_role")]

    def __str__(self) -> str:
        return f"{self.key} {self.at:%Y-%m-%d %H:%M}"
