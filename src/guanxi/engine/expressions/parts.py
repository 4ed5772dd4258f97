"""What an expression is made of: typed parts, and what can be wrong with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from guanxi.engine.fields.base import Kind

Run = Callable[[Any], Any]
"""What a part is for a record; None for nothing."""


class Type(StrEnum):
    """What a part can be."""

    NUMBER = "number"
    TEXT = "text"
    DAY = "day"
    MOMENT = "moment"
    TIME = "time"
    TRUTH = "truth"
    WORDS = "words"
    RECORD = "record"


class Wrong(Exception):
    """What is wrong with an expression, and in which piece of it; both in words."""

    def __init__(self, message: str, piece: str = "") -> None:
        self.message, self.piece = message, piece
        super().__init__(f"“{piece}”: {message}" if piece else message)


@dataclass(frozen=True)
class Part:
    """A piece of an expression whose type is known."""

    type: Type
    run: Run
    listed: Any = None
    """The field with a list of choices whose key this is; as a text it is the key's label."""
    literal: str | None = None


OF_KINDS: dict[str, Type] = {
    **dict.fromkeys(("integer", "decimal", "money"), Type.NUMBER),
    **dict.fromkeys(
        ("text", "long_text", "auto_number", "phone", "email", "url", "choice", "stage", "rich_text"), Type.TEXT
    ),
    "date": Type.DAY,
    "datetime": Type.MOMENT,
    "time": Type.TIME,
    "yes_no": Type.TRUTH,
    "choices": Type.WORDS,
    "tags": Type.WORDS,
    "link": Type.RECORD,
}
"""What a field of each kind is in an expression; other kinds can't be used there."""


def of_field(kind: Kind) -> Part | None:
    """A field of the record."""
    found = OF_KINDS.get(kind.kind)
    if found is None:
        return None
    attname = kind.attname
    listed = kind if kind.kind in ("choice", "stage", "choices") else None
    if found is Type.NUMBER:
        return Part(found, lambda record: _number(getattr(record, attname)))
    return Part(found, lambda record: getattr(record, attname), listed)


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def is_nothing(value: Any) -> bool:
    return value is None or value in ("", [])


def as_text(part: Part) -> Run:
    """A part as a text, the same whoever asks: numbers plain, days as 2026-11-23, choices by their labels."""
    if part.listed is not None and part.type is Type.TEXT:
        listed = part.listed
        return lambda record: _label(listed, part.run(record))
    if part.type is Type.TEXT:
        return part.run
    return lambda record: written(part.run(record))


def _label(listed: Any, key: Any) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return str(listed.labels.get(key, key or ""))


def written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.datetime):
        return f"{value.astimezone(timezone.get_default_timezone()):%Y-%m-%d %H:%M}"
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return "; ".join(value) if isinstance(value, list) else str(value)


def day_of(value: Any) -> Any:
    """The day of a moment where the company is; a day is its own."""
    return value.astimezone(timezone.get_default_timezone()).date() if isinstance(value, dt.datetime) else value
