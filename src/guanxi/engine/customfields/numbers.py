"""Running numbers by a rule of the company's own, such as `A-{year}-{0000}`."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from guanxi.engine.fields.number import AutoNumber

LONGEST = 40
_PLACE = re.compile(r"\{([^{}]*)\}")
_PARTS = {"year": "%Y", "yy": "%y", "month": "%m", "day": "%d"}
_PERIODS = {"day": "%Y%m%d", "month": "%Y%m", "year": "%Y", "yy": "%Y"}
"""In which period numbers begin anew, the finest first."""


def check_rule(rule: str) -> None:
    """Raise ValidationError unless the rule makes numbers that differ."""
    places = _PLACE.findall(rule)
    counters = [place for place in places if place and not place.strip("0")]
    unknown = [place for place in places if place not in _PARTS and place not in counters]
    if unknown or "{" in _PLACE.sub("", rule) or "}" in _PLACE.sub("", rule):
        wrong = f"{{{unknown[0]}}}" if unknown else "{"
        raise ValidationError(
            _("“%(part)s” has no meaning here. Use {year}, {yy}, {month}, {day} and {0000}.") % {"part": wrong}
        )
    if len(counters) != 1:
        raise ValidationError(_("Say once where the number stands and how many digits it has, like {0000}."))
    if len(counters[0]) > 12:
        raise ValidationError(_("At most %(most)d digits.") % {"most": 12})
    missing = {"day": {"month", "year", "yy"}, "month": {"year", "yy"}}
    for part, others in missing.items():
        if part in places and not others & set(places):
            raise ValidationError(_("Numbers begin anew with every {%(part)s}: put the year in, too.") % {"part": part})
    if "day" in places and "month" not in places:
        raise ValidationError(_("Numbers begin anew with every {%(part)s}: put the month in, too.") % {"part": "day"})


class RuledNumber(AutoNumber):
    """A number by a rule written with it; it begins anew with every year, month or day that the rule names."""

    def __init__(self, verbose_name: Any = None, *, written: str = "{000000}", **kwargs: Any) -> None:
        self.written = written
        super().__init__(verbose_name, max_length=LONGEST + 40, **kwargs)

    def series(self, entity: str, day: dt.date) -> str:
        period = next((day.strftime(shape) for part, shape in _PERIODS.items() if f"{{{part}}}" in self.written), "")
        return ".".join(part for part in (entity, self.name, period) if part)

    def shaped(self, number: int, day: dt.date) -> str:
        def put(match: re.Match[str]) -> str:
            part = match[1]
            return day.strftime(_PARTS[part]) if part in _PARTS else f"{number:0{len(part)}d}"

        return _PLACE.sub(put, self.written)
