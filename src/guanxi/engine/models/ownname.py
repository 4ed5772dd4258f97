"""What the company calls a kind of record, a field, or a set of lines."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy

from guanxi.engine import fields
from guanxi.engine.record import Kept
from guanxi.engine.tailoring.places import PlaceName

LONGEST = 60


class OwnName(Kept):
    """A name of the company's own, on every page, in files and for programs.

    In the recycle bin it is as if it had not been: everything is called again what it came as.
    """

    name = fields.Text(
        gettext_lazy("name"),
        max_length=LONGEST,
        help_text=gettext_lazy("What your company calls it; readers of every language see it who have no name below."),
    )
    subject = PlaceName(gettext_lazy("what"), max_length=120)
    plural = fields.Text(
        gettext_lazy("plural"),
        max_length=LONGEST,
        blank=True,
        help_text=gettext_lazy("For a kind of record, in languages that have one: “clients”."),
    )
    en = fields.Text(gettext_lazy("in English"), max_length=LONGEST, blank=True)
    en_plural = fields.Text(gettext_lazy("in English, plural"), max_length=LONGEST, blank=True)
    hans = fields.Text(gettext_lazy("in simplified Chinese"), max_length=LONGEST, blank=True)
    hant = fields.Text(gettext_lazy("in traditional Chinese"), max_length=LONGEST, blank=True)
    hint = fields.Text(
        gettext_lazy("hint"), max_length=200, blank=True, help_text=gettext_lazy("A sentence shown with it.")
    )
    hint_en = fields.Text(gettext_lazy("hint in English"), max_length=200, blank=True)
    hint_hans = fields.Text(gettext_lazy("hint in simplified Chinese"), max_length=200, blank=True)
    hint_hant = fields.Text(gettext_lazy("hint in traditional Chinese"), max_length=200, blank=True)

    class Meta(Kept.Meta):
        verbose_name = gettext_lazy("name of your own")
        verbose_name_plural = gettext_lazy("names of your own")
        constraints = [
            models.UniqueConstraint(
                fields=["subject"],
                name="own_name_once",
                condition=models.Q(deleted_at__isnull=True),
                violation_error_message=gettext_lazy("This has a name of your own already."),
            )
        ]

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        """In every process with its next request."""
        from guanxi.engine.tailoring import living

        living.announce(OwnName)
        transaction.on_commit(partial(living.refresh))
