"""The one list of entities; closed: a face may only say what the engine knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db import models

from guanxi.engine.entity import Entity

_ANNOTATED = {name for name in vars(Entity) if not name.startswith("__")} | set(Entity.__annotations__)


class Registry:
    """Entities by name and by model."""

    def __init__(self) -> None:
        self._by_name: dict[str, Entity] = {}
        self._by_model: dict[type[models.Model], Entity] = {}

    def add(self, face: type[Entity]) -> None:
        unknown = {name for name in vars(face) if not name.startswith("_")} - _ANNOTATED
        if unknown:
            raise ImproperlyConfigured(f"{face.__name__} says what no entity has: {', '.join(sorted(unknown))}")
        if not face.name:
            face.name = plural(face.model.__name__)
        if face.name in self._by_name and type(self._by_name[face.name]) is not face:
            raise ImproperlyConfigured(f"Two entities are named {face.name!r}")
        entity = face()
        self._by_name[face.name] = entity
        self._by_model[face.model] = entity

    def __getitem__(self, name: str) -> Entity:
        return self._by_name[name]

    def get(self, name: str) -> Entity | None:
        return self._by_name.get(name)

    def for_model(self, model: type[models.Model]) -> Entity:
        return self._by_model[model]

    def has_model(self, model: Any) -> bool:
        return model in self._by_model

    def __iter__(self) -> Iterator[Entity]:
        return iter(self._by_name.values())

    def __contains__(self, name: object) -> bool:
        return name in self._by_name


registry = Registry()
Face = TypeVar("Face", bound=type[Entity])


def register(face: Face) -> Face:
    """Make an entity known; a class decorator."""
    registry.add(face)
    return face


def plural(name: str) -> str:
    """The address of a model's name: `PublicPool` → `public-pools`, `Company` → `companies`."""
    kebab = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
    if kebab.endswith("y") and kebab[-2] not in "aeiou":
        return f"{kebab[:-1]}ies"
    return f"{kebab}es" if kebab.endswith(("s", "x", "ch", "sh")) else f"{kebab}s"
