"""One of what is installed: kinds of records, and what hangs on them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from guanxi.engine.fields.choice import Choice

if TYPE_CHECKING:
    from guanxi.engine.entity import Entity


class FromAmong:
    """What is offered is what is there when it is asked for: modules bring things, and so does the company."""

    def among(self) -> Iterable[tuple[str, str | Promise]]:
        """What is offered, by its key."""
        raise NotImplementedError

    @property
    def options(self) -> tuple[tuple[str, str | Promise], ...]:
        return tuple(self.among())

    @options.setter
    def options(self, _given: Any) -> None:
        pass


class Installed(FromAmong, Choice):  # type: ignore[misc]
    """One choice of those."""

    def schema(self) -> dict[str, Any]:
        """A plain text: what there is, is nobody's business who may not see it."""
        return {"type": "string", "maxLength": self.max_length}


class Noun(Installed):
    """One of the kinds of records."""

    def nouns(self) -> Iterable[Entity]:
        """Those that are offered."""
        from guanxi.engine.registry import registry

        return registry

    def among(self) -> Iterable[tuple[str, str | Promise]]:
        return ((entity.name, entity.label_plural) for entity in self.nouns())


class ShippedNoun(Noun):
    """The same, where people choose who may not see all: the company's own kinds are taken, and not told."""

    def nouns(self) -> Iterable[Entity]:
        return (entity for entity in super().nouns() if not entity.is_own)

    @property
    def labels(self) -> dict[str, Any]:
        return {entity.name: entity.label_plural for entity in super().nouns()}
