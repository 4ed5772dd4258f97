"""The operators a builder offers for each kind of field, in words, and the condition each of them makes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from guanxi.engine.errors import BadQuery
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.link import Link
from guanxi.engine.filters import Condition
from guanxi.engine.filters.compiling import MY_REGIONS
from guanxi.engine.filters.dates import span
from guanxi.engine.registry import registry
from guanxi.people.models import Department, Region
from guanxi.web import marks
from guanxi.web.forms.values import to_typed
from guanxi.web.lists import words

NOTHING, ONE, TWO, MANY, LIST, SPAN, COUNT = "", "one", "two", "many", "list", "span", "count"
"""What an operator takes: nothing, a value, two, several chosen, several typed, a named span, a number of days."""
EXACT = ("eq", "ne", "gte", "gt", "lte", "lt")
UNITS = ("day", "week", "month", "year")
SEPARATOR = ";"
_COUNTED = re.compile(r"(last|next)_(\d{1,4})_(day|week|month|year)s")
_FIXED: dict[str, tuple[str, Any]] = {
    "empty": ("empty", True),
    "filled": ("empty", False),
    "yes": ("eq", True),
    "no": ("eq", False),
    "me": ("eq", "me"),
    "not_me": ("ne", "me"),
    "mine": ("eq", "my_department"),
    "not_mine": ("ne", "my_department"),
    "below_mine": ("within", "my_department"),
    "in_my_regions": ("within", MY_REGIONS),
    "not_in_my_regions": ("ne", MY_REGIONS),
}
"""Operators that need no value: what they mean."""
_NEGATED = {"not_in": "in", "not_contains": "contains", "not_last": "last"}


@dataclass(frozen=True)
class Operator:
    """One way to compare, as the form names it."""

    name: str
    takes: str


@cache
def departments() -> str:
    """The entity whose records are departments."""
    return registry.for_model(Department).name


@cache
def sales_regions() -> str:
    """The entity whose records are the company's own regions."""
    return registry.for_model(Region).name


def is_text(kind: Kind) -> bool:
    """Whether a piece of it can be looked for."""
    return "contains" in kind.operators and not kind.several


def operators_of(kind: Kind | None) -> list[Operator]:
    """What a field of this kind can be compared by; None stands for a set of lines."""
    if kind is None:
        return _bare("filled", "empty")
    known = kind.operators
    if isinstance(kind, Link):
        return _of_link(kind)
    if kind.kind == "yes_no":
        return _bare("yes", "no")
    if kind.kind in ("choice", "stage"):
        return [Operator("in", MANY), Operator("not_in", MANY), *_emptiness(known)]
    if kind.kind == "choices":
        return [Operator("contains", MANY), *_emptiness(known)]
    if kind.kind in ("date", "datetime"):
        spans = [
            Operator("within", SPAN),
            Operator("last", COUNT),
            Operator("not_last", COUNT),
            Operator("next", COUNT),
        ]
        exact = [Operator(op, ONE) for op in EXACT if kind.kind == "date" or op not in ("eq", "ne")]
        return [*spans, *exact, Operator("between", TWO), *_emptiness(known)]
    if kind.kind == "tags":
        return [Operator("in", LIST), Operator("contains", LIST), *_emptiness(known)]
    if kind.kind == "address":
        named = ("within", "contains", "not_contains", "eq", "ne")
        return [*(Operator(op, ONE) for op in named), *_emptiness(known)]
    if is_text(kind):
        order = (("contains", ONE), ("not_contains", ONE), ("startswith", ONE), ("eq", ONE), ("ne", ONE), ("in", LIST))
        return [*(Operator(op, takes) for op, takes in order if _NEGATED.get(op, op) in known), *_emptiness(known)]
    numbers = (*((op, ONE) for op in EXACT), ("between", TWO), ("in", LIST))
    return [*(Operator(op, takes) for op, takes in numbers if op in known), *_emptiness(known)]


def _of_link(kind: Link) -> list[Operator]:
    special: list[Operator] = []
    if marks.is_person(kind):
        special = _bare("me", "not_me")
    elif kind.target == departments():
        special = _bare("mine", "below_mine", "not_mine")
    elif kind.target == sales_regions():
        special = _bare("in_my_regions", "not_in_my_regions")
    tree = [Operator("within", ONE)] if registry[kind.target].tree else []
    return [
        *special,
        Operator("eq", ONE),
        Operator("ne", ONE),
        Operator("in", MANY),
        *tree,
        *_emptiness(kind.operators),
    ]


def _bare(*names: str) -> list[Operator]:
    return [Operator(name, NOTHING) for name in names]


def _emptiness(known: Sequence[str]) -> list[Operator]:
    return _bare("empty", "filled") if "empty" in known else []


def missing_field(path: str) -> BadQuery:
    """One answer for a field that isn't there and one that may not be read."""
    return BadQuery(_("There is no field “%(field)s”.") % {"field": path[:80]})


def find(kind: Kind | None, name: str) -> Operator:
    """The operator of that name, or the kind's first."""
    offered = operators_of(kind)
    return next((one for one in offered if one.name == name), offered[0])


# --- what a row means -------------------------------------------------------------------------------------------------


def condition(kind: Kind | None, path: str, name: str, values: Sequence[str]) -> dict[str, Any]:
    """The condition of a row; raises BadQuery that says what is missing or wrong."""
    if name in _FIXED:
        op, value = _FIXED[name]
        return {"field": path, "op": op, "value": value}
    if kind is None:
        raise BadQuery(_("Say what to compare with."))
    if name in _NEGATED:
        return {"not": condition(kind, path, _NEGATED[name], values)}
    return {"field": path, "op": "within" if name in ("last", "next") else name, "value": _value(kind, name, values)}


def _value(kind: Kind, name: str, values: Sequence[str]) -> Any:
    takes = find(kind, name).takes
    given = [value for value in values if value.strip()]
    if takes == SPAN:
        return _span(given[0] if given else "")
    if takes == COUNT:
        number, unit = (*values, "", "")[:2]
        if not number.strip().isdigit() or not 1 <= int(number) <= 9999 or unit not in UNITS:
            raise BadQuery(_("Say how many, as a whole number."))
        return _span(f"{name}_{int(number)}_{unit}s")
    if takes == LIST:
        given = [
            part.strip() for part in SEPARATOR.join(given).replace("；", SEPARATOR).split(SEPARATOR) if part.strip()
        ]
    if not given or (takes == TWO and len(given) != 2):
        raise BadQuery(_("Say both ends.") if takes == TWO else _("Say what to compare with."))
    if takes == ONE:
        return _json(kind, name, given[0])
    return [_json(kind, name, text) for text in given]


def _span(name: str) -> str:
    if not name:
        raise BadQuery(_("Say what to compare with."))
    span(name)
    return name


def _json(kind: Kind, name: str, text: str) -> Any:
    """What was typed, as a filter writes it."""
    if name in ("contains", "startswith") and not kind.several:
        return text.strip()
    if kind.kind == "link" and text in words.OF_LINKS:
        return text
    try:
        value = kind.filter_value(text) if kind.kind == "link" else kind.from_text(text)
    except ValidationError as bad:
        raise BadQuery(" ".join(bad.messages)) from bad
    if kind.several:
        value = value[0] if value else ""
    if kind.is_nothing(value):
        raise BadQuery(_("Say what to compare with."))
    if kind.kind == "datetime":
        return value.isoformat()
    return value if isinstance(value, bool | int | str) else str(kind.to_json(value))


# --- and back ---------------------------------------------------------------------------------------------------------


def row_of(kind: Kind | None, told: Condition, *, negated: bool = False) -> tuple[str, tuple[str, ...]] | None:
    """The operator and the values that show a condition; None where no operator of the builder does."""
    offered = {one.name: one for one in operators_of(kind)}
    for name, (op, value) in _FIXED.items():
        if name in offered and told.op == op and value == _plain(told) and not negated:
            return name, ()
    if kind is not None and kind.kind == "yes_no" and told.op == "ne" and isinstance(told.value, bool) and not negated:
        return ("no" if told.value else "yes"), ()
    name, value = told.op, told.value
    if kind is not None and kind.kind in ("choice", "stage") and name in ("eq", "ne") and not negated:
        negated, name, value = name == "ne", "in", [value]
    if kind is not None and kind.several and not isinstance(value, list):
        value = [value]
    if negated:
        name = next((other for other, inner in _NEGATED.items() if inner == name), "")
    within = told.op == "within" and isinstance(value, str)
    if within and (counted := _COUNTED.fullmatch(value)):
        name = f"not_{counted[1]}" if negated else counted[1]
        return (name, (str(int(counted[2])), counted[3])) if name in offered else None
    if kind is None or name not in offered:
        return None
    return _typed(kind, offered[name], value)


def _plain(told: Condition) -> Any:
    return True if told.op == "empty" and told.value is None else told.value


def _typed(kind: Kind, operator: Operator, value: Any) -> tuple[str, tuple[str, ...]] | None:
    items = value if isinstance(value, list) else [value]
    single = operator.takes in (ONE, SPAN)
    if not items or single == isinstance(value, list) or (operator.takes == TWO and len(items) != 2):
        return None
    try:
        texts = tuple(_text(kind, operator, item) for item in items)
    except ValidationError:
        return None
    if not all(texts):
        return None
    if operator.takes == LIST:
        return (
            None
            if any(SEPARATOR in text or "；" in text for text in texts)
            else (operator.name, (f"{SEPARATOR} ".join(texts),))
        )
    return operator.name, texts


def _text(kind: Kind, operator: Operator, item: Any) -> str:
    """A value of a filter as the form's control gives it."""
    if operator.takes == SPAN or (operator.name in ("contains", "not_contains", "startswith") and not kind.several):
        return item if isinstance(item, str) else ""
    if kind.kind == "link":
        return item if item in words.OF_LINKS else str(kind.filter_value(item) or "")
    if kind.kind in ("choice", "stage") or kind.several:
        known = kind.filter_value([item] if kind.several else item)
        return str(known[0] if isinstance(known, list) else known)
    return to_typed(kind, kind.filter_value(item))
