"""The event log: append-only, hash-chained, read in an order that never skips a late commit."""

from __future__ import annotations

from django.db import models
from django.db.models import BigIntegerField, Func

from guanxi.kit.uuids import uuid7

TRACES = ("alarm", "disclose", "erase", "export", "reveal", "see")
"""Events that change nothing of a record: who saw what, who took out what."""


class TransactionNumber(Func):
    """The number of the writing transaction, by which readers know what may still be open."""

    function = "pg_current_xact_id"
    template = "%(function)s()::text::bigint"
    output_field = BigIntegerField()


class Event(models.Model):
    """One thing that happened to one record."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    transaction = models.BigIntegerField(db_default=TransactionNumber(), editable=False)
    at = models.DateTimeField()
    entity = models.CharField(max_length=60)
    record = models.UUIDField(null=True)
    verb = models.CharField(max_length=60)
    actor = models.UUIDField(null=True)
    instead_of = models.UUIDField(null=True)
    """In whose place the actor did it."""
    via = models.CharField(max_length=20, default="")
    address = models.CharField(max_length=45, default="")
    request = models.CharField(max_length=40, default="")
    reason = models.CharField(max_length=200, default="")
    version = models.PositiveIntegerField(default=0)
    changes = models.JSONField(default=dict)
    previous = models.BinaryField(default=b"")
    hash = models.BinaryField(default=b"")

    class Meta:
        indexes = [
            models.Index(fields=["record", "version"], name="event_record"),
            models.Index(fields=["transaction", "id"], name="event_order"),
            models.Index(fields=["entity", "-at"], name="event_entity"),
            models.Index(fields=["-at", "-id"], name="event_trace", condition=models.Q(verb__in=TRACES)),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.entity} {self.record}"


class ReaderPosition(models.Model):
    """Up to where a reader of the event log has come."""

    name = models.CharField(max_length=60, primary_key=True)
    transaction = models.BigIntegerField(default=0)
    event = models.UUIDField(null=True)
    moved_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, default="")
    retry_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Seal(models.Model):
    """The hash over a stretch of the whole log and the seal before it: a missing event shows."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    transaction = models.BigIntegerField()
    event = models.UUIDField()
    count = models.BigIntegerField()
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"seal {self.number}"
