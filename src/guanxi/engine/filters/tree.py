"""The shape of a filter, read from JSON with bounds on size and depth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from guanxi.engine.customfields.names import plain
from guanxi.engine.errors import BadQuery
from guanxi.kit.values.texts import holds_texts

MOST_CONDITIONS = 100
MOST_DEPTH = 8
MOST_VALUES = 1_000
OPERATORS = frozenset(
    ("eq", "ne", "lt", "lte", "gt", "gte", "in", "between", "contains", "startswith", "empty", "within")
)


@dataclass(frozen=True)
class Condition:
    """One field, one operator, one operand."""

    field: str
    op: str
    value: Any = None


@dataclass(frozen=True)
class Group:
    """`all`, `any` or `not` of what is inside."""

    join: str
    members: tuple[Condition | Group, ...]


def parse(data: Any) -> Condition | Group | None:
    """Read a filter; None, {} and {"all": []} mean no condition; raises BadQuery."""
    if data is None or data == {}:
        return None
    return _Reader().node(data, 0)


class _Reader:
    def __init__(self) -> None:
        self.count = 0

    def node(self, data: Any, depth: int) -> Condition | Group:
        self.count += 1
        if depth > MOST_DEPTH or self.count > MOST_CONDITIONS:
            raise BadQuery(_("This filter is too large."))
        if not isinstance(data, Mapping):
            raise BadQuery(_('A filter is an object such as {"field": …, "op": …, "value": …}.'))
        if "field" in data:
            return self.condition(data)
        if len(data) == 1:
            join, inside = next(iter(data.items()))
            if join in ("all", "any") and isinstance(inside, list):
                return Group(join, tuple(self.node(member, depth + 1) for member in inside))
            if join == "not":
                return Group("not", (self.node(inside, depth + 1),))
        raise BadQuery(_("A filter group has one key: all, any or not."))

    def condition(self, data: Mapping[str, Any]) -> Condition:
        unknown = set(data) - {"field", "op", "value"}
        field, op, value = data["field"], data.get("op", "eq"), data.get("value")
        if unknown or not isinstance(field, str) or not isinstance(op, str):
            raise BadQuery(_("A condition has a field, an operator and a value."))
        if op not in OPERATORS:
            raise BadQuery(_("“%(op)s” is not an operator.") % {"op": op[:40]})
        if isinstance(value, list) and len(value) > MOST_VALUES:
            raise BadQuery(_("At most %(most)d values in one condition.") % {"most": MOST_VALUES})
        if not holds_texts(value):
            raise BadQuery(_("No text holds the character U+0000, or half of a character."))
        return Condition(plain(field), op, value)
