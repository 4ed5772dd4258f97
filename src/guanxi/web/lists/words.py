"""Operators and spans of time in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine.fields.base import Kind

OPERATORS: dict[str, str | Promise] = {
    "eq": _("is"),
    "ne": _("is not"),
    "lt": _("less than"),
    "lte": _("not more than"),
    "gt": _("more than"),
    "gte": _("not less than"),
    "in": _("is one of"),
    "between": _("is between"),
    "contains": _("contains"),
    "startswith": _("begins with"),
    "empty": _("is empty"),
    "within": pgettext_lazy("time", "is in"),
}
OF_DAYS: dict[str, str | Promise] = {
    "lt": _("is before"),
    "lte": _("is not after"),
    "gt": _("is after"),
    "gte": _("is not before"),
}
SPANS: dict[str, str | Promise] = {
    "me": pgettext_lazy("value", "me"),
    "my_department": _("my department"),
    "today": _("today"),
    "yesterday": _("yesterday"),
    "tomorrow": _("tomorrow"),
    "this_week": _("this week"),
    "last_week": _("last week"),
    "next_week": _("next week"),
    "this_month": _("this month"),
    "last_month": _("last month"),
    "next_month": _("next month"),
    "this_quarter": _("this quarter"),
    "last_quarter": _("last quarter"),
    "this_year": _("this year"),
    "last_year": _("last year"),
    "last_7_days": _("the last 7 days"),
    "last_30_days": _("the last 30 days"),
    "last_90_days": _("the last 90 days"),
}
"""What conditions call relative values."""
OF_LINKS = ("me", "my_department")
"""Those that a link knows; days and moments know the others."""


def operator(name: str, kind: Kind | None = None) -> str:
    """An operator as people say it of this kind of field."""
    if kind is not None and kind.kind in ("date", "datetime") and name in OF_DAYS:
        return str(OF_DAYS[name])
    if kind is not None and kind.kind == "link" and name == "within":
        return str(_("is or is below"))
    return str(OPERATORS.get(name, name))
