"""A note: rich text on a record or on none; a call, a visit or a message is a note with a few facts."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from guanxi.engine import fields
from guanxi.engine.record import Record
from guanxi.kit import sanitising

NOTE, CALL, VISIT, MESSAGE = "note", "call", "visit", "message"
KINDS = ((NOTE, _("note")), (CALL, _("call")), (VISIT, _("visit")), (MESSAGE, _("message")))
OURS, THEIRS = "ours", "theirs"
"""Who came to whom; a talk of which nobody says it was ours."""
DIRECTIONS = ((OURS, _("we came to them")), (THEIRS, _("they came to us")))
OUTCOMES = (
    ("reached", _("spoke with them")),
    ("no_answer", _("no answer")),
    ("left_message", _("left a message")),
    ("call_back", _("to be called back")),
)


class Note(Record):
    """What somebody wrote down."""

    title = fields.Text(_("title"), max_length=120, blank=True)
    kind = fields.Choice(_("kind"), options=KINDS, default=NOTE, fixed=True)
    about = fields.Anchor(_("about"))
    happened_at = fields.DateTime(_("when"), null=True, blank=True)
    outcome = fields.Choice(_("result"), options=OUTCOMES, blank=True)
    direction = fields.Choice(_("who began"), options=DIRECTIONS, blank=True, fixed=True)
    minutes = fields.Integer(_("minutes"), null=True, blank=True)
    place = fields.Text(_("place"), max_length=120, blank=True)
    body = fields.RichText(_("text"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["about", "created_at", "id"], name="note_about"),
            fields.Anchor.by_kind("about", "note_kind"),
            # How long entries took is asked of those of a span of time, whoever made them.
            models.Index(
                fields=["-created_at"],
                include=("created_by", "happened_at"),
                condition=models.Q(deleted_at=None, happened_at__isnull=False),
                name="note_entered",
            ),
        ]

    def clean(self) -> None:
        """A note without a title is called by its first words."""
        if not self.title:
            first = sanitising.plain(self.body).partition("\n")[0]
            self.title = first[:120] or str(dict(KINDS).get(self.kind, ""))

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        from guanxi.messaging import talking

        talking.after_note(self, verb, changes)
