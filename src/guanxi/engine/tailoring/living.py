"""What the company made its own, put on the declarations of this process: with its first request after each change."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.dispatch import Signal

from guanxi.engine.registry import registry
from guanxi.engine.stagegates import Gate
from guanxi.engine.tailoring import naming
from guanxi.engine.tailoring.lists import CompanyList, Entry
from guanxi.engine.tailoring.naming import Name
from guanxi.engine.tailoring.numbers import Rule
from guanxi.engine.tailoring.places import place
from guanxi.engine.tailoring.words import Words

renewed = Signal()
"""Sent when the declarations of this process were renewed: what was drawn with the old words is forgotten."""


@dataclass(frozen=True)
class Tailored:
    """Everything that the company made its own, by the name of its place."""

    lists: Mapping[str, CompanyList] = field(default_factory=dict)
    names: Mapping[str, Name] = field(default_factory=dict)
    numbers: Mapping[str, Rule] = field(default_factory=dict)
    gates: Mapping[str, Mapping[str, Gate]] = field(default_factory=dict)

    @property
    def places(self) -> set[str]:
        return {*self.lists, *self.names, *self.numbers, *self.gates}


refreshed = Signal()
"""Sent each time this process looked: other rooms read what of theirs the company has made its own."""

_lock = threading.Lock()
_there = Tailored()


def announce(sender: Any) -> None:
    """Have every process look again with its next request; inside the transaction that changes something."""
    from guanxi.engine.customfields.living import changed

    changed.send(sender=sender)


def refresh() -> None:
    """Bring the declarations of this process up to what the database says."""
    put(Tailored(_wanted_lists(), _wanted_names(), _wanted_numbers(), _wanted_gates()))
    refreshed.send(sender=None, empty=False)


def clear() -> None:
    """Leave the declarations as they came."""
    put(Tailored())
    refreshed.send(sender=None, empty=True)


def leading() -> Iterable[str]:
    """The fields on which a list depends, by the name of their place."""
    return sorted({f"{name.rpartition('.')[0]}.{told.by}" for name, told in _there.lists.items() if told.by})


def put(wanted: Tailored) -> None:
    """Make the declarations say this."""
    global _there
    from guanxi.engine.customfields.living import forget

    with _lock:
        before, _there = _there, wanted
        for name in {*before.lists, *wanted.lists}:
            if found := place(name):
                found.kind.company = wanted.lists.get(name)
        for name in {*before.numbers, *wanted.numbers}:
            if found := place(name):
                found.kind.rule = wanted.numbers.get(name)
        for name in {*before.gates, *wanted.gates}:
            if found := place(name):
                found.kind.gates = wanted.gates.get(name, {})
        naming.put(wanted.names)
    if before != wanted:
        forget({name.partition(".")[0] for name in before.places | wanted.places} & {face.name for face in registry})
        renewed.send(sender=None)


def _wanted_lists() -> dict[str, CompanyList]:
    from guanxi.engine.models.choicelist import ListEntry, ListUse

    entries: dict[Any, list[ListEntry]] = {}
    for entry in ListEntry._base_manager.filter(list__deleted_at__isnull=True).order_by("position"):
        entries.setdefault(entry.list_id, []).append(entry)  # type: ignore[attr-defined]
    uses = ListUse._base_manager.filter(list__deleted_at__isnull=True).order_by("list__created_at", "position")
    wanted: dict[str, CompanyList] = {}
    for use in uses:
        found = place(use.field)
        if found is not None and found.kind is not None and use.field not in wanted:
            made = (_entry(entry, use.by) for entry in entries.get(use.list_id, ()))  # type: ignore[attr-defined]
            custom = getattr(found.kind, "is_custom", False)
            wanted[use.field] = CompanyList(tuple(made), use.by.rpartition(".")[2], custom)
    return wanted


def _wanted_names() -> dict[str, Name]:
    from guanxi.engine.models.ownname import OwnName

    return {
        row.subject: Name(
            row.name,
            Words(row.en, row.hans, row.hant),
            row.plural,
            Words(row.en_plural),
            row.hint,
            Words(row.hint_en, row.hint_hans, row.hint_hant),
        )
        for row in OwnName._base_manager.filter(deleted_at__isnull=True).order_by("created_at")
    }


def _wanted_numbers() -> dict[str, Rule]:
    from guanxi.engine.models.numberingrule import NumberingRule

    return {row.subject: row.rule for row in NumberingRule._base_manager.filter(deleted_at__isnull=True)}


def _wanted_gates() -> dict[str, dict[str, Gate]]:
    from guanxi.engine.models.stagerule import StageRule

    wanted: dict[str, dict[str, Gate]] = {}
    for row in StageRule._base_manager.filter(deleted_at__isnull=True):
        name, _colon, key = row.stage.partition(":")
        entity = registry.get(name)
        if entity is not None and entity.stage is not None:
            wanted.setdefault(f"{name}.{entity.stage.name}", {})[key] = row.gate  # type: ignore[attr-defined]
    return wanted


def _entry(row: Any, by: str) -> Entry:
    led = f"{by}="
    only = frozenset(one.removeprefix(led) for one in row.only_for if by and one.startswith(led))
    return Entry(row.key, row.words, row.colour, row.retired, only, row.means)
