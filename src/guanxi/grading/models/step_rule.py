"""A step rule: which step is suggested for which records, why, and with what one begins it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine import fields
from guanxi.engine.fields.noun import Installed
from guanxi.grading.models.depth_rule import MeasuringRule

if TYPE_CHECKING:
    from guanxi.engine.permissions import Actor

VISIT, CALL, NOTE, PERSON, PEOPLE = "visit", "call", "note", "person", "people"
DEEDS = (
    (VISIT, _("Plan a visit")),
    (CALL, _("Plan a call")),
    (NOTE, _("Write a note")),
    (PERSON, _("Add a contact")),
    (PEOPLE, _("Look at the people there")),
)


class StepOf(Installed):
    """A step that a rule can suggest, as ENTITY:KEY."""

    def among(self) -> Iterator[tuple[str, str | Promise]]:
        from guanxi.grading.depth_rules import deepened

        return (
            (f"{entity.name}:{key}", label)
            for entity in deepened()
            for key, label in entity.fields["next_step"].labels.items()  # type: ignore[attr-defined]
        )


class StepRule(MeasuringRule):
    """Of the active rules the first that fits a record, and whose step it did not refuse, says what to do next."""

    step = StepOf(pgettext_lazy("step rule", "suggests"), max_length=130)
    does = fields.Choice(pgettext_lazy("step rule", "begins with"), options=DEEDS, default=VISIT, fixed=True)
    reason = fields.Text(
        _("reason in your own words"), max_length=200, blank=True, help_text=_("When empty, the figures tell it.")
    )

    class Meta(MeasuringRule.Meta):
        verbose_name = _("next-step rule")
        verbose_name_plural = _("next-step rules")

    def clean(self) -> None:
        """A rule says something that can be done."""
        from guanxi.grading.depth_rules import check_step

        check_step(self)

    def foresee(self, actor: Actor) -> list[str]:
        """For how many records it would be suggested, and the first of them."""
        from guanxi.grading.depth_foreseeing import of_step

        return of_step(self, actor)
