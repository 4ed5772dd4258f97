"""The functions of the language: what each takes, what it gives, and what it is told as."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanxi.engine.expressions.parts import Type, day_of, is_nothing

LONGEST_TEXT = 20_000
MOST_ARGUMENTS = 20
NUMBER, TEXT, DAY, TRUTH, WORDS = (
    frozenset({Type.NUMBER}),
    frozenset({Type.TEXT}),
    frozenset({Type.DAY, Type.MOMENT}),
    frozenset({Type.TRUTH}),
    frozenset({Type.TEXT, Type.WORDS}),
)
ANY = frozenset(Type)
VALUE = ANY - {Type.RECORD, Type.WORDS}
ORDERED = frozenset({Type.NUMBER, Type.DAY, Type.MOMENT, Type.TIME})


@dataclass(frozen=True)
class Function:
    """One function. What is given nothing gives nothing, unless it `knows_nothing` itself."""

    name: str
    takes: tuple[frozenset[Type], ...]
    gives: Type | None
    """The type of the result; None: that of the last arguments, which are then alike."""
    run: Callable[..., Any]
    told: str | Promise
    shape: str
    """How it is written, with letters for what is put in."""
    least: int = -1
    many: bool = False
    """Whether the last argument may be repeated."""
    knows_nothing: bool = False

    @property
    def fewest(self) -> int:
        return len(self.takes) if self.least < 0 else self.least

    @property
    def most(self) -> int:
        return MOST_ARGUMENTS if self.many else len(self.takes)


def _rounded(number: Decimal, places: Decimal = Decimal(0)) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-_small(places, 10)), ROUND_HALF_UP)


def _small(number: Decimal, most: int) -> int:
    return max(-most, min(most, int(number)))


def _to_whole(rounding: str) -> Callable[[Decimal], Decimal]:
    return lambda number: number.to_integral_value(rounding)


def _left(text: str, count: Decimal) -> str:
    return text[: max(0, _small(count, LONGEST_TEXT))]


def _right(text: str, count: Decimal) -> str:
    wanted = max(0, _small(count, LONGEST_TEXT))
    return text[-wanted:] if wanted else ""


def _added_months(day: Any, months: Decimal) -> dt.date:
    start = day_of(day)
    month = start.year * 12 + start.month - 1 + _small(months, 12_000)
    year, month = divmod(month, 12)
    return dt.date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def _days_between(first: Any, last: Any) -> Decimal:
    return Decimal((day_of(last) - day_of(first)).days)


def _contains(text: Any, part: str) -> bool:
    if isinstance(text, list):
        return part in text
    return part.casefold() in text.casefold()


def _sum(*numbers: Decimal | None) -> Decimal:
    return sum((number for number in numbers if number is not None), Decimal(0))


def _length(text: str) -> Decimal:
    return Decimal(len(text))


def _date(year: Decimal, month: Decimal, day: Decimal) -> dt.date:
    return dt.date(int(year), int(month), int(day))


def _first(*values: Any) -> Any:
    return next((value for value in values if not is_nothing(value)), None)


FUNCTIONS: dict[str, Function] = {
    one.name: one
    for one in (
        Function(
            "IF", (TRUTH, VALUE, VALUE), None, lambda yes, this, that: this if yes else that,
            _("the second when the first holds, otherwise the third"), "IF(a, b, c)", knows_nothing=True,
        ),
        Function(
            "EMPTY", (ANY,), Type.TRUTH, is_nothing, _("whether nothing is in it"), "EMPTY(a)", knows_nothing=True
        ),
        Function(
            "FIRST", (VALUE, VALUE), None, _first, _("the first that is not empty"), "FIRST(a, b, …)",
            least=1, many=True, knows_nothing=True,
        ),
        Function(
            "AND", (TRUTH, TRUTH), Type.TRUTH, lambda *all_: all(all_), _("whether all hold"), "AND(a, b, …)",
            least=1, many=True, knows_nothing=True,
        ),
        Function(
            "OR", (TRUTH, TRUTH), Type.TRUTH, lambda *any_: any(any_), _("whether one of them holds"), "OR(a, b, …)",
            least=1, many=True, knows_nothing=True,
        ),
        Function(
            "NOT", (TRUTH,), Type.TRUTH, lambda yes: not yes, _("the opposite"), "NOT(a)", knows_nothing=True
        ),
        Function("ROUND", (NUMBER, NUMBER), Type.NUMBER, _rounded, _("rounded to so many places"), "ROUND(a, 2)", 1),
        Function("FLOOR", (NUMBER,), Type.NUMBER, _to_whole(ROUND_FLOOR), _("the whole number below"), "FLOOR(a)"),
        Function(
            "CEILING", (NUMBER,), Type.NUMBER, _to_whole(ROUND_CEILING), _("the whole number above"), "CEILING(a)"
        ),
        Function("ABS", (NUMBER,), Type.NUMBER, abs, _("without its sign"), "ABS(a)"),
        Function(
            "SUM", (NUMBER, NUMBER), Type.NUMBER, _sum,
            _("the sum, where empty ones count as 0"), "SUM(a, b, …)", least=1, many=True, knows_nothing=True,
        ),
        Function("MIN", (ORDERED, ORDERED), None, min, _("the smallest"), "MIN(a, b, …)", least=1, many=True),
        Function("MAX", (ORDERED, ORDERED), None, max, _("the largest"), "MAX(a, b, …)", least=1, many=True),
        Function("UPPER", (TEXT,), Type.TEXT, str.upper, _("in capital letters"), "UPPER(a)"),
        Function("LOWER", (TEXT,), Type.TEXT, str.lower, _("in small letters"), "LOWER(a)"),
        Function("LENGTH", (TEXT,), Type.NUMBER, _length, _("how many characters"), "LENGTH(a)"),
        Function("LEFT", (TEXT, NUMBER), Type.TEXT, _left, _("so many characters from the beginning"), "LEFT(a, 4)"),
        Function("RIGHT", (TEXT, NUMBER), Type.TEXT, _right, _("so many characters from the end"), "RIGHT(a, 4)"),
        Function(
            "CONTAINS", (WORDS, TEXT), Type.TRUTH, _contains, _("whether the second is in the first"), "CONTAINS(a, b)"
        ),
        Function(
            "DATE", (NUMBER, NUMBER, NUMBER), Type.DAY, _date,
            _("a day of a year, a month and a day"), "DATE(2026, 11, 23)",
        ),
        Function("DAYS", (DAY, DAY), Type.NUMBER, _days_between, _("days from the first to the second"), "DAYS(a, b)"),
        Function("ADD_MONTHS", (DAY, NUMBER), Type.DAY, _added_months, _("so many months later"), "ADD_MONTHS(a, 3)"),
        Function("YEAR", (DAY,), Type.NUMBER, lambda day: Decimal(day_of(day).year), _("its year"), "YEAR(a)"),
        Function("MONTH", (DAY,), Type.NUMBER, lambda day: Decimal(day_of(day).month), _("its month"), "MONTH(a)"),
        Function(
            "WEEKDAY", (DAY,), Type.NUMBER, lambda day: Decimal(day_of(day).isoweekday()), _("1 for Monday to 7"),
            "WEEKDAY(a)",
        ),
    )
}  # fmt: skip
