"""How records move to another stage by themselves: after a time, or once they fit conditions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy, pgettext_lazy

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


TIME, EVENT = "time", "event"
UPON = (
    (TIME, gettext_lazy("after a time, or once conditions hold")),
    (EVENT, gettext_lazy("when something happens")),
)
MADE, CHANGED, EITHER = "made", "changed", "either"
HAPPENS = (
    (MADE, pgettext_lazy("what happens", "is made")),
    (CHANGED, pgettext_lazy("what happens", "is changed")),
    (EITHER, pgettext_lazy("what happens", "is made or changed")),
)
BY_TIME, BY_EVENT = f'upon == "{TIME}"', f'upon == "{EVENT}"'


class Cause(fields.Noun):
    """One of the kinds of records from which something leads to records with stages."""

    def nouns(self) -> Iterable[Entity]:
        from guanxi.engine.eventmoves import causes

        return causes()


class MovingRule(NightlyRule):
    """Applied every night once it is active, or when something happens; of several that fit the first counts."""

    name = fields.Text(gettext_lazy("name"), max_length=100)
    entity = Staged(gettext_lazy("records"), max_length=60)
    leaves = StageOf(
        gettext_lazy("from the stage"), max_length=130, blank=True, help_text=gettext_lazy("From any other when empty.")
    )
    to = StageOf(gettext_lazy("to the stage"), max_length=130)
    upon = fields.Choice(gettext_lazy("moves"), options=UPON, default=TIME, fixed=True)
    cause = Cause(
        gettext_lazy("because of"),
        max_length=60,
        blank=True,
        asked_when=BY_EVENT,
        help_text=gettext_lazy("Such as notes, purchases or changes of owner that are about the record."),
    )
    happens = fields.Choice(
        gettext_lazy("one of which"), options=HAPPENS, default=MADE, fixed=True, asked_when=BY_EVENT
    )
    cause_filter = fields.Conditions(
        gettext_lazy("only those of them where"),
        of="cause",
        asked_when=BY_EVENT,
        help_text=gettext_lazy("Such as: the kind of note is a call."),
    )
    days = fields.Integer(
        gettext_lazy("after so many days at the stage"),
        default=30,
        asked_when=BY_TIME,
        help_text=gettext_lazy("0: as soon as the conditions hold."),
    )
    working = fields.YesNo(gettext_lazy("working days alone count"), asked_when=BY_TIME)
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
        gettext_lazy("Activate"),
        right="update",
        when="is_inactive",
        preview="foresee",
        danger=True,
        undo=True,
        help=gettext_lazy("From now on it is applied: every night, or each time that what it waits for happens."),
    )
    def activate(self) -> None:
        """Apply it from now on."""
        self.active = True

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
