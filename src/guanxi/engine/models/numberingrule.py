"""How the numbers of one kind of record are built and counted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from guanxi.engine import fields, numbering
from guanxi.engine.action import action
from guanxi.engine.fields.number import AutoNumber
from guanxi.engine.record import Kept
from guanxi.engine.tailoring import numbers
from guanxi.engine.tailoring.numbers import DAY, MONTH, NEVER, YEAR, Rule, check, today
from guanxi.engine.tailoring.places import Place, PlaceName
from guanxi.engine.wording import labelled, listed

if TYPE_CHECKING:
    from guanxi.engine.permissions import Actor

RESETS = (
    (NEVER, gettext_lazy("never")),
    (YEAR, gettext_lazy("every year")),
    (MONTH, gettext_lazy("every month")),
    (DAY, gettext_lazy("every day")),
)
SHOWN = 3
HIGHEST = 10**9


class NumberedName(PlaceName):
    """One of the fields whose numbers the system hands out."""

    def takes(self, one: Place) -> bool:
        return isinstance(one.kind, AutoNumber) and one.lines is None


class NumberingRule(Kept):
    """One rule for one field; in the recycle bin the field counts again as it came."""

    pattern = fields.Text(
        gettext_lazy("pattern"),
        max_length=60,
        help_text=gettext_lazy(
            "Such as KH-{year}-{counter:4}. It may hold {year}, {yy}, {month}, {day}, {department} and {counter:4}, "
            "where 4 is the number of digits."
        ),
    )
    subject = NumberedName(gettext_lazy("numbers of"), max_length=120)
    reset = fields.Choice(gettext_lazy("counts anew"), options=RESETS, default=NEVER, fixed=True)
    start = fields.Integer(pgettext_lazy("numbers", "begins with"), default=1)
    example = fields.Text(gettext_lazy("first number"), max_length=60, editable=False, default="")

    class Meta(Kept.Meta):
        verbose_name = gettext_lazy("numbering rule")
        verbose_name_plural = gettext_lazy("numbering rules")
        constraints = [
            models.UniqueConstraint(
                fields=["subject"],
                name="numbering_rule_once",
                condition=models.Q(deleted_at__isnull=True),
                violation_error_message=gettext_lazy("These numbers have a rule already."),
            )
        ]

    @property
    def rule(self) -> Rule:
        """What is counted by."""
        return Rule(self.subject, self.pattern, self.reset, self.start)

    @action(
        gettext_lazy("Set the next number"),
        inputs={"counter": fields.Integer(gettext_lazy("next number"), required=True)},
        right="update",
        icon="list-numbers",
        preview="upcoming",
    )
    def set_next(self, counter: int) -> None:
        """Count on from here, where numbers were given before; a number that is taken already is passed over."""
        if not 1 <= counter <= HIGHEST:
            raise ValidationError({"counter": _("A number from 1 on is expected here.")})
        self.counting_from = counter

    def upcoming(self, actor: Actor) -> list[str]:
        """The numbers that the actor's next records would have."""
        return [labelled(pgettext("numbers", "Next"), listed(self.rule.upcoming(actor, SHOWN)))]

    def clean(self) -> None:
        """A pattern whose numbers never repeat."""
        if not 1 <= self.start <= HIGHEST:
            raise ValidationError({"start": _("A number from 1 on is expected here.")})
        check(self.rule)
        self.example = self.rule.shaped(self.start, today(), "ABC")

    def authorise(self, actor: Actor, verb: str, changes: dict[str, Any]) -> None:
        """The counter moves in the transaction that tells of it."""
        if verb == "set_next":
            numbering.begin_at(self.rule.series(today(), numbers.department_of(actor)), self.counting_from)

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        """In every process with its next request."""
        from guanxi.engine.tailoring import living

        living.announce(NumberingRule)
        transaction.on_commit(partial(living.refresh))
