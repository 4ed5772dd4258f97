"""Which fields a company wants filled in: by these the completeness of its data is measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine import fields
from guanxi.engine.fields.ofrecords import FieldsOfRecords
from guanxi.engine.record import Kept

if TYPE_CHECKING:
    from guanxi.engine.entity import Entity


class Measured(fields.Noun):
    """One of the kinds of records whose data is measured."""

    def nouns(self) -> Iterable[Entity]:
        from guanxi.engine.quality.measures import measured

        return measured()


class FieldsThatMatter(FieldsOfRecords):
    """Fields that can be empty."""

    def among(self) -> Iterator[tuple[str, str]]:
        from guanxi.engine.quality.measures import can_be_missing, measured

        for entity in measured():
            for name, kind in entity.fields.items():
                if (kind.editable or name == entity.owner_path) and can_be_missing(kind):  # type: ignore[attr-defined]
                    label = capfirst(str(kind.verbose_name))  # type: ignore[attr-defined]
                    yield f"{entity.name}.{name}", f"{capfirst(entity.label_plural)} / {label}"


class QualityRule(Kept):
    """While there is one for a kind of record, its fields matter and those of the face don't; of several, all."""

    name = fields.Text(gettext_lazy("name"), max_length=100)
    entity = Measured(gettext_lazy("records"), max_length=60)
    matters = FieldsThatMatter(
        gettext_lazy("fields that matter"),
        required=True,
        help_text=gettext_lazy("Only these count when it is measured how much is filled in."),
    )

    class Meta(Kept.Meta):
        verbose_name = gettext_lazy("quality rule")
        verbose_name_plural = gettext_lazy("quality rules")

    def clean(self) -> None:
        """Its fields are those of its records."""
        if not self.matters:
            raise ValidationError({"matters": _("Fill this in.")})
        if any(one.partition(".")[0] != self.entity for one in self.matters):
            raise ValidationError({"matters": _("Choose fields of these records only.")})

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        """Every process measures by it with its next request; the figures of today are made anew."""
        from guanxi.engine.jobs import enqueue
        from guanxi.engine.quality.figures import JOB
        from guanxi.engine.quality.measures import measured
        from guanxi.engine.tailoring import living

        living.announce(QualityRule)
        transaction.on_commit(partial(living.refresh))
        if any(face.name == self.entity for face in measured()):
            enqueue(JOB, {"entity": self.entity}, actor=None, lock=f"{JOB}:{self.entity}")
