"""What the company made its own, put on the declarations of this process: with its first request after each change."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

from django.dispatch import Signal

from guanxi.engine.tailoring.lists import CompanyList, Entry
from guanxi.engine.tailoring.places import place

renewed = Signal()
"""Sent when the declarations of this process were renewed: what was drawn with the old words is forgotten."""

_lock = threading.Lock()
_lists: dict[str, CompanyList] = {}


def announce(sender: Any) -> None:
    """Have every process look again with its next request; inside the transaction that changes something."""
    from guanxi.engine.customfields.living import changed

    changed.send(sender=sender)


def refresh() -> None:
    """Bring the declarations of this process up to what the database says."""
    put(lists=_wanted_lists())


def clear() -> None:
    """Leave the declarations as they came."""
    put(lists={})


def leading() -> Iterable[str]:
    """The fields on which a list depends, by the name of their place."""
    return sorted({f"{name.rpartition('.')[0]}.{told.by}" for name, told in _lists.items() if told.by})


def put(*, lists: dict[str, CompanyList]) -> None:
    """Make the declarations say this."""
    from guanxi.engine.customfields.living import forget

    with _lock:
        same = lists == _lists
        for name in {*_lists, *lists}:
            if found := place(name):
                found.kind.company = lists.get(name)
        touched = {name.partition(".")[0] for name in {*_lists, *lists}}
        _lists.clear()
        _lists.update(lists)
    if not same:
        forget(touched)
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


def _entry(row: Any, by: str) -> Entry:
    led = f"{by}="
    only = frozenset(one.removeprefix(led) for one in row.only_for if by and one.startswith(led))
    return Entry(row.key, row.words, row.colour, row.retired, only)
