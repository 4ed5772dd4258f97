"""What of the declarations a company can make its own: entities, fields and lines, by one name each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from guanxi.engine import fields
from guanxi.engine.entity import Entity, LineSet
from guanxi.engine.fields.listed import Listed
from guanxi.engine.fields.noun import Installed
from guanxi.engine.registry import registry

OWN = ("custom-fields", "custom-entities", "choice-lists", "names", "numbering-rules", "stage-rules")
"""What holds the company's own settings is called the same everywhere."""


@dataclass(frozen=True)
class Place:
    """An entity (no field), a field of it, its lines, or a field of those."""

    entity: Entity
    lines: LineSet | None = None
    kind: Any = None

    @property
    def name(self) -> str:
        """`customers`, `customers.industry`, `contacts.affiliations`, `contacts.affiliations.part`."""
        parts = [self.entity.name, self.lines.name if self.lines else "", self.kind.name if self.kind else ""]
        return ".".join(part for part in parts if part)

    @property
    def label(self) -> str:
        """What people call it, from the entity on."""
        parts = [self.entity.label_plural]
        parts += [self.lines.label] if self.lines else []
        parts += [str(self.kind.verbose_name)] if self.kind else []
        return " / ".join(capfirst(part) for part in parts)

    @property
    def siblings(self) -> dict[str, Any]:
        """The fields beside it on the same record or line."""
        return self.lines.fields if self.lines else self.entity.fields


def places() -> Iterator[Place]:
    """Everything, the business first."""
    for entity in reversed(list(registry)):
        if entity.name in OWN:
            continue
        yield Place(entity)
        for kind in entity.fields.values():
            yield Place(entity, kind=kind)
        for lines in entity.lines.values():
            yield Place(entity, lines)
            for kind in lines.fields.values():
                yield Place(entity, lines, kind)


def place(name: str) -> Place | None:
    """The place of this name, if there is one in what is installed."""
    first, *further = name.split(".")
    entity = registry.get(first)
    if entity is None or first in OWN:
        return None
    if not further:
        return Place(entity)
    lines = entity.lines.get(further[0])
    if lines is None:
        kind = entity.fields.get(further[0])
        return Place(entity, kind=kind) if kind is not None and len(further) == 1 else None
    if len(further) == 1:
        return Place(entity, lines)
    kind = lines.fields.get(further[1])
    return Place(entity, lines, kind) if kind is not None and len(further) == 2 else None


def is_listed(one: Place) -> bool:
    """Whether it is a field with a list that can be written down: not one that lists what is installed."""
    people_write = {"create", "update"} <= set(one.entity.verbs)
    return people_write and isinstance(one.kind, Listed) and type(one.kind).options is Listed.options


class Called(Mapping[str, str]):
    """What each place is called, found without going through the others: there are thousands, of which one is told."""

    def __init__(self, takes: Callable[[Place], bool]) -> None:
        self._takes = takes

    def __getitem__(self, name: str) -> str:
        found = place(str(name))
        if found is None or not self._takes(found):
            raise KeyError(name)
        return found.label

    def __iter__(self) -> Iterator[str]:
        return (one.name for one in places() if self._takes(one))

    def __len__(self) -> int:
        return sum(1 for _name in self)


class PlaceName(Installed):
    """A choice among places; which there are hangs on what is installed."""

    def takes(self, one: Place) -> bool:
        """Whether this one can be chosen."""
        return True

    @property
    def labels(self) -> Mapping[str, str]:  # type: ignore[override]
        return Called(self.takes)

    def among(self) -> Iterator[tuple[str, str]]:
        return ((one.name, one.label) for one in places() if self.takes(one))

    def told(self, value: Any) -> Any:
        """What people call it."""
        found = place(str(value or ""))
        return found.label if found else value


class ListedName(PlaceName):
    """One of the fields with a list of choices."""

    def takes(self, one: Place) -> bool:
        return is_listed(one)


class Keys(fields.Choices):
    """Choices of other fields, each as `customers.kind=company`."""

    @property
    def options(self) -> Any:
        return tuple(
            (f"{one.name}={key}", _("%(field)s: %(choice)s") % {"field": one.label, "choice": label})
            for one in places()
            if is_listed(one)
            for key, label in one.kind.labels.items()
        )

    @options.setter
    def options(self, _given: Any) -> None:
        pass

    def offered(self, chosen: Any) -> Any:
        """Those of the fields that a list depends on."""
        from guanxi.engine.tailoring import living

        led = tuple(f"{name}=" for name in living.leading())
        return tuple((key, label) for key, label in self.options if key in chosen or key.startswith(led))

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string"}}
