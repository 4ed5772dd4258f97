"""The control with which a row's value is given, for every kind of field and operator."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.crypto import get_random_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.link import Link, Ref
from guanxi.engine.permissions import Access
from guanxi.web import addresses
from guanxi.web.filtering import operators
from guanxi.web.filtering.operators import COUNT, LIST, MANY, NOTHING, SPAN, TWO, Operator
from guanxi.web.forms.fields import attributes
from guanxi.web.forms.values import as_key, titles_for, to_shown
from guanxi.web.lists import words

Titles = Mapping[tuple[str, uuid.UUID], str | None]
NO_CHOICE = SafeString("<option value></option>")
UNITS = {
    "day": gettext_lazy("days"),
    "week": gettext_lazy("weeks"),
    "month": gettext_lazy("months"),
    "year": gettext_lazy("years"),
}


def titles_of_rows(rows: Iterable[tuple[Kind | None, Sequence[str]]], access: Access) -> Titles:
    """The titles of the linked records that rows name."""
    return titles_for([(kind, value) for kind, values in rows if kind is not None for value in values], access)


def control(
    kind: Kind | None,
    operator: Operator,
    values: Sequence[str],
    titles: Titles,
    *,
    name: str,
    ident: str,
    wrong: str = "",
) -> SafeString:
    """The inside of a row's last column; `wrong` is the id of what is wrong with it."""
    if kind is None or operator.takes == NOTHING:
        return SafeString("")
    label = attributes(required=False, described=wrong, invalid=bool(wrong), label=_("Value"))
    if operator.takes == SPAN:
        return _select(_spans(), values[:1], name, ident, label)
    if operator.takes == COUNT:
        return _count(values, name, ident)
    if operator.takes == MANY:
        return _many(kind, values, titles, name, label)
    if operator.takes == LIST and kind.several:
        return kind.widget(";".join(values), name=name, ident=f"{ident}-{get_random_string(4)}", attrs=label)
    if operator.takes == LIST:
        hint = format_html(' placeholder="{}"{}', _("Several, separated by ;"), label)
        return _text("; ".join(values), name, ident, hint)
    if operator.takes == TWO:
        both = [*values, "", ""][:2]
        ends = (("", _("From")), ("-2", _("To")))
        drawn = [
            _one(kind, value, titles, name, ident + mark, format_html(' aria-label="{}"', said))
            for value, (mark, said) in zip(both, ends, strict=True)
        ]
        return format_html('<span class="gx-two">{}{}</span>', *drawn)
    return _one(kind, values[0] if values else "", titles, name, ident, label)


def _one(kind: Kind, typed: str, titles: Titles, name: str, ident: str, label: SafeString) -> SafeString:
    if operators.is_text(kind):
        return _text(typed, name, ident, label)
    if isinstance(kind, Link):
        return _chooser(_chosen(kind, [typed], titles), name, label, url=_asked(kind), multiple=False)
    return kind.widget(to_shown(kind, typed, titles), name=name, ident=ident, attrs=label)


def _text(value: str, name: str, ident: str, attrs: SafeString) -> SafeString:
    return format_html(
        '<input class="form-control" type="text" name="{}" id="{}" value="{}" maxlength="200" autocomplete="off"{}>',
        name,
        ident,
        value,
        attrs,
    )


def _select(
    choices: Iterable[tuple[str, Any]], chosen: Sequence[str], name: str, ident: str, attrs: SafeString
) -> SafeString:
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((key, SafeString(" selected") if key in chosen else "", label) for key, label in choices),
    )
    return format_html('<select class="form-select" name="{}" id="{}"{}>{}</select>', name, ident, attrs, options)


def _spans() -> list[tuple[str, Any]]:
    return [(name, label) for name, label in words.SPANS.items() if name not in words.OF_LINKS]


def _count(values: Sequence[str], name: str, ident: str) -> SafeString:
    number, unit = [*values, "", "day"][:2] if len(values) > 1 else ["", "day"]
    label = format_html(' aria-label="{}"', _("Unit"))
    return format_html(
        '<span class="gx-two"><input class="form-control gx-num" type="text" inputmode="numeric" name="{0}" id="{1}" '
        'value="{2}" maxlength="4" autocomplete="off" aria-label="{3}">{4}</span>',
        name,
        ident,
        number,
        _("How many"),
        _select(UNITS.items(), [unit], name, f"{ident}-unit", label),
    )


def _many(kind: Kind, values: Sequence[str], titles: Titles, name: str, attrs: SafeString) -> SafeString:
    if isinstance(kind, Link):
        return _chooser(_chosen(kind, values, titles), name, attrs, url=_asked(kind))
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((key, SafeString(" selected") if key in values else "", label) for key, label in kind.labels.items()),  # type: ignore[attr-defined]
    )
    return _chooser(options, name, attrs, url="")


def _asked(kind: Link) -> str:
    return addresses.page_url("options", kind.target)


def _chosen(kind: Link, values: Sequence[str], titles: Titles) -> SafeString:
    """The linked records that are chosen already."""
    told = SafeString("")
    for value in values:
        key = as_key(value)
        label = str(Ref(key, titles.get((kind.target, key)))) if key else words.SPANS.get(value, "")
        if label:
            told += format_html('<option value="{}" selected>{}</option>', value, label)
    return told


def _chooser(options: SafeString, name: str, attrs: SafeString, *, url: str, multiple: bool = True) -> SafeString:
    """A select that the browser turns into chips with a search; without an id, since htmx carries over what has one."""
    return format_html(
        '<select class="form-select" name="{}" data-controller="select" data-select-url-value="{}" '
        'data-select-empty-value="{}" data-select-clear-label-value="{}"{}{}>{}{}</select>',
        name,
        url,
        _("Nothing found"),
        _("Clear"),
        SafeString(" multiple") if multiple else "",
        attrs,
        SafeString("") if multiple else NO_CHOICE,
        options,
    )
