"""The noun: a view taken out again and again."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guanxi.engine import fields
from guanxi.engine.action import action
from guanxi.engine.models.clocked import ON, PAUSED, STEPS, STOPPED, Clocked
from guanxi.engine.record import Line, Record
from guanxi.web.savedviews.model import SavedView

FORMATS = (
    ("xlsx", _("Excel (.xlsx)")),
    ("csv", _("CSV (for spreadsheets and programs)")),
    ("vcf", _("Address cards (.vcf)")),
    ("json", _("JSON (one record a line)")),
)


class RegularExport(Clocked):
    """Each receiver gets a file of their own, with what they may see and take out themselves."""

    name = fields.Text(_("name"), max_length=100)
    view = fields.Link(SavedView, _("view"), related_name="+")
    format = fields.Choice(_("format"), options=FORMATS, default="xlsx", fixed=True)
    by_mail = fields.YesNo(
        _("tell by e-mail, too"), help_text=_("With a link to the file, which opens after signing in; never the data.")
    )
    state = fields.Stage(_("state"), steps=STEPS[1:], editable=False)

    class Meta(Record.Meta):
        verbose_name = _("regular export")
        verbose_name_plural = _("regular exports")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["next_at"], name="regularexport_due", condition=models.Q(state=ON, deleted_at=None)),
        ]

    def clean(self) -> None:
        """What waits in a pool is no list that somebody takes out."""
        super().clean()
        if self.view.pool_id is not None:
            raise ValidationError({"view": gettext("Choose a view of a list, not of a public pool.")})

    @action(_("Activate"), on=(PAUSED, STOPPED), to=ON, icon="player-play", help=_("From now on by the clock."))
    def activate(self) -> None:
        self.begin()

    @action(_("Pause"), on=(ON,), to=PAUSED, icon="player-pause", help=_("No file is made until it is active again."))
    def pause(self) -> None:
        self.state = PAUSED

    @action(_("Run now"), icon="refresh", help=_("Make the files at once, besides the times it has anyway."))
    def run_now(self) -> None:
        """In the background, in the receivers' names."""

    def set_going(self, owner: Any) -> None:
        from guanxi.web.regularexports import jobs

        jobs.ask(self, owner)

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        if verb == "run_now":
            self.go_now()


class Receiver(Line):
    """Somebody who gets the file; without any, it is the owner."""

    regular = fields.Parent(RegularExport, "receivers", right="send")
    person = fields.Link(settings.AUTH_USER_MODEL, _("person"), related_name="+")

    class Meta(Line.Meta):
        verbose_name = _("receiver")
        verbose_name_plural = _("receivers")

    def __str__(self) -> str:
        return str(self.person_id)  # type: ignore[attr-defined]
