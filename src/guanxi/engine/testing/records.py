"""Records of any entity, made through the gate out of values that fit its fields."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model

from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.fields.anchor import written
from guanxi.engine.fields.base import Kind
from guanxi.engine.permissions import Actor
from guanxi.engine.record import Kept
from guanxi.engine.registry import registry
from guanxi.engine.testing.company import Company
from guanxi.engine.testing.values import good


@dataclass(frozen=True)
class Fitting:
    """Values that a field takes, or what makes them of a maker and a number, where its kind alone doesn't say so."""

    values: tuple[Any, ...]
    because: str


@dataclass(frozen=True)
class Made:
    """How a record comes to be that nobody may create; and why nobody may."""

    make: Callable[[Any, int], Kept]
    because: str


class Maker:
    """Makes records as one actor; `fitting` by "entity.field", `made` by entity."""

    def __init__(
        self,
        actor: Actor,
        company: Company,
        fitting: Mapping[str, Fitting] | None = None,
        made: Mapping[str, Made] | None = None,
    ) -> None:
        self.actor, self.company = actor, company
        self.fitting, self.made = fitting or {}, made or {}
        self._linked: dict[tuple[str, int], uuid.UUID] = {}

    def make(self, entity: Entity, n: int = 0, /, *, full: bool = True, **given: Any) -> Kept:
        """The n-th record of an entity; `full`: with every field and some lines, not only what is needed."""
        if entity.name in self.made:
            return self.made[entity.name].make(self.company, n)
        values = {**self.values(entity, n, full=full), **given}
        return gate.create(entity, values, actor=self.actor)

    def values(self, entity: Entity, n: int, *, full: bool = True) -> dict[str, Any]:
        """What a new record is made of."""
        fields = {name: kind for name, kind in entity.fields.items() if kind.editable and not kind.only_by_verb}
        values = {name: self.one(entity.name, kind, n) for name, kind in fields.items() if full or kind.needed}
        if full:
            values |= {name: self.lines(entity, name, n) for name in entity.lines}
        return values

    def one(self, where: str, kind: Kind, n: int) -> Any:
        """The n-th good value of one field."""
        fits = self.fitting.get(f"{where}.{kind.name}")  # type: ignore[attr-defined]
        if fits:
            value = fits.values[n % len(fits.values)]
            return value(self, n) if callable(value) else value
        if kind.kind == "pointer":
            return written("users", self.linked("users", n))
        return self.linked(kind.target, n) if kind.kind == "link" else good(kind, n)  # type: ignore[attr-defined]

    def lines(self, entity: Entity, name: str, n: int, count: int = 2) -> list[dict[str, Any]]:
        """Some lines, no two the same."""
        kinds = entity.lines[name].fields
        where = f"{entity.name}.{name}"
        if where in self.fitting:
            return list(self.fitting[where].values[:count])
        return [{field: self.one(where, kind, n + place) for field, kind in kinds.items()} for place in range(count)]

    def linked(self, target: str, n: int) -> uuid.UUID:
        """A record to link to: one of four of each entity, made when first needed."""
        place = n % 4
        if registry[target].model is get_user_model():
            return list(self.company.keys.values())[place]
        key = (target, place)
        if key not in self._linked:
            self._linked[key] = self.make(registry[target], 900 + place, full=False).pk
        return self._linked[key]
