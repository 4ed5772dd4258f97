"""What a tile of the first page is, and the one list of them.

A room or a module declares a tile when its application is ready:

    tile(Tile("late", _("Late ones"), "alarm", late, roles=("sales_manager",)))

`late(actor)` reads through the actor's rights and gives a `Content`; a tile costs a bounded number of queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from guanxi.engine.permissions import Access, Actor

NARROW, WIDE, FULL = 1, 2, 3
"""Beside the main column, in it, or over both."""
ALL_ROLES = ("*",)


@dataclass
class Content:
    """What a tile shows now."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    """{label and url, or html; icon, mark or person; note, said, when (safe HTML); tone and told (a chip); actions}"""
    count: str = ""
    more: tuple[str, str] | None = None
    """The words and the address of the page with all of them."""
    empty: str = ""
    """What is said where there are no rows: what would stand here, and what to do."""
    left: int = 0
    """How many of them are left to do today."""
    late: int = 0
    template: str = "web/tiles/rows.html"
    extra: dict[str, Any] = field(default_factory=dict)
    """What another template needs besides."""


def _everybody(_access: Access) -> bool:
    return True


@dataclass(frozen=True)
class Tile:
    """A part of the first page."""

    name: str
    label: str | Promise
    icon: str
    rows: Callable[[Actor], Content]
    roles: tuple[str, ...] = ()
    """The shipped roles that have it from the beginning; "*" for all, none where people add it themselves."""
    size: int = NARROW
    offered: Callable[[Access], bool] = _everybody
    slow: bool = False
    """Fetched after the page was painted."""
    counts: bool = False
    """Whether the first sentence of the page counts what is left in it, so that it can't come later."""
    place: int = 50
    """Lower ones stand first on a page that nobody arranged."""


Provider = Callable[[Actor], Iterable[Tile]]
_tiles: dict[str, Tile] = {}
_providers: dict[Provider, bool] = {}
"""Who gives tiles, and whether some of them are on the page from the beginning."""


def tile(one: Tile) -> None:
    """Declare a tile."""
    _tiles[one.name] = one


def tiles_from(provider: Provider, *, ships: bool = True) -> None:
    """Declare tiles that differ from person to person; those that never `ships` are only asked for when wanted."""
    _providers[provider] = ships


def offered(actor: Actor, *, shipped_only: bool = False) -> dict[str, Tile]:
    """Every tile this person may have, by name, in the order of an unarranged page."""
    providers = [provider for provider, ships in _providers.items() if ships or not shipped_only]
    found = [*_tiles.values(), *(one for provider in providers for one in provider(actor))]
    fitting = [one for one in found if one.offered(actor.access)]
    return {one.name: one for one in sorted(fitting, key=lambda one: one.place)}


def shipped(actor: Actor) -> list[Tile]:
    """Those that the roles of this person have from the beginning."""
    roles = {grant.role for grant in actor.access.grants}
    there = offered(actor, shipped_only=True).values()
    return [one for one in there if one.roles == ALL_ROLES or roles & set(one.roles)]
