"""Which columns a list shows, in which order, how wide, and how many of them stay in sight: as an address says it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Actor
from guanxi.web.remembering import arrangement, recall, remember

NARROWEST, WIDEST, STEP = 60, 800, 40
MOST_COLUMNS, MOST_FROZEN = 40, 4
_NAME = re.compile(r"[a-z_0-9]{1,63}(?:\.[a-z_0-9]{1,63})?")
USUAL = {
    "integer": 110,
    "decimal": 120,
    "money": 140,
    "date": 120,
    "datetime": 150,
    "time": 90,
    "yes_no": 90,
    "choice": 120,
}
"""How wide a column is where somebody set the widths of others."""
TITLE, OTHER = 280, 150


@dataclass(frozen=True)
class Shown:
    """One column: a field, a set of lines or a linked record's field (`owner.department`); width 0: its natural one."""

    name: str
    width: int = 0

    def __str__(self) -> str:
        return f"{self.name}:{self.width}" if self.width else self.name


@dataclass(frozen=True)
class Arrangement:
    """The columns from left to right, and how many of them stay when the others are scrolled; empty says nothing."""

    columns: tuple[Shown, ...] = ()
    frozen: int = 0

    def __bool__(self) -> bool:
        return bool(self.columns)

    def __str__(self) -> str:
        """As it stands in an address: `name:240|owner,amount`, what stays before the bar."""
        kept, rest = self.columns[: self.frozen], self.columns[self.frozen :]
        told = ",".join(map(str, rest))
        return f"{','.join(map(str, kept))}|{told}" if kept else told

    @classmethod
    def read(cls, text: str) -> Arrangement:
        """Out of an address; what it can't read is left out."""
        kept, bar, rest = text.partition("|") if "|" in text else ("", "", text)
        first = _columns(kept)
        columns = tuple({one.name: one for one in (*first, *_columns(rest))}.values())
        return cls(columns[:MOST_COLUMNS], min(len(first), MOST_FROZEN) if bar else 0)

    # --- changes ------------------------------------------------------------------------------------------------------

    def place(self, name: str) -> int:
        return next((at for at, one in enumerate(self.columns) if one.name == name), -1)

    def without(self, name: str) -> Arrangement:
        at = self.place(name)
        rest = tuple(one for one in self.columns if one.name != name)
        return Arrangement(rest, self.frozen - 1 if 0 <= at < self.frozen else self.frozen)

    def moved(self, name: str, to: int) -> Arrangement:
        """The same with one column at another place, counted without it."""
        column = next((one for one in self.columns if one.name == name), None)
        if column is None:
            return self
        rest = [one for one in self.columns if one.name != name]
        rest.insert(max(0, min(to, len(rest))), column)
        return replace(self, columns=tuple(rest))

    def widened(self, widths: dict[str, int]) -> Arrangement:
        """The same with other widths; 0 gives a column its natural one back."""
        fitted = {name: _fit(width) for name, width in widths.items()}
        return replace(self, columns=tuple(Shown(one.name, fitted.get(one.name, one.width)) for one in self.columns))

    def freezing(self, count: int) -> Arrangement:
        return replace(self, frozen=max(0, min(count, MOST_FROZEN, len(self.columns) - 1)))


def _columns(text: str) -> list[Shown]:
    found = []
    for part in text.split(",")[: MOST_COLUMNS * 2]:
        name, _colon, width = part.strip().partition(":")
        if _NAME.fullmatch(name):
            found.append(Shown(name, _fit(int(width)) if width.isdigit() and len(width) < 6 else 0))
    return found


def _fit(width: int) -> int:
    return min(max(width, NARROWEST), WIDEST) if width else 0


# --- what a person keeps ----------------------------------------------------------------------------------------------


def _name(entity: Entity) -> str:
    return f"list:{entity.name}"


def is_arrangement(value: Any) -> bool:
    """Whether a kept value is one that this file wrote."""
    return isinstance(value, str) and len(value) < 4_000 and str(Arrangement.read(value)) == value


def own(entity: Entity, actor: Actor) -> Arrangement:
    """How this person arranged the list; empty when they never did."""
    kept = recall(actor, _name(entity)).get(_name(entity))
    return Arrangement.read(kept) if isinstance(kept, str) else Arrangement()


def keep(entity: Entity, actor: Actor, arranged: Arrangement | None) -> None:
    """Remember it, or forget what was remembered."""
    remember(actor, _name(entity), str(arranged) if arranged else None)


def names(columns: Iterable[Shown]) -> tuple[str, ...]:
    return tuple(one.name for one in columns)


arrangement("list", is_arrangement)
