"""A comment: what somebody of the house says about a record, and how others nod to it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guanxi.engine import fields
from guanxi.engine.record import Kept
from guanxi.kit.uuids import uuid7

SIGNS = (
    ("👍", _("agreed")),
    ("✅", _("done")),
    ("👀", _("looking into it")),
    ("🎉", _("congratulations")),
    ("❤️", _("thank you")),
    ("❓", _("unclear")),
)
"""What one can nod with."""


class Comment(Kept):
    """Plain words on a record, flat under it; a comment may quote another one."""

    summary = fields.Text(_("beginning"), max_length=120, blank=True, editable=False)
    body = fields.LongText(_("comment"))
    about = fields.Anchor(_("about"))
    owner = fields.Link(
        settings.AUTH_USER_MODEL, _("author"), null=True, editable=False, related_name="+", db_index=False
    )
    quotes = models.UUIDField(null=True, editable=False)
    """The comment on the same record that this one answers."""
    mentions = models.JSONField(default=list, editable=False)
    """[[user's key, name as it stands in the text]]"""

    class Meta(Kept.Meta):
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [
            *Kept.Meta.indexes,
            models.Index(fields=["about", "created_at", "id"], name="comment_about"),
            fields.Anchor.by_kind("about", "comment_kind"),
            models.Index(fields=["created_at", "id"], name="comment_by_creation"),
        ]

    def clean(self) -> None:
        """The first words stand for the comment in lists."""
        self.summary = " ".join(self.body.split())[:120]

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        from guanxi.messaging import talking

        talking.after_comment(self, verb, changes)


class Reaction(models.Model):
    """One person's sign under one comment."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reactions")
    user = models.UUIDField()
    sign = models.CharField(max_length=8)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "user", "sign"], name="reaction_once")]

    def __str__(self) -> str:
        return self.sign
