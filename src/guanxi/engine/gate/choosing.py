"""Choices among the others of a record: what is retired isn't chosen anew, and what depends fits what it depends on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from guanxi.engine.errors import Invalid
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.listed import Listed


def check_choices(kinds: Mapping[str, Kind], record: Any, before: Mapping[str, Any] | None = None) -> None:
    """Raise Invalid for choices that can't be made; what was there before and stays is left alone."""
    wrong = problems(kinds, record, before or {})
    if wrong:
        raise Invalid(wrong)


def problems(kinds: Mapping[str, Kind], record: Any, before: Mapping[str, Any]) -> dict[str, list[str]]:
    """Field to what is wrong with its choice."""
    wrong: dict[str, list[str]] = {}
    for name, kind in kinds.items():
        if not isinstance(kind, Listed) or kind.company is None:
            continue
        now, was = chosen(kind, record.__dict__), chosen(kind, before)
        for key in now:
            if key not in was and kind.company.is_retired(key):
                wrong[name] = [_("“%(choice)s” isn't offered any more.") % {"choice": kind.labels[key]}]
        lead = kinds.get(kind.company.by)
        if name in wrong or not isinstance(lead, Listed):
            continue
        led = chosen(lead, record.__dict__)
        if now == was and led == chosen(lead, before):
            continue
        for key in now:
            if not kind.company.fits(key, led):
                wrong[name] = [_misfit(kind, key, lead, led)]
    return wrong


def chosen(kind: Any, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys that a field has."""
    value = values.get(kind.name)
    return tuple(value or ()) if kind.several else ((value,) if value else ())


def _misfit(kind: Any, key: str, lead: Any, led: tuple[str, ...]) -> str:
    value = lead.in_words(led if lead.several else "".join(led))
    told = {"choice": kind.labels[key], "field": lead.verbose_name, "value": value}
    if not led:
        return _("“%(choice)s” needs a choice in “%(field)s” first.") % told
    return _("“%(choice)s” doesn't go with “%(value)s” in “%(field)s”. Choose another.") % told
