"""From which score on records are listed as possible duplicates, and as surely the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy

from guanxi.engine import fields
from guanxi.engine.nightly import NightlyRule

if TYPE_CHECKING:
    from guanxi.engine.entity import Entity
    from guanxi.engine.permissions.access import Actor


class Matched(fields.Noun):
    """One of the entities among whose records somebody may look for the same."""

    def nouns(self) -> Iterable[Entity]:
        from guanxi.engine.registry import registry

        return (entity for entity in registry if entity.identity is not None)


class DuplicateRule(NightlyRule):
    """While it is active its scores hold, and duplicates are looked for every night; one for a kind of record."""

    name = fields.Text(gettext_lazy("name"), max_length=100)
    entity = Matched(gettext_lazy("records"), max_length=60)
    listed_from = fields.Integer(
        gettext_lazy("listed from a score of"),
        default=60,
        help_text=gettext_lazy("In percent. What is less alike isn't kept."),
    )
    sure_from = fields.Integer(
        gettext_lazy("surely the same from a score of"), default=85, help_text=gettext_lazy("In percent.")
    )

    class Meta(NightlyRule.Meta):
        verbose_name = gettext_lazy("duplicate rule")
        verbose_name_plural = gettext_lazy("duplicate rules")
        constraints = [
            models.UniqueConstraint(
                fields=["entity"],
                name="duplicate_rule_once",
                condition=models.Q(active=True, deleted_at__isnull=True),
                violation_error_message=gettext_lazy(
                    "Another rule for these records is active. Deactivate that one first."
                ),
            )
        ]

    def clean(self) -> None:
        """A rule says something that can be done."""
        from guanxi.engine.duplicates.thresholds import check_rule

        check_rule(self)

    def foresee(self, actor: Actor) -> list[str]:
        """How many would be listed by it, as far as the latest run tells."""
        from guanxi.engine.duplicates.thresholds import foreseen

        return foreseen(self)
