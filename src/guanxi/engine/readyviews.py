"""Views that a list has by itself besides all and one's own, and columns it shows while something holds.

A lower room says what it is good for; interfaces offer it where it fits the kind of record and the person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

if TYPE_CHECKING:
    from guanxi.engine.entity import Entity
    from guanxi.engine.permissions.access import Access

Condition = Mapping[str, Any]


@dataclass(frozen=True)
class ReadyView:
    """A view by its name in addresses; `filter` says which records, and None where it isn't for this kind of record."""

    name: str
    label: str | Promise
    filter: Callable[[Entity], Condition | None]
    order: tuple[str, ...] = ()
    shows: str = ""
    """A field that stands as a column there, also where it usually doesn't."""


class RulesFor:
    """The kinds of records for which rules of one sort are active, looked at anew when what a company made changes."""

    def __init__(self, rules: Callable[[], Any]) -> None:
        self._rules = rules
        self._found: frozenset[str] = frozenset()

    def __contains__(self, entity: Entity) -> bool:
        return entity.name in self._found

    def refresh(self, *, empty: bool, **_signal: Any) -> None:
        """Ask the database; nothing holds for a process that begins again."""
        rows = self._rules().filter(active=True, deleted_at=None)
        self._found = frozenset() if empty else frozenset(rows.values_list("entity", flat=True))


_views: dict[str, ReadyView] = {}
_columns: dict[str, Callable[[Entity], bool]] = {}


def offer(view: ReadyView) -> None:
    """Declare a view."""
    _views[view.name] = view


def show(field: str, when: Callable[[Entity], bool]) -> None:
    """Declare a field that lists show as a column by themselves, for the kinds of records of which it holds."""
    _columns[field] = when


def names() -> frozenset[str]:
    """What the views are called in addresses."""
    return frozenset(_views)


def named(name: str) -> ReadyView | None:
    """One view by its name."""
    return _views.get(name)


def offered(entity: Entity, access: Access) -> Iterator[tuple[ReadyView, Condition]]:
    """The views of a kind of record for somebody, each with its filter; those that name closed fields are left out."""
    for view in _views.values():
        told = view.filter(entity)
        needed = {field for field in (view.shows, *view.order) if field}
        if told is not None and all(access.readable(entity, name.removeprefix("-")) for name in needed):
            yield view, told


def columns(entity: Entity, view: str = "") -> tuple[str, ...]:
    """The fields that a list shows besides its usual columns, in a view of this name."""
    found = [field for field, holds in _columns.items() if field in entity.fields and holds(entity)]
    ready = _views.get(view)
    if ready is not None and ready.shows in entity.fields and ready.shows not in found:
        found.insert(0, ready.shows)
    return tuple(found)
