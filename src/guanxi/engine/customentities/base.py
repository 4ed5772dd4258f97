"""What every record of a company's own kind has: a name, a number, a stage; each shows only where it is used."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from guanxi.engine import fields
from guanxi.engine.customfields.kinds import WithRetired
from guanxi.engine.customfields.numbers import RuledNumber
from guanxi.engine.record import Record


class OwnStage(WithRetired, fields.Stage):
    """A stage without rules on the way: whoever may change a record may move it."""

    only_by_verb = False
    past: Mapping[str, fields.Step] = MappingProxyType({})
    """Stages that are no longer offered."""

    def give(self, steps: tuple[fields.Step, ...], retired: tuple[fields.Step, ...]) -> None:
        """Make these the stages; a record that stands at a retired one keeps it."""
        self.options = tuple((step.key, step.label) for step in steps)
        self.retired = tuple((step.key, str(step.label)) for step in retired)
        self.declared_steps = {step.key: step for step in steps}
        self.past = {step.key: step for step in retired}
        self.default = steps[0].key if steps else ""

    @property
    def needed(self) -> bool:
        return bool(self.options)

    def step(self, value: str) -> fields.Step | None:
        return self.steps.get(value) or self.past.get(value)


class CustomRecord(Record):
    """A record of a kind that the company declared."""

    name = fields.Text(_("name"), max_length=200)
    number = RuledNumber(_("number"), written="")
    stage: Any = OwnStage(_("stage"), max_length=40, default="")

    stage_since = fields.StageSince()

    class Meta(Record.Meta):
        abstract = True
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["stage_since", "id"], name="%(class)s_by_time"),
            models.Index(fields=["stage", "updated_at", "id"], name="%(class)s_by_stage"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="%(class)s_number_once", condition=~models.Q(number=""))
        ]


# A constraint would lock the table of users while another one is made; users are never deleted for good.
CustomRecord._meta.get_field("owner").db_constraint = False  # type: ignore[attr-defined]
