"""Tables that name records of any entity and have no events: their rows go where the record goes."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from guanxi.engine.models.merger import Carried, Merger


@dataclass(frozen=True)
class Follows:
    """A table with the columns `entity` and `record`; `once`: what a record has one row of each of."""

    model: type[Model]
    once: tuple[str, ...] = ()
    only: Q = field(default_factory=Q)

    @property
    def name(self) -> str:
        return str(self.model._meta.label_lower)

    def rows(self, entity: str, keys: Iterable[uuid.UUID]) -> QuerySet[Any]:
        found: QuerySet[Any] = self.model._base_manager.filter(self.only, entity=entity, record__in=list(keys))
        return found

    def going(self, entity: str, origin: uuid.UUID, survivor: uuid.UUID) -> QuerySet[Any]:
        """Its rows that can lead to the survivor; one that the survivor has already stays where it is."""
        rows = self.rows(entity, [origin])
        if not self.once:
            return rows
        same = {name: OuterRef(name) for name in self.once}
        return rows.exclude(Exists(self.rows(entity, [survivor]).filter(**same)))

    def carry(self, entity: str, origin: uuid.UUID, survivor: uuid.UUID) -> list[uuid.UUID]:
        """Have them lead to the survivor."""
        rows = self.going(entity, origin, survivor)
        keys = list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
        self.model._base_manager.filter(pk__in=keys).update(record=survivor)
        return keys


known: dict[str, Follows] = {}


def follows(model: type[Model], *, once: tuple[str, ...] = (), only: Q | None = None) -> None:
    """Declare that a table's rows follow the record that they name when it is merged into another."""
    table = Follows(model, once, only or Q())
    known[table.name] = table


def carry_rows(merger: Merger, others: Iterable[uuid.UUID]) -> None:
    """Have the rows of all such tables lead to the survivor, and note which did."""
    for table in known.values():
        for other in others:
            keys = table.carry(merger.entity, other, merger.survivor)
            if keys:
                Carried.objects.create(merger=merger, place=table.name, origin=other, keys=keys)


def put_rows_back(merger: Merger) -> None:
    """Have the rows that still lead to the survivor lead to where they did."""
    for carried in merger.carried.filter(origin__isnull=False):  # type: ignore[attr-defined]
        table = known.get(carried.place)
        if table is not None:
            rows = table.model._base_manager.filter(pk__in=carried.keys, record=merger.survivor)
            rows.update(record=carried.origin)
