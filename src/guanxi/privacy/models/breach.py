"""A breach of personal data, with the clocks that run from the moment it is known."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine import fields
from guanxi.engine.action import action
from guanxi.engine.record import Record

HOURS = 72
"""GDPR, article 33: to the authority, not later than this after it became known."""
KINDS = (
    ("lost", _("lost or stolen")),
    ("seen", _("seen by others")),
    ("changed", pgettext_lazy("breach", "changed")),
    ("gone", _("not there any more")),
)
RISKS = (("none", _("unlikely")), ("some", _("possible")), ("high", pgettext_lazy("risk", "high")))
STEPS = (
    fields.Step("known", pgettext_lazy("breach", "known"), "open"),
    fields.Step("told", _("authority told"), "open"),
    fields.Step("closed", pgettext_lazy("breach", "closed"), "done"),
)


class Breach(Record):
    """What happened to whose data, who was told when, and until when they have to be."""

    name = fields.Text(_("what happened"), max_length=200)
    stage = fields.Stage(_("state"), steps=STEPS)
    kind = fields.Choice(_("kind"), options=KINDS, default="seen")
    happened_at = fields.DateTime(_("happened"), null=True, blank=True)
    discovered_at = fields.DateTime(_("known since"), default=timezone.now, required=True)
    people = fields.Integer(_("people concerned"), null=True, blank=True)
    data = fields.LongText(_("data concerned"), blank=True)
    risk = fields.Choice(_("risk for the people"), options=RISKS, default="some")
    measures = fields.LongText(_("what was done"), blank=True)
    pipl_due_at = fields.DateTime(
        _("due in China"),
        null=True,
        editable=False,
        help_text=_("PIPL, article 57: authority and people are told at once."),
    )
    gdpr_due_at = fields.DateTime(
        _("due in Europe"),
        null=True,
        editable=False,
        help_text=_("GDPR, article 33: the authority is told within 72 hours; the people too where the risk is high."),
    )
    authority_told_at = fields.DateTime(_("authority told on"), null=True, blank=True)
    people_told_at = fields.DateTime(_("people told on"), null=True, blank=True)
    why_late = fields.LongText(_("why later than due"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("data breach")
        verbose_name_plural = _("data breaches")
        indexes = [*Record.Meta.indexes, models.Index(fields=["discovered_at", "id"], name="breach_by_discovery")]

    def clean(self) -> None:
        """The clocks run from the moment it is known; who tells later says why."""
        self.pipl_due_at = self.discovered_at
        self.gdpr_due_at = self.discovered_at + dt.timedelta(hours=HOURS)
        if self.happened_at and self.happened_at > self.discovered_at:
            raise ValidationError({"happened_at": _("It is known only after it happened.")})

    @action(
        _("Authority told"),
        on="known",
        to="told",
        asks=("authority_told_at",),
        inputs={"why": fields.LongText(_("why later than due"), blank=True)},
        icon="send",
    )
    def tell_authority(self, authority_told_at: dt.datetime, why: str = "") -> None:
        """Write down when the authority was told; after 72 hours also why so late."""
        due = self.discovered_at + dt.timedelta(hours=HOURS)
        if authority_told_at > due and not why.strip():
            raise ValidationError({"why": _("Later than 72 hours: say why.")})
        self.authority_told_at, self.stage = authority_told_at, "told"
        self.why_late = why or self.why_late

    @action(pgettext_lazy("breach", "Close"), on="open", to="closed", asks=("measures",))
    def close(self, measures: str) -> None:
        """Nothing more is to be done: say what was."""
        self.measures, self.stage = measures, "closed"
