"""What single steps do to a text; each is a plain function."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, time
from functools import cache
from typing import Any

from guanxi.kit import phones
from guanxi.kit.values import BadValue, parse_date, parse_datetime, parse_decimal

_SHORT_YEAR_FIRST = re.compile(r"(\d{2})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_OF_THE_REPUBLIC = re.compile(
    r"(?:民國|民国|中華民國|中华民国)?\s*(\d{1,3})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
)
_REPUBLIC = 1911


def folded(text: str) -> str:
    """A text without what doesn't tell two entries of a table apart: case, width, outer and repeated blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def half_width(text: str) -> str:
    """Letters, figures and signs in the width of Latin ones: "ＡＢＣ１２３，" becomes "ABC123,"."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def cased(text: str, to: str) -> str:
    """In small letters, capitals, or with a capital at the start of each word."""
    if to == "upper":
        return text.upper()
    return text.lower() if to == "lower" else _WORD.sub(lambda word: word[0][0].upper() + word[0][1:].lower(), text)


_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def converted(text: str, to: str) -> str:
    """In simplified or traditional characters, word by word."""
    return text if text.isascii() else str(_converter("t2s" if to == "simplified" else "s2t").convert(text))


@cache
def _converter(name: str) -> Any:
    """Reads some megabytes of words, so only when it is asked for."""
    from opencc import OpenCC

    return OpenCC(name)


def part(text: str, by: str, number: int) -> str:
    """The n-th part of a text, from its end when negative; "" when it has fewer. A blank separates by any blanks."""
    parts = [piece.strip() for piece in (text.split(by) if by.strip() else text.split())]
    at = number - 1 if number > 0 else number
    return parts[at] if -len(parts) <= at < len(parts) else ""


def rest(text: str, by: str, number: int) -> str:
    """Everything behind the n-th separator, counted from the end when negative; "" when there is none."""
    parts = text.split(by) if by.strip() else text.split()
    at = number if number > 0 else len(parts) + number
    return (by or " ").join(parts[at:]).strip() if 0 < at < len(parts) else ""


def looked_up(text: str, table: Mapping[str, str], other: str) -> str:
    """What a table has for a text; what isn't in it stays, becomes empty, or is refused."""
    if not text:
        return text
    found = table.get(folded(text))
    if found is not None:
        return found
    if other == "refuse":
        raise BadValue("not_in_table", "“{text}” is not in the table.", text=text[:60])
    return text if other == "keep" else ""


def as_date(text: str, order: str) -> str:
    """A date of any country as 2026-03-05, with its time when it has one. `order` tells how 03/04/05 is meant."""
    if not text:
        return text
    if order == "republic":
        text = _from_the_republic(text)
    elif order == "year" and (found := _SHORT_YEAR_FIRST.match(half_width(text).strip())):
        text = f"20{found[0]}{half_width(text).strip()[found.end() :]}"
    day_first = {"day": True, "month": False}.get(order)
    try:
        return parse_date(text, day_first, excel_serials=True).isoformat()
    except BadValue as bad:
        if bad.code != "time_in_date":
            raise
    found_moment: datetime = parse_datetime(text, None, day_first, excel_serials=True)
    if found_moment.tzinfo is None and found_moment.time() == time(0):
        return found_moment.date().isoformat()
    return found_moment.isoformat(sep=" ")


def _from_the_republic(text: str) -> str:
    found = _OF_THE_REPUBLIC.fullmatch(half_width(text).strip())
    if found is None:
        return text
    return f"{int(found[1]) + _REPUBLIC}-{int(found[2]):02}-{int(found[3]):02}"


def as_number(text: str, decimal: str) -> str:
    """A number of any country as 1234.56, units such as 万 and percent signs worked in."""
    if not text:
        return text
    written = half_width(text).strip()
    if decimal == "comma":
        written = written.replace(".", "").replace(",", ".")
    elif decimal == "point":
        written = written.replace(",", "")
    try:
        return format(parse_decimal(written), "f")
    except BadValue as bad:
        value = bad.params.get("value")
        if bad.code == "percent" and value is not None:
            return format(value, "f")  # type: ignore[str-format]
        raise


def as_phone(text: str, country: str) -> str:
    """A number as its country writes it, in the international form."""
    return phones.normalise(text, country) if text else text
