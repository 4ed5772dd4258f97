"""What of a record tells that it is the same as another: part of the face of its entity."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from guanxi.kit import companies, identity
from guanxi.kit.likeness import Traits


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

    def traits(self, value_of: Callable[[str], Any], only: Collection[str] | None = None) -> Traits:
        """What a record is known by, of its stored values; `only` of these fields."""

        def texts(names: tuple[str, ...]) -> list[str]:
            told = (value_of(name) for name in names if only is None or name in only)
            return [text for text in told if isinstance(text, str) and text]

        return Traits(
            names=[name for text in texts(self.names) if (name := companies.read(text)).core],
            phones=_forms(identity.phone, texts(self.phones)),
            emails=_forms(identity.email, texts(self.emails)),
            domains=_forms(identity.domain, texts((*self.emails, *self.websites))),
            numbers=_forms(identity.number, texts(self.numbers)),
            addresses=_forms(identity.address, texts(self.addresses)),
            is_person=self._is_person(value_of),
        )

    def _is_person(self, value_of: Callable[[str], Any]) -> bool:
        if isinstance(self.people, bool):
            return self.people
        return all(value_of(name) == value for name, value in self.people.items())


def _forms(form: Callable[[str], str], texts: list[str]) -> set[str]:
    return {told for text in texts if (told := form(text))}
