"""How numbers that the system hands out are built: KH-2026-0001 from KH-{year}-{counter:4}."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine.models.counter import Counter

NEVER, YEAR, MONTH, DAY = "never", "year", "month", "day"
PARTS = re.compile(r"\{(year|yy|month|day|department|counter)(?::([1-9]))?\}")
NEEDED = {NEVER: (), YEAR: ("year",), MONTH: ("year", "month"), DAY: ("year", "month", "day")}
PERIODS = {NEVER: "", YEAR: "%Y", MONTH: "%Y-%m", DAY: "%Y-%m-%d"}
LONGEST = 40


def nowhere(_actor: Any) -> str:
    """No department."""
    return ""


department_of: Callable[[Any], str] = nowhere
"""The short form of an actor's department, for {department}; the room that knows of departments puts it here."""


@dataclass(frozen=True)
class Rule:
    """One rule; two that are equal are the same."""

    subject: str
    pattern: str
    reset: str = NEVER
    start: int = 1

    def series(self, day: dt.date, department: str) -> str:
        """Under which name it is counted: anew for each period, and for each department where that is in the number."""
        parts = [self.subject, day.strftime(PERIODS[self.reset]), department if "{department}" in self.pattern else ""]
        return ":".join(parts).rstrip(":")[:120]

    def shaped(self, number: int, day: dt.date, department: str) -> str:
        """The number as people read it."""
        dates = {"year": "%Y", "yy": "%y", "month": "%m", "day": "%d"}
        told = {name: day.strftime(form) for name, form in dates.items()} | {"department": department}

        def part(found: re.Match[str]) -> str:
            name, digits = found.groups()
            return f"{number:0{int(digits or 1)}d}" if name == "counter" else told[name]

        return PARTS.sub(part, self.pattern)

    def upcoming(self, actor: Any, count: int = 1) -> list[str]:
        """The next numbers that this actor's records would have, as things are now; nothing is taken."""
        day, department = today(), department_of(actor)
        last = Counter.objects.filter(series=self.series(day, department)).values_list("last", flat=True).first()
        first = self.start if last is None else last + 1
        return [self.shaped(first + n, day, department) for n in range(count)]


def today() -> dt.date:
    """The day by the company's own clock, wherever somebody is."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def check(rule: Rule) -> None:
    """Raise ValidationError for a pattern whose numbers would repeat, or can't be stored."""
    parts = PARTS.findall(rule.pattern)
    names = {"year" if name == "yy" else name for name, _digits in parts}
    if re.search(r"[{}]", PARTS.sub("", rule.pattern)):
        raise ValidationError(
            {"pattern": _("Between { and } stands one of: year, yy, month, day, department, counter, counter:4.")}
        )
    if [name for name, _digits in parts].count("counter") != 1:
        raise ValidationError({"pattern": _("The number needs {counter}, once.")})
    if any(digits and name != "counter" for name, digits in parts):
        raise ValidationError({"pattern": _("Only the counter has a number of digits.")})
    if missing := [name for name in NEEDED[rule.reset] if name not in names]:
        told = ", ".join(f"{{{name}}}" for name in missing)
        raise ValidationError(
            {"pattern": _("Numbers would repeat: counting anew needs %(parts)s in it.") % {"parts": told}}
        )
    if len(rule.shaped(10**8, today(), "W" * 8)) > LONGEST:
        raise ValidationError({"pattern": _("Too long: a number has at most %(most)d characters.") % {"most": LONGEST}})
