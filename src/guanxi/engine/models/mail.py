"""Mail on its way out."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guanxi.kit.uuids import uuid7

WAITING, SENT, REFUSED, SHOWN = "waiting", "sent", "refused", "shown"
STATES = ((WAITING, _("waiting")), (SENT, _("sent")), (REFUSED, _("refused")), (SHOWN, _("shown only")))


class OutgoingMail(models.Model):
    """One mail to one address; written in the transaction that causes it, sent after its commit."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    sender = models.CharField(max_length=320)
    to = models.CharField(max_length=320)
    subject = models.CharField(max_length=400)
    text = models.TextField()
    html = models.TextField(default="")
    headers = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=STATES, default=WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, default="")
    sent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    """When a link in it stops working."""

    class Meta:
        indexes = [models.Index(fields=["-created_at", "-id"], name="mail_newest")]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at < timezone.now()
