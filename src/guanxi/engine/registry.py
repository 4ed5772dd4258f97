"""The one list of entities; closed: a face may only say what the engine knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotFound

_ANNOTATED = {name for name in vars(Entity) if not name.startswith("__")} | set(Entity.__annotations__)


class Registry:
    """Entities by name and by model. Its tables are replaced, never changed, so that who reads them needs no lock."""

    def __init__(self) -> None:
        self._by_name: dict[str, Entity] = {}
        self._by_model: dict[type[models.Model], Entity] = {}
        self.reserved: frozenset[str] = frozenset()
        """What stands first in addresses that are no entity's."""
        self.edition = 0
        """Moves when entities come, go or are called otherwise; what is worked out from all of them is kept by it."""

    def add(self, face: type[Entity]) -> None:
        unknown = {name for name in vars(face) if not name.startswith("_")} - _ANNOTATED
        if unknown:
            raise ImproperlyConfigured(f"{face.__name__} says what no entity has: {', '.join(sorted(unknown))}")
        if not face.name:
            face.name = plural(face.model.__name__)
        if face.name in self._by_name and type(self._by_name[face.name]) is not face:
            raise ImproperlyConfigured(f"Two entities are named {face.name!r}")
        self.put(face())

    def put(self, entity: Entity) -> None:
        """Make an entity known, at the end of the list if it wasn't."""
        self._by_name = {**self._by_name, entity.name: entity}
        self._by_model = {**self._by_model, entity.model: entity}
        self.edition += 1

    def take_out(self, entity: Entity) -> None:
        """Forget an entity; its name is free again."""
        self._by_name = {name: one for name, one in self._by_name.items() if one is not entity}
        self._by_model = {model: one for model, one in self._by_model.items() if one is not entity}
        self.edition += 1

    def reserve(self, *names: str) -> None:
        """Names that no entity may have, since an address begins with them."""
        self.reserved |= frozenset(names)

    def __getitem__(self, name: str) -> Entity:
        return self._by_name[name]

    def written(self, name: str) -> Entity:
        """The entity of a name that was written down some time ago; raises NotFound where it was deleted since."""
        found = self._by_name.get(name)
        if found is None:
            raise NotFound(_("There are no records of this name."))
        return found

    def get(self, name: str) -> Entity | None:
        return self._by_name.get(name)

    def for_model(self, model: type[models.Model]) -> Entity:
        return self._by_model[model]

    def follow_ups(self) -> list[Entity]:
        """The kinds of records that are follow-ups of others."""
        return [entity for entity in self if entity.follow_up]

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
