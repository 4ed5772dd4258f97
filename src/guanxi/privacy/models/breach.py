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
IN_CHINA, CRITICAL = 4, 1
"""Hours, by the measures on reporting network security incidents of 2025: to the provincial authority, of incidents
from the second grade on; the shorter of them for critical infrastructure."""
KINDS = (
    ("lost", _("lost or stolen")),
    ("seen", _("seen by others")),
    ("changed", pgettext_lazy("breach", "changed")),
    ("gone", _("not there any more")),
)
RISKS = (("none", _("unlikely")), ("some", _("possible")), ("high", pgettext_lazy("risk", "high")))
GENERAL = "general"
LEVELS = (
    (GENERAL, pgettext_lazy("grade of an incident", "general")),
    ("larger", pgettext_lazy("grade of an incident", "larger")),
    ("major", pgettext_lazy("grade of an incident", "major")),
    ("extreme", pgettext_lazy("grade of an incident", "particularly serious")),
)
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
    in_china = fields.YesNo(_("concerns China"), default=True)
    level = fields.Choice(
        _("grade in China"),
        options=LEVELS,
        default="larger",
        fixed=True,
        asked_when="in_china",
        help_text=_("As the national measures grade network security incidents; the larger one while it isn't known."),
    )
    critical = fields.YesNo(_("critical infrastructure"), asked_when="in_china")
    pipl_due_at = fields.DateTime(
        _("due in China"),
        null=True,
        editable=False,
        help_text=_(
            "From the grade “larger” on within 4 hours, for critical infrastructure within 1 hour; "
            "below it at once, by PIPL, article 57."
        ),
    )
    china_told_at = fields.DateTime(_("authority in China told on"), null=True, blank=True, asked_when="in_china")
    in_europe = fields.YesNo(_("concerns Europe"), default=True)
    gdpr_due_at = fields.DateTime(
        _("due in Europe"),
        null=True,
        editable=False,
        help_text=_("GDPR, article 33: the authority is told within 72 hours; the people too where the risk is high."),
    )
    authority_told_at = fields.DateTime(_("authority in Europe told on"), null=True, blank=True, asked_when="in_europe")
    people_told_at = fields.DateTime(_("people told on"), null=True, blank=True)
    why_late = fields.LongText(_("why later than due"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("data breach")
        verbose_name_plural = _("data breaches")
        indexes = [*Record.Meta.indexes, models.Index(fields=["discovered_at", "id"], name="breach_by_discovery")]

    @property
    def waits_in_china(self) -> bool:
        """Whether the authority in China has yet to be told."""
        return self.in_china and self.china_told_at is None

    @property
    def waits_in_europe(self) -> bool:
        """Whether the authority in Europe has yet to be told."""
        return self.in_europe and self.authority_told_at is None

    def clean(self) -> None:
        """The clocks run from the moment it is known."""
        hours = 0 if self.level == GENERAL else CRITICAL if self.critical else IN_CHINA
        self.pipl_due_at = self.discovered_at + dt.timedelta(hours=hours) if self.in_china else None
        self.gdpr_due_at = self.discovered_at + dt.timedelta(hours=HOURS) if self.in_europe else None
        if self.happened_at and self.happened_at > self.discovered_at:
            raise ValidationError({"happened_at": _("It is known only after it happened.")})

    @action(
        _("Authority in China told"),
        on="known",
        asks=("china_told_at",),
        inputs={"why": fields.LongText(_("why later than due"), blank=True)},
        icon="send",
        when="waits_in_china",
    )
    def tell_china(self, china_told_at: dt.datetime, why: str = "") -> None:
        """Write down when the authority in China was told; after its hours also why so late."""
        self._explain(china_told_at, self.pipl_due_at, why)
        self.china_told_at = china_told_at
        self._go_on()

    @action(
        _("Authority in Europe told"),
        on="known",
        asks=("authority_told_at",),
        inputs={"why": fields.LongText(_("why later than due"), blank=True)},
        icon="send",
        when="waits_in_europe",
    )
    def tell_authority(self, authority_told_at: dt.datetime, why: str = "") -> None:
        """Write down when the authority in Europe was told; after 72 hours also why so late."""
        self._explain(authority_told_at, self.gdpr_due_at, why)
        self.authority_told_at = authority_told_at
        self._go_on()

    def _explain(self, told_at: dt.datetime, due: dt.datetime | None, why: str) -> None:
        """Who tells later than due says why."""
        if (
            due is not None
            and told_at > max(due, self.discovered_at + dt.timedelta(hours=CRITICAL))
            and not why.strip()
        ):
            raise ValidationError({"why": _("Later than due: say why.")})
        self.why_late = "\n".join(filter(None, [self.why_late, why.strip()]))

    def _go_on(self) -> None:
        """Once every authority was told."""
        if not self.waits_in_china and not self.waits_in_europe:
            self.stage = "told"

    @action(pgettext_lazy("breach", "Close"), on="open", to="closed", asks=("measures",))
    def close(self, measures: str) -> None:
        """Nothing more is to be done: say what was."""
        self.measures, self.stage = measures, "closed"
