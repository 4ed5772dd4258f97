"""Files that other programs write, recognised by their columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from guanxi.engine.imports.instructions import Instructions
from guanxi.engine.imports.plain import plain

if TYPE_CHECKING:
    from guanxi.engine.entity import Entity


@dataclass(frozen=True)
class KnownFile:
    """One program's export: the columns by which it is known, and what to do with those it has."""

    program: str
    columns: tuple[str, ...]
    fields: Mapping[str, Any] = field(hash=False)
    """As a recipe has them; a bare text is a column as it stands."""
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @cached_property
    def instructions(self) -> Instructions:
        said = {name: {"from": [one]} if isinstance(one, str) else one for name, one in self.fields.items()}
        return Instructions.read({"fields": said, "options": self.options})


def recognised(entity: Entity, columns: Sequence[str]) -> KnownFile | None:
    """The program that wrote a file with these columns; the one that is told by most of them."""
    there = {plain(name) for name in columns}
    fitting = [known for known in entity.known_files if all(plain(name) in there for name in known.columns)]
    return max(fitting, key=lambda known: len(known.columns), default=None)
