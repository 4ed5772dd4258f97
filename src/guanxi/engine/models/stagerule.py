"""What has to hold before a record comes to a stage."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine import fields
from guanxi.engine.customfields.parameters import Formula, StageOf
from guanxi.engine.expressions import Type, Wrong, compile_expression
from guanxi.engine.expressions.words import said
from guanxi.engine.record import Kept
from guanxi.engine.registry import registry
from guanxi.engine.stagegates import Gate

LONGEST = 9_000
"""Days a record may be said to stay at a stage."""


class StageRule(Kept):
    """The rule of one stage; in the recycle bin nothing is asked before a record comes there."""

    stage = StageOf(gettext_lazy("stage"), max_length=130)
    told = fields.Text(
        gettext_lazy("what is missing"),
        max_length=200,
        help_text=gettext_lazy(
            "What people read who move a record there too early, such as “Not paid yet.”, or stay there for long."
        ),
    )
    only_when = Formula(
        gettext_lazy("only when"),
        blank=True,
        help_text=gettext_lazy("A formula that holds or doesn't, such as amount > 0 AND approved."),
    )
    in_order = fields.YesNo(
        gettext_lazy("only from the stage before"),
        help_text=gettext_lazy("No stage before this one is passed over; the way back is free."),
    )

    longest = fields.Integer(
        gettext_lazy("days at most"),
        null=True,
        blank=True,
        help_text=gettext_lazy("Records that stay at this stage for longer are shown as stuck. Nobody is held up."),
    )

    class Meta(Kept.Meta):
        verbose_name = gettext_lazy("stage rule")
        verbose_name_plural = gettext_lazy("stage rules")
        constraints = [
            models.UniqueConstraint(
                fields=["stage"],
                name="stage_rule_once",
                condition=models.Q(deleted_at__isnull=True),
                violation_error_message=gettext_lazy("This stage has a rule already."),
            )
        ]

    @property
    def gate(self) -> Gate:
        """What is judged by."""
        return Gate(self.told, self.only_when, self.in_order, self.longest)

    def clean(self) -> None:
        """A rule asks for something, in a formula that these records can answer."""
        if self.longest is not None and not 1 <= self.longest <= LONGEST:
            raise ValidationError({"longest": _("From 1 to %(most)d days.") % {"most": LONGEST}})
        if not self.only_when and not self.in_order and not self.longest:
            text = _("Say what has to hold, that no stage is passed over, or how long a record stays at most.")
            raise ValidationError({"only_when": text})
        entity = registry.get(self.stage.partition(":")[0])
        if entity is None or not self.only_when:
            return
        try:
            found = compile_expression(self.only_when, entity.fields)
        except Wrong as wrong:
            raise ValidationError({"only_when": str(wrong)}) from wrong
        if found.type is not Type.TRUTH:
            told = {"found": said([found.type]), "wanted": said([Type.TRUTH])}
            raise ValidationError({"only_when": _("This gives %(found)s, and %(wanted)s is expected.") % told})

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        """In every process with its next request."""
        from guanxi.engine.tailoring import living

        living.announce(StageRule)
        transaction.on_commit(partial(living.refresh))
