"""A value of the event log, also of a field that holds something else by now."""

from __future__ import annotations

from typing import Any

from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.choice import YesNo
from guanxi.engine.wording import listed


class Former(str):
    """A value of another kind, as people read it; nothing reckons with it."""


def as_told(kind: Kind, told: Any) -> Any:
    """A value as the event log keeps it: of its kind, or in words where the field was of another kind then."""
    if told is None:
        return None
    if kind.former is None:
        return kind.from_event(told)
    try:
        value = kind.from_event(told)
        if not _fits(kind, value):
            return Former(_words(kind.former, told))
        kind.in_words(value)
    except (ValueError, TypeError, ArithmeticError, AttributeError):
        return Former(_words(kind.former, told))
    return value


def _fits(kind: Kind, value: Any) -> bool:
    """Whether a value is one that the field could hold now."""
    if kind.several:
        return isinstance(value, list)
    if kind.kind in ("integer", "yes_no"):
        return type(value) is (int if kind.kind == "integer" else bool)
    if kind.json_type == "string" and kind.json_identity and not kind.json_format:
        return (isinstance(value, str) and value not in (kind.former or ())) or kind.kind == "choice"
    return not isinstance(value, bool | int | list)


def _words(choices: Any, told: Any) -> str:
    if isinstance(told, bool):
        return str(dict(YesNo.words)[told])
    if isinstance(told, list):
        return listed(str(choices.get(item, item)) for item in told)
    return str(choices.get(told, told))
