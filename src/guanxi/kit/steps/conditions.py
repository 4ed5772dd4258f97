"""Conditions on a text."""

from __future__ import annotations

from decimal import Decimal

from guanxi.kit.steps.texts import folded
from guanxi.kit.values import BadValue, parse_decimal

COMPARISONS = ("equals", "differs", "contains", "lacks", "starts", "empty", "filled", "more", "less")
WITHOUT_OPERAND = ("empty", "filled")


def holds(text: str, comparison: str, than: str) -> bool:
    """Whether a text stands so to another one; case, width and outer blanks don't matter.

    `more` and `less` hold between numbers only.
    """
    said = folded(text)
    if comparison in WITHOUT_OPERAND:
        return bool(said) is (comparison == "filled")
    if comparison in ("more", "less"):
        mine, other = _number(text), _number(than)
        return mine is not None and other is not None and (mine > other if comparison == "more" else mine < other)
    wanted = folded(than)
    if comparison in ("contains", "lacks"):
        return (wanted in said) is (comparison == "contains")
    if comparison == "starts":
        return said.startswith(wanted)
    return (said == wanted) is (comparison == "equals")


def _number(text: str) -> Decimal | None:
    try:
        return parse_decimal(text)
    except BadValue:
        return None
