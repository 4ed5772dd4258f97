"""A change of what a custom field holds, ready to be tried or to be done: what becomes of each value."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from guanxi.engine import origin
from guanxi.engine.customfields import living
from guanxi.engine.customfields.columns import held_in, is_filled
from guanxi.engine.customfields.converting import Converter, in_house
from guanxi.engine.entity import Entity
from guanxi.engine.models.customfield import CustomChoice, CustomField
from guanxi.engine.registry import registry

MOST_TRIED = 20_000
"""Values that are tried before somebody decides; the work itself tries them all before anything changes."""
FIRST_LOST = 200


def goes_back(row: CustomField, to: str) -> bool:
    """Whether the field would hold what it held before, in the column that was kept."""
    return bool(row.was) and to == row.was and row.back_until is not None and row.back_until > timezone.now()


@dataclass
class Carrying:
    """What a field holds on its way into another column.

    On the way back a value that nobody changed since is the one of before, also where it had been lost.
    """

    entity: Entity
    source: Any
    target: Any
    convert: Converter
    forth: Converter | None = None
    """How the kept values became the present ones; only on the way back."""

    def rows(self) -> QuerySet[Any]:
        """All records as key, what they hold, and what they held before, by key."""
        rows = self.entity.manager().annotate(held=held_in(self.source)).order_by("pk")
        if self.forth is None:
            return rows.values_list("pk", "held")
        return rows.annotate(kept=held_in(self.target)).values_list("pk", "held", "kept")

    def with_values(self) -> QuerySet[Any]:
        """Those of which something has to be carried over."""
        condition = is_filled(self.source, "held")
        return self.rows().filter(condition if self.forth is None else condition | is_filled(self.target, "kept"))

    def value(self, held: Any, kept: Any = None) -> tuple[Any, bool]:
        """What the record will hold, and whether what it holds is lost; raises TooMany."""
        if self.forth is not None and self._is_untouched(self.forth, held, kept):
            return kept, False
        try:
            return self.convert(held), False
        except ValidationError:
            return self.target.nothing(), True

    def is_empty(self, held: Any) -> bool:
        """Whether nothing stands in the field."""
        return bool(self.source.is_nothing(held)) or held is False

    def was_lost(self, kept: Any = None) -> bool:
        """Whether what the record held before couldn't be carried over then; only on the way back."""
        if self.forth is None:
            return False
        try:
            self.forth(kept)
        except ValidationError:
            return True
        return False

    def _is_untouched(self, forth: Converter, held: Any, kept: Any) -> bool:
        try:
            return bool(forth(kept) == held)
        except ValidationError:
            return self.is_empty(held)


def carrying(row: CustomField, to: str, beside: str = "") -> Carrying:
    """The change of a field to another kind, with the choices it has or had."""
    back = goes_back(row, to)
    source = living.field_of(row)
    target = living.field_as(row, to, row.was_column if back else beside)
    lines = CustomChoice._base_manager.filter(field=row.pk).order_by("position")
    choices = list(lines.values_list("key", "label"))
    forth = Converter(target, source, choices, grow=False) if back else None
    return Carrying(registry[row.entity], source, target, Converter(source, target, choices), forth)


@dataclass
class Counted:
    """How many values there are and what becomes of them; `exact` unless there are more than were tried."""

    held: int = 0
    carried: int = 0
    lost: int = 0
    returned: int = 0
    exact: bool = True
    first_lost: list[tuple[uuid.UUID, Any]] = field(default_factory=list)

    def add(self, work: Carrying, key: uuid.UUID, held: Any, *kept: Any) -> tuple[Any, bool]:
        """Count one record; gives what becomes of it."""
        new, is_lost = work.value(held, *kept)
        if work.is_empty(held):
            self.returned += work.was_lost(*kept)
        else:
            self.held += 1
            self.lost += is_lost
            self.carried += not is_lost
        if is_lost and len(self.first_lost) < FIRST_LOST:
            self.first_lost.append((key, held))
        return new, is_lost


def tried(work: Carrying) -> Counted:
    """What would become of the values there are, the first of them; nothing is written. Raises TooMany."""
    told = Counted()
    with origin.unguarded(), in_house():
        found = list(work.with_values()[: MOST_TRIED + 1])
        for values in found[:MOST_TRIED]:
            told.add(work, *values)
    told.exact = len(found) <= MOST_TRIED
    return told
