"""Passwords somebody had, as hashes, so that none is chosen again where the policy forbids it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from guanxi.kit.uuids import uuid7


class OldPassword(models.Model):
    """One former password."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="old_passwords")
    hash = models.CharField(max_length=128)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
