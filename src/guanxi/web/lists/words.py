"""Operators and spans of time in words."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from guanxi.engine.entity import Entity
from guanxi.engine.fields.base import Kind
from guanxi.engine.quality.measures import DAYS, INVALID, MISSING, STALE, Measure, measures

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
    "not_within": pgettext_lazy("time", "is not in"),
    "filled": _("is not empty"),
    "yes": _("is yes"),
    "no": _("is no"),
    "me": _("is me"),
    "not_me": _("is not me"),
    "mine": _("is my department"),
    "not_mine": _("is not my department"),
    "below_mine": _("is in my department or below"),
    "in_my_regions": _("is one of my regions"),
    "not_in_my_regions": _("is none of my regions"),
    "not_in": _("is none of"),
    "not_contains": _("does not contain"),
    "last": _("is in the last"),
    "not_last": _("is not in the last"),
    "next": _("is in the next"),
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
    "my_regions": _("my regions"),
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
    "next_quarter": _("next quarter"),
    "next_year": _("next year"),
}
"""What conditions call relative values."""
OF_LINKS = ("me", "my_department", "my_regions")
"""Those that a link knows; days and moments know the others."""


_COUNTED = re.compile(r"(last|next)_(\d{1,4})_(day|week|month|year)s")


def span(name: str) -> str:
    """A relative value in words; "" for what is none."""
    if name in SPANS:
        return str(SPANS[name])
    counted = _COUNTED.fullmatch(name)
    if not counted:
        return ""
    n = int(counted[2])
    told = {
        "day": ngettext("the last %(n)d day", "the last %(n)d days", n),
        "week": ngettext("the last %(n)d week", "the last %(n)d weeks", n),
        "month": ngettext("the last %(n)d month", "the last %(n)d months", n),
        "year": ngettext("the last %(n)d year", "the last %(n)d years", n),
    }
    ahead = {
        "day": ngettext("the next %(n)d day", "the next %(n)d days", n),
        "week": ngettext("the next %(n)d week", "the next %(n)d weeks", n),
        "month": ngettext("the next %(n)d month", "the next %(n)d months", n),
        "year": ngettext("the next %(n)d year", "the next %(n)d years", n),
    }
    return (told if counted[1] == "last" else ahead)[counted[3]] % {"n": n}


def operator(name: str, kind: Kind | None = None) -> str:
    """An operator as people say it of this kind of field."""
    if kind is not None and kind.kind in ("date", "datetime", "time") and name in OF_DAYS:
        return str(OF_DAYS[name])
    if kind is not None and kind.kind == "link" and name == "within":
        return str(_("is or is below"))
    if kind is not None and kind.kind == "address" and name == "within":
        return str(_("lies in"))
    if kind is not None and kind.several and name == "contains":
        return str(_("contains all of"))
    return str(OPERATORS.get(name, name))


FOUND: dict[str, str | Promise] = {
    MISSING: _("%(field)s: not filled in"),
    INVALID: _("%(field)s: wrong"),
    STALE: _("%(field)s: more than %(days)s days ago"),
}


def measure_in_words(entity: Entity, measure: Measure) -> str:
    """What a measure of the quality of data finds."""
    if measure.sort not in FOUND:
        return str(_("has something in common with another"))
    field = capfirst(str(entity.fields[measure.field].verbose_name))  # type: ignore[attr-defined]
    return str(FOUND[measure.sort]) % {"field": field, "days": DAYS}


def flaw(entity: Entity, key: object) -> str:
    """What is wrong with the records that a filter leaves; the key itself where nothing is measured so."""
    return next((measure_in_words(entity, one) for one in measures(entity) if one.key == key), str(key))
