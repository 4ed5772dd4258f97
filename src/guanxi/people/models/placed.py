"""What lies somewhere: a record that knows its administrative division and the company's own region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from guanxi.engine import fields
from guanxi.engine.record import Record
from guanxi.people.models.region import Region

EDITION = 1
"""Moves when addresses are read otherwise; the night then reads those of every record again."""
IN_A_REGION = models.Q(sales_region__isnull=False)
BY_PLACE = [
    models.Index(fields=["division", "sales_region"], name="%(class)s_by_division"),
    models.Index(fields=["sales_region", "sort_key", "id"], name="%(class)s_in_by_name", condition=IN_A_REGION),
    models.Index(fields=["sales_region", "updated_at", "id"], name="%(class)s_in_by_change", condition=IN_A_REGION),
]


class FromAddress:
    """A field that tells of others of its record: who may not read those doesn't see it."""

    def tells_of(self) -> Mapping[str, tuple[str, ...]]:
        from guanxi.engine.registry import registry

        model: Any = self.model  # type: ignore[attr-defined]
        return {registry.for_model(model).name: model.places}


class Division(FromAddress, fields.Address):
    """Province, town and district, worked out."""


class SalesRegion(FromAddress, fields.Link):
    """The region of the company's own, worked out."""


class Placed(Record):
    """A record whose own texts say where it is. Both fields follow from them and from the tree of regions."""

    places: ClassVar[tuple[str, ...]] = ()
    """The fields that say where it is, from the roughest to the most exact."""

    division = Division(_("administrative division"), blank=True, editable=False)
    sales_region = SalesRegion(
        Region, _("sales region"), null=True, blank=True, editable=False, related_name="+", db_index=False
    )
    placed_by = models.PositiveSmallIntegerField(default=0, editable=False)
    """By which edition of the reader its division was found."""

    class Meta(Record.Meta):
        abstract = True
        indexes = [*Record.Meta.indexes, *BY_PLACE]

    def before_change(self, before: Mapping[str, Any]) -> None:
        """First of all it is placed: what else follows from a change may follow from the region."""
        from guanxi.people import regions

        if not before or any(before[name] != getattr(self, name) for name in self.places):
            tree = regions.tree() if before else regions.recent()
            self.division = regions.division_of(self)
            self.sales_region_id = tree.region_of(self.division)  # type: ignore[attr-defined]
            self.placed_by = EDITION
        super().before_change(before)

    @classmethod
    def after_changes(cls, verb: str, changed: Sequence[tuple[Self, dict[str, Any]]]) -> None:
        """New records may have been made ready before the tree changed: they are held against it once more."""
        from guanxi.people import regions

        if verb in ("create", "import"):
            regions.correct(cls, [record for record, _changes in changed])
        super().after_changes(verb, changed)
