"""A grading rule: which rating a record gets for what it bought and when it was last followed up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine import fields
from guanxi.engine.action import action
from guanxi.engine.fields.noun import Installed
from guanxi.engine.nightly import NightlyRule
from guanxi.engine.record import Line
from guanxi.grading.models.graded import AXES

if TYPE_CHECKING:
    from guanxi.engine.entity import Entity
    from guanxi.engine.permissions import Actor
    from guanxi.engine.simulating import Simulation


class GradedNoun(fields.Noun):
    """One of the kinds of records that are graded."""

    def nouns(self) -> Iterable[Entity]:
        from guanxi.grading.rules import graded

        return graded()


class RatingOf(Installed):
    """A rating that a rule can give, as ENTITY:AXIS:KEY."""

    def among(self) -> Iterator[tuple[str, str | Promise]]:
        from guanxi.grading.rules import graded

        return (
            (f"{entity.name}:{axis}:{key}", f"{label} · {capfirst(str(entity.fields[axis].verbose_name))}")
            for entity in graded()
            for axis, _label in AXES
            for key, label in entity.fields[axis].labels.items()  # type: ignore[attr-defined]
        )


class GradingRule(NightlyRule):
    """Of the active rules for a rating the first that fits a record decides, and of its steps the first that holds."""

    name = fields.Text(_("name"), max_length=100)
    entity = GradedNoun(_("records"), max_length=60)
    axis = fields.Choice(_("what it sets"), options=AXES, default="grade", fixed=True)
    place = fields.Integer(_("order"), default=10, help_text=_("Rules with smaller numbers come first."))
    filter = fields.Conditions(_("only where"), of="entity", help_text=_("Without conditions, all of them."))
    months = fields.Integer(_("purchases of the last months"), default=12)
    otherwise = RatingOf(_("otherwise"), max_length=130, help_text=_("What a record gets that no step fits."))
    last_run_at = fields.DateTime(_("last applied"), null=True, blank=True, editable=False)

    class Meta(NightlyRule.Meta):
        verbose_name = _("grading rule")
        verbose_name_plural = _("grading rules")

    def clean(self) -> None:
        """A rule says something that can be done."""
        from guanxi.grading.rules import check_rule

        check_rule(self)

    def foresee(self, actor: Actor) -> list[str]:
        """How many records would get another grade, from which to which, and the first of them."""
        from guanxi.grading.foreseeing import foreseen

        return foreseen(self, actor)

    def simulation(self, actor: Actor) -> Simulation:
        from guanxi.grading.foreseeing import Foresight

        return Foresight(self, actor)

    @action(
        _("Grade now"),
        right="update",
        when="active",
        preview="foresee",
        icon="player-play",
        help=_("All active rules are applied, in the background."),
    )
    def grade_now(self) -> None:
        """Don't wait for the night; begun once it is known who asks."""

    def authorise(self, actor: Actor, verb: str, changes: dict[str, Any]) -> None:
        """Judge the steps once they are saved, and have the rules applied in the name of who asks."""
        from guanxi.grading.jobs import begin
        from guanxi.grading.rules import check_steps

        if verb != "delete":
            check_steps(self)
        if verb == "grade_now":
            begin(actor)


class GradingStep(Line):
    """One rating and what it takes: everything that is filled in has to hold."""

    rule = fields.Parent(GradingRule, "steps")
    rating = RatingOf(pgettext_lazy("step of a grading rule", "gets"), max_length=130)
    amount = fields.Money(_("bought for at least"), null=True, blank=True)
    count = fields.Integer(_("purchases at least"), null=True, blank=True)
    days = fields.Integer(_("last purchase at most so many days ago"), null=True, blank=True)
    followed = fields.Integer(_("last follow-up at most so many days ago"), null=True, blank=True)
    share = fields.Integer(_("among the best by amount, in percent"), null=True, blank=True)
    score = fields.Integer(
        _("RFM score at least"),
        null=True,
        blank=True,
        help_text=_("Recency, frequency and amount give one to five points each, compared with all who bought."),
    )

    recency_from = fields.Integer(_("R at least"), null=True, blank=True)
    recency_to = fields.Integer(_("R at most"), null=True, blank=True)
    frequency_from = fields.Integer(_("F at least"), null=True, blank=True)
    frequency_to = fields.Integer(_("F at most"), null=True, blank=True)
    amount_from = fields.Integer(_("M at least"), null=True, blank=True)
    amount_to = fields.Integer(_("M at most"), null=True, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("step")
        verbose_name_plural = _("steps")
