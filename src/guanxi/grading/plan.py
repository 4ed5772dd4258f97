"""Rules as the night works by them: the same from its beginning to its end, whatever changes meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

POINTS = ("recency", "frequency", "amount")
BOUNDS = tuple(f"{name}_{end}" for name in POINTS for end in ("from", "to"))
"""The least and the most points of a step for each of the three."""
BARS = ("amount", "count", "days", "followed", "share", "score", *BOUNDS)


@dataclass(frozen=True)
class PlannedStep:
    """One rating and its bars; amounts as texts, so that a plan can be kept as JSON."""

    to: str
    amount: str | None = None
    count: int | None = None
    days: int | None = None
    followed: int | None = None
    share: int | None = None
    score: int | None = None
    recency_from: int | None = None
    recency_to: int | None = None
    frequency_from: int | None = None
    frequency_to: int | None = None
    amount_from: int | None = None
    amount_to: int | None = None
    floor: str | None = None
    """The least amount of the best so many percent."""

    @property
    def bars(self) -> dict[str, Any]:
        """What it takes, as the reason tells it."""
        told = {name: getattr(self, name) for name in BARS}
        return {name: value for name, value in told.items() if value is not None}


@dataclass(frozen=True)
class PlannedRule:
    """A rule with its marks: what separates the fifths of those who bought."""

    key: str
    name: str
    months: int
    filter: Any
    otherwise: str
    steps: tuple[PlannedStep, ...] = ()
    last: tuple[str, ...] = ()
    number: tuple[int, ...] = ()
    total: tuple[str, ...] = ()
    points: bool = False
    """Whether the points are told singly: for segments, and where a step has bounds for them."""

    @property
    def compares(self) -> bool:
        """Whether it takes the fifths of all who bought."""
        return self.points or self.asks("score")

    def gives(self, step: int) -> str:
        """The rating of a step; of none, what the rule gives otherwise."""
        return self.steps[step].to if step >= 0 else self.otherwise

    def asks(self, name: str) -> bool:
        """Whether any step has such a bar."""
        return any(getattr(step, name) is not None for step in self.steps)


@dataclass(frozen=True)
class Plan:
    """The rules for one rating of one kind of record, in their order."""

    entity: str
    axis: str
    rules: tuple[PlannedRule, ...] = field(default=())

    @cached_property
    def windows(self) -> list[int]:
        """The different numbers of months."""
        return sorted({rule.months for rule in self.rules})

    def window(self, rule: PlannedRule) -> int:
        return self.windows.index(rule.months)

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        return {"entity": self.entity, "axis": self.axis, "rules": [asdict(rule) for rule in self.rules]}

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Plan:
        """What `kept` told."""
        rules = tuple(
            PlannedRule(**{**rule, "steps": tuple(PlannedStep(**step) for step in rule["steps"])})
            for rule in told["rules"]
        )
        return cls(told["entity"], told["axis"], rules)
