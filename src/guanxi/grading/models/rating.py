"""Kinds of field: a rating, and the reason beside it in the reader's words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from guanxi.engine import fields


class Rating(fields.Choice):
    """One of the company's ratings; rules set it, and whoever may sets it by hand for a time."""

    only_by_verb = True


class Reason(fields.Text):
    """Why a rating is what it is: kept as numbers, told in the reader's language on the day they read it."""

    operators: ClassVar[tuple[str, ...]] = ("empty",)  # type: ignore[assignment,misc]
    sortable = False
    json_identity = False

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        super().__init__(verbose_name, **{"max_length": 600, "blank": True, "editable": False, **kwargs})

    def tells_of(self) -> Mapping[str, tuple[str, ...]]:
        """What was bought: to whom that is closed, the reason is too."""
        deals = getattr(self.model, "deals", None)
        return {deals.entity: (deals.link, deals.day, deals.amount)} if deals else {}

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
