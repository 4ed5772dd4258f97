"""A contact cycle: how often records of some kind are to be contacted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from guanxi.engine import fields
from guanxi.engine.nightly import NightlyRule
from guanxi.engine.tailoring import living
from guanxi.grading.models.rule import GradedNoun

if TYPE_CHECKING:
    from guanxi.engine.permissions import Actor
    from guanxi.engine.simulating import Simulation


class ContactCycle(NightlyRule):
    """Of the active cycles the first that fits a record says how many days after a follow-up the next is due."""

    name = fields.Text(_("name"), max_length=100)
    entity = GradedNoun(_("records"), max_length=60)
    place = fields.Integer(_("order"), default=10, help_text=_("Rules with smaller numbers come first."))
    filter = fields.Conditions(_("only where"), of="entity", help_text=_("Without conditions, all of them."))
    days = fields.Integer(_("contacted every so many days"), default=30)

    class Meta(NightlyRule.Meta):
        verbose_name = _("contact cycle")
        verbose_name_plural = _("contact cycles")

    def clean(self) -> None:
        """A cycle says something that can be done."""
        from guanxi.grading.cycles import check_cycle

        check_cycle(self)

    def foresee(self, actor: Actor) -> list[str]:
        """How many records would be due by it, and how many are overdue already."""
        from guanxi.grading.cycles import foreseen

        return foreseen(self, actor)

    def simulation(self, actor: Actor) -> Simulation:
        from guanxi.grading.cycles import Calling

        return Calling(self, actor)

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        """Lists of every process know with their next request whether one is active."""
        living.announce(ContactCycle)
        transaction.on_commit(partial(living.refresh))
