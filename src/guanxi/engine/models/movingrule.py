"""How records move to another stage by themselves: after a time, or once they fit conditions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from guanxi.engine import fields
from guanxi.engine.action import action
from guanxi.engine.customfields.parameters import StageOf
from guanxi.engine.nightly import NightlyRule

if TYPE_CHECKING:
    from guanxi.engine.entity import Entity
    from guanxi.engine.permissions.access import Actor


class Staged(fields.Noun):
    """One of the entities whose stages have dates."""

    def nouns(self) -> Iterable[Entity]:
        from guanxi.engine.registry import registry

        return (entity for entity in registry if entity.stage_since is not None)


class MovingRule(NightlyRule):
    """Applied every night once it is active; of several that fit a record the first moves it."""

    name = fields.Text(gettext_lazy("name"), max_length=100)
    entity = Staged(gettext_lazy("records"), max_length=60)
    leaves = StageOf(
        gettext_lazy("from the stage"), max_length=130, blank=True, help_text=gettext_lazy("From any other when empty.")
    )
    to = StageOf(gettext_lazy("to the stage"), max_length=130)
    days = fields.Integer(
        gettext_lazy("after so many days at the stage"),
        default=30,
        help_text=gettext_lazy("0: as soon as the conditions hold."),
    )
    working = fields.YesNo(gettext_lazy("working days alone count"))
    condition = fields.Conditions(
        gettext_lazy("only where"), of="entity", help_text=gettext_lazy("Without conditions, all of them.")
    )
    place = fields.Integer(
        gettext_lazy("order"), default=10, help_text=gettext_lazy("Rules with smaller numbers come first.")
    )
    last_run_at = fields.DateTime(gettext_lazy("last applied"), null=True, blank=True, editable=False)

    class Meta(NightlyRule.Meta):
        verbose_name = gettext_lazy("moving rule")
        verbose_name_plural = gettext_lazy("moving rules")

    def clean(self) -> None:
        """A rule says something that can be done."""
        from guanxi.engine.stagemoves import check_rule

        check_rule(self)

    def foresee(self, actor: Actor) -> list[str]:
        """What it would do now: how many records from which stage, and the first of them."""
        from guanxi.engine.stagemoves import foreseen

        return foreseen(self, actor)

    @action(
        gettext_lazy("Apply the active rules now"),
        right="update",
        when="active",
        preview="foresee",
        danger=True,
        icon="player-play",
        help=gettext_lazy("All active rules are applied in their order, in the background."),
    )
    def apply_now(self) -> None:
        """Don't wait for the night; begun once it is known who asks."""

    def authorise(self, actor: Actor, verb: str, changes: dict[str, Any]) -> None:
        """Have the rules applied in the name of who asks."""
        from guanxi.engine.stagemoves import begin

        if verb == "apply_now":
            begin(actor)
