"""Numbers as people write them, in the ways of several countries."""

import re
import unicodedata
from decimal import Decimal

from .bad import BadValue

LONGEST = 80
MOST_DIGITS = 28

_CURRENCY = re.compile(r"(?:rmb|cny|usd|eur|gbp|hkd|twd|jpy|us\$|hk\$|nt\$|人民币|[¥$€£₩元圆円块])", re.IGNORECASE)
_SPACES = re.compile(r"(?<=[0-9])[\s'’`](?=[0-9]{3}(?![0-9]))")
_PARTS = re.compile(r"(?P<figures>[0-9.,]+)(?:e(?P<exponent>[+-]?[0-9]{1,4}))?(?P<unit>[十百千万萬亿億]{0,3})")
_UNITS = {"十": 1, "百": 2, "千": 3, "万": 4, "萬": 4, "亿": 8, "億": 8}
_MINUS = str.maketrans({"−": "-", "–": "-", "—": "-", "﹣": "-"})


def parse_decimal(text: str) -> Decimal:
    """The exact number a text stands for.

    Thousands may be set apart by comma, dot, space or apostrophe. A lone comma before three digits sets thousands
    apart; a lone dot is the decimal point. Codes: `empty`, `not_a_number`, `percent` (with the number in `value`),
    `too_large`.
    """
    written = unicodedata.normalize("NFKC", text[: LONGEST + 1]).translate(_MINUS).strip().casefold()
    if not written:
        raise BadValue("empty", "Nothing is written here.")
    if len(text) > LONGEST:
        raise _not_a_number(text)
    rest = _CURRENCY.sub("", written, count=1).strip()
    sign, rest = _sign(rest, text)
    percent = rest.endswith("%")
    rest = _SPACES.sub("", rest.removesuffix("%").strip())
    found = _PARTS.fullmatch(rest)
    if found is None:
        raise _not_a_number(text)
    exponent = int(found["exponent"] or 0) + sum(_UNITS[unit] for unit in found["unit"])
    if abs(exponent) > MOST_DIGITS:
        raise BadValue("too_large", "“{text}” has more digits than can be kept.", text=text)
    figures = _plain_figures(found["figures"], text)
    if len(figures.replace(".", "").lstrip("0")) + abs(exponent) > MOST_DIGITS:
        raise BadValue("too_large", "“{text}” has more digits than can be kept.", text=text)
    number = Decimal(f"{sign}{figures}e{exponent}")
    if exponent:
        number = Decimal(f"{number:f}")
    if percent:
        raise BadValue("percent", "“{text}” is a percentage, not a number.", text=text, value=number)
    return number


def _sign(written: str, text: str) -> tuple[str, str]:
    """The sign and what remains: a minus before or behind, or the brackets of bookkeepers."""
    if written.startswith("(") and written.endswith(")"):
        return "-", written[1:-1].strip()
    if written.startswith("-") or written.endswith("-"):
        rest = written[1:] if written.startswith("-") else written[:-1]
        return "-", _CURRENCY.sub("", rest, count=1).strip()
    return "", written.removeprefix("+").strip()


def _plain_figures(figures: str, text: str) -> str:
    """The figures with a dot as decimal point and nothing between thousands."""
    dot, comma = figures.rfind("."), figures.rfind(",")
    if dot >= 0 and comma >= 0:
        point, thousands = (".", ",") if dot > comma else (",", ".")
        if figures.count(point) > 1:
            raise _not_a_number(text)
    elif figures.count(".") > 1 or (figures.count(",") == 1 and not re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", figures)):
        point, thousands = ",", "."
    else:
        point, thousands = ".", ","
    whole, _, fraction = figures.partition(point)
    groups = whole.split(thousands)
    uneven = len(groups) > 1 and (
        not groups[0] or len(groups[-1]) != 3 or any(len(group) not in (2, 3, 4) for group in groups[1:-1])
    )
    if uneven or thousands in fraction or not (whole or fraction):
        raise _not_a_number(text)
    return "".join(groups) + ("." + fraction if fraction else "")


def _not_a_number(text: str) -> BadValue:
    return BadValue("not_a_number", "“{text}” is not a number.", text=text[:LONGEST])
