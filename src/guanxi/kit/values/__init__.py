"""Text that people write in cells and fields, read as numbers, dates, times and yes or no."""

from .bad import BadValue
from .booleans import parse_bool
from .dates import guess_day_first, parse_date, parse_datetime, parse_time
from .decimals import parse_decimal
from .texts import holds_texts, is_text

__all__ = [
    "BadValue",
    "guess_day_first",
    "holds_texts",
    "is_text",
    "parse_bool",
    "parse_date",
    "parse_datetime",
    "parse_decimal",
    "parse_time",
]
