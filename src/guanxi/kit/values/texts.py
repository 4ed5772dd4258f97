"""Texts that every database, file and program can hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_UNHELD = re.compile("[\x00\ud800-\udfff]")


def is_text(value: Any) -> bool:
    """Whether it is a text without the sign 0 and without halves of signs."""
    return isinstance(value, str) and "\x00" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)


def as_text(text: str) -> str:
    """What of a text can be held."""
    return _UNHELD.sub("", text)


def holds_texts(value: Any) -> bool:
    """Whether all the texts in a value of JSON are such."""
    if isinstance(value, Mapping):
        return all(is_text(name) and holds_texts(inner) for name, inner in value.items())
    if isinstance(value, list | tuple):
        return all(map(holds_texts, value))
    return not isinstance(value, str) or is_text(value)
