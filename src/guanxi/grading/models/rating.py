"""Kinds of field: a rating, and the reason beside it in the reader's words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.safestring import SafeString

from guanxi.engine import fields
from guanxi.engine.fields.base import EMPTY_CELL, escaped


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

    def to_text(self, value: Any) -> str:
        from guanxi.grading.words import told

        return told(self.model, self.name.removesuffix("_why"), json.loads(value)) if value else ""

    def to_json(self, value: Any) -> Any:
        return self.to_text(value)

    def to_event(self, told: Any) -> Any:
        return told

    def cell(self, value: Any) -> SafeString:
        return escaped(self.to_text(value)) if value else EMPTY_CELL
