"""Numbers as boards, groups and maps tell them: large sums shortly, money with its sign."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from guanxi.engine.fields.base import Kind
from guanxi.kit.brief import brief

SIGNS = {"CNY": "¥", "EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "HKD": "HK$", "TWD": "NT$"}


def short(kind: Kind | None, value: Any) -> str:
    """A number in few signs: ¥ 68.5 万; "" for none."""
    if value is None:
        return ""
    told = brief(value, get_language() or "en")
    if kind is None or kind.kind != "money":
        return told
    currency = settings.GUANXI_CURRENCY
    return f"{SIGNS.get(currency, currency)} {told}"


def full(kind: Kind, value: Any) -> str:
    """A sum with all its digits, as a table shows it; "" for none."""
    if value is None:
        return ""
    places = getattr(kind, "decimal_places", 0)
    return f"{value:,.{places}f}"
