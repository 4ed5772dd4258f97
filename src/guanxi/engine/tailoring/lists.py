"""The list behind a choice field, as the company made it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise

from guanxi.engine.tailoring.words import Words, later

Options = tuple[tuple[str, str | Promise], ...]


@dataclass(frozen=True)
class Entry:
    """One choice."""

    key: str
    words: Words
    colour: str = ""
    retired: bool = False
    only_for: frozenset[str] = frozenset()
    """With which choices of the field that the list depends on it is offered; with all when empty."""
    stage_kind: str = ""
    """Of a stage: whether a record goes on there or has ended well or badly."""


@dataclass(frozen=True)
class CompanyList:
    """What a field offers; two that are equal are the same."""

    entries: tuple[Entry, ...]
    by: str = ""
    """The field of the same record on which it depends."""
    alone: bool = False
    """Whether the field's own choices are read only, and not offered beside these."""

    @cached_property
    def by_key(self) -> dict[str, Entry]:
        return {entry.key: entry for entry in self.entries}

    @cached_property
    def _told(self) -> dict[str, Promise]:
        return {entry.key: later(entry.words.any) for entry in self.entries}

    def options(self, declared: Options) -> Options:
        """What can be chosen: what is in the list and not retired, then what came with a newer version since."""
        own = tuple((entry.key, self._told[entry.key]) for entry in self.entries if not entry.retired)
        return own if self.alone else (*own, *self._further(declared))

    def labels(self, declared: Options) -> dict[str, str | Promise]:
        """Everything a record may have."""
        return {**self._told, **dict(self._further(declared))}

    def _further(self, declared: Options) -> Options:
        return tuple((key, label) for key, label in declared if key not in self.by_key)

    def colour(self, key: str) -> str:
        entry = self.by_key.get(key)
        return entry.colour if entry else ""

    def stage_kind(self, key: str) -> str:
        entry = self.by_key.get(key)
        return entry.stage_kind if entry else ""

    def only_for(self, key: str) -> frozenset[str]:
        entry = self.by_key.get(key)
        return entry.only_for if entry else frozenset()

    def is_retired(self, key: str) -> bool:
        entry = self.by_key.get(key)
        return entry is not None and entry.retired

    def fits(self, key: str, present: Sequence[str]) -> bool:
        """Whether a choice goes with what the field has on which the list depends."""
        only = self.only_for(key) if self.by else frozenset()
        return not only or bool(only & set(present))
