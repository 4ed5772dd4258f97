"""A number the system hands out, such as KH-000123."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from guanxi.engine.fields.text import Text

if TYPE_CHECKING:
    from guanxi.engine.tailoring.numbers import Rule


class AutoNumber(Text):
    """A running number with a prefix, given once when the record is created; never typed, never reused."""

    kind = "auto_number"
    rule: Rule | None = None
    """How the company builds these numbers, if it says so."""

    def __init__(self, verbose_name: Any = None, *, prefix: str = "", digits: int = 6, **kwargs: Any) -> None:
        self.prefix, self.digits = prefix, digits
        kwargs.setdefault("editable", False)
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("default", "")
        super().__init__(verbose_name, **kwargs)

    def series(self, entity: str, day: dt.date) -> str:
        """The counter that numbers records made on this day."""
        return f"{entity}.{self.name}"

    def shaped(self, number: int, day: dt.date) -> str:
        """The number as people read it, of a record made on this day."""
        return f"{self.prefix}{number:0{self.digits}d}"
