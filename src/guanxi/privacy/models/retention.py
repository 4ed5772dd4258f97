"""How long what is kept: which records, how old, and what becomes of them then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy

from guanxi.engine import fields
from guanxi.engine.nightly import NightlyRule

if TYPE_CHECKING:
    from guanxi.engine.entity import Entity
    from guanxi.engine.permissions import Actor

BIN, ERASE = "bin", "erase"
ACTS = ((BIN, gettext_lazy("to the recycle bin")), (ERASE, gettext_lazy("personal data are erased")))
SINCE = (
    ("updated_at", gettext_lazy("its last change")),
    ("created_at", gettext_lazy("it was made")),
)
MOST_SHOWN = 15


class Noun(fields.Noun):
    """One of the entities whose records can go."""

    def nouns(self) -> Iterable[Entity]:
        from guanxi.privacy.retaining import retainable

        return retainable()


class RetentionRule(NightlyRule):
    """Applied every night once it is active."""

    name = fields.Text(gettext_lazy("name"), max_length=100)
    entity = Noun(gettext_lazy("records"), max_length=60)
    condition = fields.Conditions(
        gettext_lazy("only where"), of="entity", help_text=gettext_lazy("Without conditions, all of them.")
    )
    days = fields.Integer(gettext_lazy("kept for so many days"), default=3650)
    since = fields.Choice(gettext_lazy("counted from"), options=SINCE, default="updated_at")
    act = fields.Choice(gettext_lazy("then"), options=ACTS, default=BIN)
    last_run_at = fields.DateTime(gettext_lazy("last applied"), null=True, blank=True, editable=False)

    class Meta(NightlyRule.Meta):
        verbose_name = gettext_lazy("retention rule")
        verbose_name_plural = gettext_lazy("retention rules")

    @property
    def before(self) -> dt.datetime:
        """Records older than this are meant."""
        return timezone.now() - dt.timedelta(days=self.days)

    def clean(self) -> None:
        """A rule says something that can be done."""
        from guanxi.privacy.retaining import check_rule

        check_rule(self)

    def foresee(self, actor: Actor) -> list[str]:
        """What it would do now: how many records, and the first of them."""
        from guanxi.privacy.retaining import foreseen

        return foreseen(self, actor)
