"""What a fresh system shows: every room and module brings its own part, in order, without knowing the others."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from guanxi.engine.permissions.system import System

Progress = Callable[[str, int, int], None]


@dataclass
class Demo:
    """One run: who acts, how much is wanted, and what earlier parts left for later ones."""

    system: System
    seed: int
    sizes: dict[str, int]
    progress: Progress
    made: dict[str, Any] = field(default_factory=dict)
    accounts: list[tuple[str, str, str]] = field(default_factory=list)
    """Sign-in name, password, role."""

    @property
    def dice(self) -> random.Random:
        """A fresh generator with the run's seed: the same seed makes the same data."""
        return random.Random(self.seed)  # noqa: S311 (sample data)


_parts: dict[int, Callable[[Demo], None]] = {}


def demo_part(order: int) -> Callable[[Callable[[Demo], None]], Callable[[Demo], None]]:
    """Declare a part of the demo data; lower orders come first. A part that finds its data there does nothing."""

    def mark(part: Callable[[Demo], None]) -> Callable[[Demo], None]:
        _parts[order] = part
        return part

    return mark


def make(demo: Demo) -> None:
    """Make all parts."""
    for order in sorted(_parts):
        _parts[order](demo)
