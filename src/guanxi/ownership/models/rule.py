"""A recycle rule: after which time a record that nobody follows up falls to a pool."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanxi.engine import fields
from guanxi.engine.nightly import NightlyRule
from guanxi.engine.tailoring import living
from guanxi.ownership.models.pool import Pool, PooledNoun

if TYPE_CHECKING:
    from guanxi.engine.permissions import Actor
    from guanxi.engine.simulating import Simulation

FOLLOWED, HELD, DAY = "followed", "held", "day"
BASES = (
    (FOLLOWED, _("the last follow-up")),
    (HELD, _("the day the owner got it")),
    (DAY, _("a day on the record")),
)


class DayField(fields.Choice):
    """A date on what can wait in a pool, as `entity.field`."""

    @property
    def options(self) -> tuple[tuple[str, str | Promise], ...]:  # type: ignore[override]
        from guanxi.ownership.pools import days

        return tuple(days())

    @options.setter
    def options(self, _given: Iterable[object]) -> None:
        pass

    def schema(self) -> dict[str, object]:
        return {"type": "string", "maxLength": self.max_length}


class RecycleRule(NightlyRule):
    """Of the rules that fit a record the one with the lowest number counts, whether its time is over or not."""

    name = fields.Text(_("name"), max_length=100)
    entity = PooledNoun(_("records"), max_length=60)
    rank = fields.Integer(_("order"), default=10, help_text=_("The rule with the lowest number is asked first."))
    filter = fields.Conditions(_("only where"), of="entity")
    unless = fields.Conditions(_("not where"), of="entity", help_text=_("Such as a deal that is done."))
    since = fields.Choice(
        _("counted from"),
        options=BASES,
        default=FOLLOWED,
        fixed=True,
        help_text=_("What was never followed up is counted from the day its owner got it."),
    )
    day = DayField(_("which day"), max_length=120, blank=True, asked_when='since == "day"')
    days = fields.Integer(_("days"), default=30)
    working = fields.YesNo(_("working days"))
    pool = fields.Link(Pool, _("falls to"), related_name="rules")
    regional = fields.YesNo(
        _("to the pool of its sales region"),
        help_text=_("Where a pool stands for the region of a record, it falls there; else to the one named here."),
    )
    warn_days = fields.Integer(_("told so many days before"), default=7)

    class Meta(NightlyRule.Meta):
        verbose_name = _("recycle rule")
        verbose_name_plural = _("recycle rules")

    def clean(self) -> None:
        """A rule says something that can be done."""
        from guanxi.ownership.falling import check_rule

        check_rule(self)

    def foresee(self, actor: Actor) -> list[str]:
        """Who would lose what if it were carried out now."""
        from guanxi.ownership.losing import foreseen

        return foreseen(self, actor)

    def simulation(self, actor: Actor) -> Simulation:
        from guanxi.ownership.losing import Losing

        return Losing(self, actor)

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        """Lists of every process know with their next request whether one is active."""
        living.announce(RecycleRule)
        transaction.on_commit(partial(living.refresh))
