"""A depth rule: how talks, people and purchases become points, and from how many points on a level begins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from guanxi.engine import fields
from guanxi.engine.action import action
from guanxi.engine.nightly import NightlyRule

if TYPE_CHECKING:
    from guanxi.engine.entity import Entity
    from guanxi.engine.permissions import Actor


class DeepenedNoun(fields.Noun):
    """One of the kinds of records that have a depth."""

    def nouns(self) -> Iterable[Entity]:
        from guanxi.grading.depth_rules import deepened

        return deepened()


class MeasuringRule(NightlyRule):
    """What rules of depth and rules of steps have in common."""

    name = fields.Text(_("name"), max_length=100)
    entity = DeepenedNoun(_("records"), max_length=60)
    place = fields.Integer(_("order"), default=10, help_text=_("Rules with smaller numbers come first."))
    filter = fields.Conditions(_("only where"), of="entity", help_text=_("Without conditions, all of them."))
    last_run_at = fields.DateTime(_("last applied"), null=True, blank=True, editable=False)

    class Meta(NightlyRule.Meta):
        abstract = True

    @action(
        _("Measure relationships now"),
        right="update",
        when="active",
        icon="player-play",
        help=_("Depth and next steps of all records are worked out by the active rules, in the background."),
    )
    def measure_now(self) -> None:
        """Don't wait for the night; begun once it is known who asks."""

    def authorise(self, actor: Actor, verb: str, changes: dict[str, Any]) -> None:
        """Have the rules applied in the name of who asks."""
        if verb == "measure_now":
            from guanxi.grading.deepening import begin

            begin(actor)


class DepthRule(MeasuringRule):
    """Of the active rules the first that fits a record says how its depth is measured."""

    months = fields.Integer(_("talks and purchases of the last months"), default=12)
    people_points = fields.Integer(_("points for people"), default=30)
    people_full = fields.Integer(
        _("people for all points"),
        default=4,
        help_text=_("Somebody of great influence counts as one and a half, somebody of little as a half."),
    )
    ways_points = fields.Integer(_("points for ways of contact"), default=15)
    ways_full = fields.Integer(_("ways for all points"), default=3, help_text=_("Calls, visits, messages, meetings."))
    recent_points = fields.Integer(_("points for the last talk"), default=25)
    half_life = fields.Integer(_("half of them after so many days"), default=45)
    theirs_points = fields.Integer(_("points for their coming to us"), default=15)
    theirs_full = fields.Integer(_("times for all points"), default=3)
    bought_points = fields.Integer(_("points for purchases"), default=15)
    bought_full = fields.Integer(_("purchases for all points"), default=3)
    tailored_from = fields.Integer(_("tailored service from"), default=35)
    partner_from = fields.Integer(_("long-term partner from"), default=70)

    class Meta(MeasuringRule.Meta):
        verbose_name = _("depth rule")
        verbose_name_plural = _("depth rules")

    def clean(self) -> None:
        """A rule says something that can be done."""
        from guanxi.grading.depth_rules import check_depth

        check_depth(self)

    def foresee(self, actor: Actor) -> list[str]:
        """How many records would come to another level, and the first of them."""
        from guanxi.grading.depth_foreseeing import of_depth

        return of_depth(self, actor)
