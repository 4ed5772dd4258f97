"""A file that was handed in or made: what is known of it; the bytes lie on disk under a random name."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils import timezone

from guanxi.kit.uuids import uuid7

ATTACHMENT = "attachment"


LONGEST_PURPOSE = 60


def uploaded_for(kind: str) -> str:
    """The purpose of a file that waits to be held by a field of this kind."""
    return f"upload:{kind}"


def of_field(name: str) -> str:
    """The purpose of a file that a field of its record holds, or held."""
    return f"field:{name}"


def field_of(purpose: str) -> str:
    """The name of that field; "" where a file was attached, or made for something else."""
    return purpose.removeprefix(of_field("")) if purpose.startswith(of_field("")) else ""


def random_place() -> str:
    """A name on disk that says nothing and can't be guessed."""
    return secrets.token_hex(16)


class StoredFile(models.Model):
    """One file; it belongs to a record, whose rights are its rights, or to nobody but who handed it in."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entity = models.CharField(max_length=60, default="", blank=True)
    record = models.UUIDField(null=True)
    purpose = models.CharField(max_length=LONGEST_PURPOSE, default=ATTACHMENT)
    name = models.CharField(max_length=150)
    place = models.CharField(max_length=32, unique=True, default=random_place)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    type = models.CharField(max_length=100)
    uploaded_by = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True)
    series = models.UUIDField(null=True)
    """The first of the versions of one file; nothing as long as there is only one."""
    number = models.PositiveIntegerField(default=1)
    replaced_at = models.DateTimeField(null=True)
    """Since when a newer version stands in its place."""

    class Meta:
        indexes = [
            models.Index(fields=["record", "at"], name="file_record"),
            models.Index(fields=["uploaded_by"], name="file_uploader"),
            models.Index(fields=["deleted_at"], name="file_deleted", condition=models.Q(deleted_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name
