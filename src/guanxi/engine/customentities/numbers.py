"""Numbers by a rule that the company writes down: SS-{year}-{0000}."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine.fields.number import AutoNumber

_PART = re.compile(r"\{(year|month|0{1,9})\}")
LONGEST_RULE = 30


def check_rule(rule: str) -> None:
    """Raise ValidationError with what to write instead."""
    parts = _PART.findall(rule)
    if re.search(r"[{}]", _PART.sub("", rule)):
        raise ValidationError(_("In braces stand {year}, {month} or noughts, as in SS-{year}-{0000}."))
    if sum(part.startswith("0") for part in parts) != 1:
        raise ValidationError(_("Write the running number once, as noughts in braces: SS-{year}-{0000}."))
    if "month" in parts and "year" not in parts:
        raise ValidationError(_("With the month the year is needed too, or numbers would come back a year later."))


class RuledNumber(AutoNumber):
    """A running number whose shape can change while it runs; it counts from one in each year or month it names."""

    def __init__(self, verbose_name: Any = None, *, written: str = "", **kwargs: Any) -> None:
        self.written = written
        super().__init__(verbose_name, **kwargs)

    def shaped(self, number: int) -> str:
        now = timezone.localtime(timezone=timezone.get_default_timezone())

        def told(found: re.Match[str]) -> str:
            part = found[1]
            if part == "year":
                return str(now.year)
            return f"{now.month:02}" if part == "month" else f"{number:0{len(part)}d}"

        return _PART.sub(told, self.written)

    def period(self) -> str:
        now = timezone.localtime(timezone=timezone.get_default_timezone())
        parts = [str(now.year)] if "{year}" in self.written else []
        parts += [f"{now.month:02}"] if "{month}" in self.written else []
        return "".join(f".{part}" for part in parts)
