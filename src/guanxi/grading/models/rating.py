"""Kinds of field: a rating, the reason beside it in the reader's words, and what it was made of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from guanxi.engine import fields
from guanxi.engine.fields.base import Kind


class Rating(fields.Choice):
    """One of the company's ratings; rules set it, and whoever may sets it by hand for a time."""

    only_by_verb = True


class OfDeals(Kind):
    """A field that tells of what was bought."""

    model: Any

    def tells_of(self) -> Mapping[str, tuple[str, ...]]:
        """What was bought: to whom that is closed, the field is too."""
        deals = getattr(self.model, "deals", None)
        return {deals.entity: (deals.link, deals.day, deals.amount)} if deals else {}


class Points(OfDeals, fields.Text):
    """One to five points each for recency, frequency and amount, such as 543; empty for who bought nothing."""

    operators: ClassVar[tuple[str, ...]] = ("eq", "ne", "in", "startswith", "empty")  # type: ignore[assignment,misc]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        told = {"max_length": 3, "blank": True, "default": "", "db_default": "", "editable": False}
        super().__init__(*args, **{**told, **kwargs})


class Bought(OfDeals, fields.Money):
    """For how much was bought in the months that a rule looks at."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        told = {"null": True, "blank": True, "default": None, "db_default": None, "editable": False}
        super().__init__(*args, **{**told, **kwargs})


class BoughtDay(OfDeals, fields.Date):
    """On which day something was bought last."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        told = {"null": True, "blank": True, "default": None, "db_default": None, "editable": False}
        super().__init__(*args, **{**told, **kwargs})


class Reason(OfDeals, fields.Text):
    """Why a rating is what it is: kept as numbers, told in the reader's language on the day they read it."""

    operators: ClassVar[tuple[str, ...]] = ("empty",)  # type: ignore[assignment,misc]
    sortable = False
    json_identity = False

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        super().__init__(verbose_name, **{"max_length": 600, "blank": True, "editable": False, **kwargs})

    def told(self, value: Any) -> Any:
        """The reason in words; a text that is none stays what it is."""
        from guanxi.grading import words

        try:
            why = json.loads(value) if value else None
        except ValueError:
            return value
        if not isinstance(why, dict) or not ("hand" in why or "asked" in why or {"to", "m"} <= why.keys()):
            return value
        return words.told(self.model, self.name.removesuffix("_why"), why)

    def to_text(self, value: Any) -> str:
        return str(self.told(value) or "")

    def to_json(self, value: Any) -> Any:
        return self.told(value)
