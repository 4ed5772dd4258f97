"""What of a record tells that it is the same as another: part of the face of its entity."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from guanxi.kit.likeness import Known

HOLDING = ("names", "phones", "emails", "websites", "numbers", "addresses")


@dataclass(frozen=True)
class Identity:
    """The fields by which a record is known, by what they hold; none of them may be encrypted."""

    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    websites: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    """Of taxes and registers: nobody else has the same."""
    addresses: tuple[str, ...] = ()
    people: bool | Mapping[str, str] = False
    """Whether its names are people's, of which many have the same; or those of records with these values."""

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Every field that is compared."""
        told = (*self.names, *self.phones, *self.emails, *self.websites, *self.numbers, *self.addresses)
        return tuple(dict.fromkeys(told))

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The same, and those that tell whether it is a person."""
        return (*self.fields, *(() if isinstance(self.people, bool) else self.people))

    def known(self, scope: str, value_of: Callable[[str], Any], only: Collection[str] | None = None) -> Known:
        """What the stored values of a record say of who it is; `only` of these fields."""
        told: dict[str, list[str]] = {}
        for kind in HOLDING:
            for name in getattr(self, kind):
                if (only is None or name in only) and (text := value_of(name)):
                    told.setdefault(kind, []).append(text)
        return Known(scope, told, self._is_person(value_of))

    def _is_person(self, value_of: Callable[[str], Any]) -> bool:
        if isinstance(self.people, bool):
            return self.people
        return all(value_of(name) == value for name, value in self.people.items())
