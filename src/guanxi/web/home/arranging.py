"""Which tiles stand on somebody's first page, in which order and width."""

from __future__ import annotations

from typing import Any

from guanxi.engine.permissions import Actor
from guanxi.web.home.tiles import FULL, NARROW, WIDE, Tile, offered, shipped
from guanxi.web.remembering import arrangement, recall

MOST = 40
NAME = "home"


def _is_arrangement(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= MOST
        and all(
            isinstance(one, list)
            and len(one) == 2
            and isinstance(one[0], str)
            and len(one[0]) <= 100
            and one[1] in (NARROW, WIDE, FULL)
            for one in value
        )
    )


arrangement(NAME, _is_arrangement)


def arranged(actor: Actor) -> list[tuple[Tile, int]]:
    """The tiles with their widths; what is no longer offered is left out."""
    kept = recall(actor, NAME).get(NAME)
    if kept is None:
        return [(one, one.size) for one in shipped(actor)]
    there = offered(actor, shipped_only=True)
    if any(name not in there for name, _size in kept):
        there = offered(actor)
    return [(there[name], _width(there[name], size)) for name, size in kept if name in there]


def _width(one: Tile, size: int) -> int:
    """Tiles over both columns stay so, others never become so."""
    return FULL if one.size == FULL else min(size, WIDE)
