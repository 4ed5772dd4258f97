"""What a person is told of, and how they wish to be told."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from guanxi.kit.uuids import uuid7

MENTION, ASSIGNED, REMINDER = "mention", "assigned", "reminder"
COMMENT, NOTE, CHANGE, WORK, ALARM, RIGHTS = "comment", "note", "change", "work", "alarm", "rights"
DEADLINE, FALLING, HELD = "deadline", "falling", "held"
ASKED, ANSWERED = "asked", "answered"
"""Protection of records is asked for; what one asked for was decided."""
KINDS = (
    *(MENTION, ASSIGNED, REMINDER, COMMENT, NOTE, CHANGE, HELD, WORK),
    *(RIGHTS, ALARM, DEADLINE, FALLING, ASKED, ANSWERED),
)
WAITING = (MENTION, ASSIGNED, REMINDER, DEADLINE, FALLING, ASKED)
"""These wait for the person; the others only tell."""
MAILED = (DEADLINE,)
"""These come by e-mail as well, to whoever didn't say that they don't want it."""


class Notification(models.Model):
    """One thing a person is told: only what it is about; its words are read when it is shown, with their rights."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.UUIDField()
    kind = models.CharField(max_length=20)
    entity = models.CharField(max_length=60, default="")
    record = models.UUIDField(null=True)
    by = models.UUIDField(null=True)
    """Who did it last."""
    source = models.UUIDField(null=True)
    """The comment, the note or the job."""
    told = models.JSONField(default=dict)
    """Names of changed fields, numbers; never values."""
    fold = models.CharField(max_length=120, default="")
    """Unread ones with the same fold are one, told anew."""
    count = models.PositiveIntegerField(default=1)
    waits = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    """When it no longer matters; then it waits for nobody."""
    transaction = models.BigIntegerField(default=0)
    event = models.UUIDField(null=True)
    """Up to which event of the log it tells, so that reading the log twice tells nothing twice."""

    class Meta:
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="notification_of_user"),
            models.Index(
                fields=["user", "-at"], name="notification_waiting", condition=models.Q(waits=True, read_at=None)
            ),
            models.Index(fields=["user", "fold", "-at"], name="notification_fold"),
            models.Index(fields=["at"], name="notification_age"),
            models.Index(fields=["until"], name="notification_over", condition=models.Q(waits=True, read_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record}"


class Wishes(models.Model):
    """Which kinds a person doesn't want, and the hours in which they want peace."""

    user = models.UUIDField(primary_key=True)
    unwanted = models.JSONField(default=list)
    unmailed = models.JSONField(default=list)
    """Kinds that would come by e-mail as well, and shall not."""
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    quiet_weekends = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.user)
