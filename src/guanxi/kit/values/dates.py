"""Dates and times as people and spreadsheets write them."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from .bad import BadValue

LONGEST = 60
_EXCEL_START = date(1899, 12, 30)
_EXCEL_END = 2_958_466
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip

_YEAR_FIRST = re.compile(r"(\d{4})\s*([-/.年])\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)\s*[日号號]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?=$|[t\s])")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})(?!\d)")
_NAMED_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s.-]*([a-z]{3})[a-z]*[\s.,-]*(\d{4})(?!\d)")
_NAMED_MONTH_FIRST = re.compile(r"([a-z]{3})[a-z]*[\s.]*(\d{1,2})(?:st|nd|rd|th)?[\s,]+(\d{4})(?!\d)")
_TIME = re.compile(
    r"(?P<half>上午|下午|中午|晚上|早上|凌晨)?\s*"
    r"(?P<hour>\d{1,2})(?:\s*[:时時点點]\s*(?P<minute>\d{1,2}))?[时時点點分]?"
    r"(?:\s*[:分]?\s*(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?秒?)?"
    r"\s*(?P<english>[ap]\.?m\.?)?\s*(?P<zone>z|utc|gmt|[+-]\d{2}:?\d{2}|[+-]\d{2})?"
)


def parse_date(text: str, day_first: bool | None = None, excel_serials: bool = False) -> date:
    """The day a text stands for.

    `day_first` says how 03/04/2026 is meant; unsaid, it is refused as `ambiguous_date`. Dots always put the day first.
    A time other than midnight is refused as `time_in_date`, so that nothing is lost unseen.
    """
    found, rest = _day(text, day_first, excel_serials)
    if rest and _clock(rest, text) != (time(0), None):
        raise BadValue("time_in_date", "“{text}” has a time of day, but only a date is kept here.", text=text)
    if isinstance(found, datetime):
        if found.time() != time(0):
            raise BadValue("time_in_date", "“{text}” has a time of day, but only a date is kept here.", text=text)
        return found.date()
    return found


def parse_datetime(
    text: str, tz: tzinfo | None, day_first: bool | None = None, excel_serials: bool = False
) -> datetime:
    """The moment a text stands for: in `tz` unless the text names its own offset; a day alone is its midnight.

    Without a `tz` it is left open where a text doesn't say.
    """
    found, rest = _day(text, day_first, excel_serials)
    if isinstance(found, datetime):
        return found.replace(tzinfo=tz)
    clock, zone = _clock(rest, text) if rest else (time(0), None)
    return datetime.combine(found, clock, tzinfo=zone or tz)


def parse_time(text: str) -> time:
    """The time of day a text stands for, to the second; one with an offset of its own is refused."""
    clock, zone = _clock(_written(text), text)
    if zone is not None or len(text) > LONGEST:
        raise BadValue("no_such_time", "“{text}” is not a time of day.", text=text[:LONGEST])
    return clock.replace(microsecond=0)


def guess_day_first(samples: Iterable[str]) -> bool | None:
    """Whether a column writes the day before the month: told by numbers above 12; None when nothing tells, or both."""
    votes = set()
    for sample in samples:
        found = _YEAR_LAST.match(_written(sample))
        if found:
            first, second = int(found[1]), int(found[3])
            if 12 < first <= 31 and second <= 12:
                votes.add(True)
            elif 12 < second <= 31 and first <= 12:
                votes.add(False)
    return votes.pop() if len(votes) == 1 else None


def _written(text: str) -> str:
    return unicodedata.normalize("NFKC", text[: LONGEST + 1]).strip().casefold()


def _day(text: str, day_first: bool | None, excel_serials: bool) -> tuple[date | datetime, str]:
    """The day, and what stands behind it."""
    written = _written(text)
    if not written:
        raise BadValue("empty", "Nothing is written here.")
    if len(text) > LONGEST:
        raise _not_a_date(text)
    if excel_serials and re.fullmatch(r"\d{1,7}(\.\d+)?", written):
        return _from_serial(float(written), text), ""
    for pattern, order in ((_YEAR_FIRST, (1, 3, 4)), (_COMPACT, (1, 2, 3))):
        if found := pattern.match(written):
            year, month, day = (int(found[place]) for place in order)
            return _made(year, month, day, text), _behind(written, found)
    if found := _YEAR_LAST.match(written):
        month, day = _month_and_day(int(found[1]), int(found[3]), found[2], day_first, text)
        return _made(_year(found[4], found[2], text), month, day, text), _behind(written, found)
    for pattern, day_at, month_at in ((_NAMED_DAY_FIRST, 1, 2), (_NAMED_MONTH_FIRST, 2, 1)):
        found = pattern.match(written)
        if found and found[month_at] in _MONTHS:
            return _made(int(found[3]), _MONTHS[found[month_at]], int(found[day_at]), text), _behind(written, found)
    raise _not_a_date(text)


def _behind(written: str, found: re.Match[str]) -> str:
    return written[found.end() :].lstrip(" ,").removeprefix("t").strip()


def _month_and_day(first: int, second: int, separator: str, day_first: bool | None, text: str) -> tuple[int, int]:
    if first > 12 >= second or first == second:
        return second, first
    if second > 12 >= first:
        return first, second
    if separator == ".":
        return second, first
    if day_first is None:
        raise BadValue("ambiguous_date", "“{text}” could be two dates: say whether the day comes first.", text=text)
    return (second, first) if day_first else (first, second)


def _year(written: str, separator: str, text: str) -> int:
    if len(written) == 4:
        return int(written)
    if separator == "-":
        raise BadValue("two_digit_year", "“{text}” needs a year of four digits.", text=text)
    return int(written) + (2000 if int(written) < 69 else 1900)


def _made(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as problem:
        raise BadValue("no_such_date", "“{text}” is not a day of the calendar.", text=text) from problem


def _from_serial(serial: float, text: str) -> datetime:
    """A day of Excel's calendar, which believes in 29 February 1900."""
    whole = int(serial)
    if not 1 <= whole < _EXCEL_END or whole == 60:
        raise BadValue("no_such_date", "“{text}” is not a day of the calendar.", text=text)
    start = datetime.combine(_EXCEL_START, time(0)) + timedelta(days=whole + (1 if whole < 60 else 0))
    return start + timedelta(seconds=round((serial - whole) * 86_400))


def _clock(rest: str, text: str) -> tuple[time, timezone | None]:
    """The time of day, and its own offset from UTC when it has one."""
    found = _TIME.fullmatch(rest)
    if found is None or (found["minute"] is None and not found["half"] and not found["english"]):
        raise _not_a_date(text)
    hour, half = int(found["hour"]), found["half"] or (found["english"] or "")[:1]
    if half and hour > 12 and half in ("a", "p"):
        raise _not_a_date(text)
    if (half in ("下午", "晚上", "p") and hour < 12) or (half == "中午" and hour < 3):
        hour += 12
    elif half in ("上午", "凌晨", "早上", "a") and hour == 12:
        hour = 0
    micro = int((found["fraction"] or "0")[:6].ljust(6, "0"))
    try:
        clock = time(hour, int(found["minute"] or 0), int(found["second"] or 0), micro)
    except ValueError as problem:
        raise BadValue("no_such_time", "“{text}” is not a time of day.", text=text) from problem
    return clock, _zone(found["zone"], text)


def _zone(written: str | None, text: str) -> timezone | None:
    if written is None:
        return None
    if written in ("z", "utc", "gmt"):
        return UTC
    figures = written[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(figures[:2]), minutes=int(figures[2:]))
    if offset >= timedelta(hours=24):
        raise BadValue("no_such_time", "“{text}” is not a time of day.", text=text)
    return timezone(-offset if written[0] == "-" else offset)


def _not_a_date(text: str) -> BadValue:
    return BadValue("not_a_date", "“{text}” is not a date.", text=text[:LONGEST])
