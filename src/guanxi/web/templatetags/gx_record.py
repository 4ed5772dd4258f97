"""The facts of a record, put together in Python: a page has dozens of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guanxi.web import icons

register = template.Library()
_FACT = '<dd class="gx-fact{}" id="fact-{}"><span class="gx-val">{}</span>{}</dd>'
_PEN = (
    '<a class="gx-pen" href="{0}" role="button" hx-get="{0}" hx-target="#fact-{1}" hx-swap="beforeend" '
    'aria-label="{2}">{3}</a>'
)
_SHOW = '<a class="gx-pen" href="{}" data-action="panel#open" aria-label="{}">{}</a>'


@register.simple_tag
def facts(rows: Iterable[dict[str, Any]]) -> SafeString:
    """Labels and values of rows {name, label, html, css, edit_url}."""
    return format_html_join("\n", "<dt>{}</dt>{}", ((row["label"], fact(row)) for row in rows))


@register.simple_tag
def fact(row: dict[str, Any]) -> SafeString:
    """A value, with the pencil that opens its control in its place if it may be changed."""
    css = f" {row['css']}" if row.get("css") else ""
    drawn = pen(row["name"], row["label"], row["edit_url"]) if row.get("edit_url") else ""
    if row.get("show_url"):
        drawn = format_html(
            _SHOW, row["show_url"], _("Show %(label)s") % {"label": row["label"]}, icons.icon("eye", "s")
        )
    return format_html(_FACT, css, row["name"], row["html"], drawn)


@register.simple_tag
def pen(name: str, label: str, url: str) -> SafeString:
    """Opens a fact's control in its place."""
    return format_html(_PEN, url, name, _("Edit %(label)s") % {"label": label}, icons.icon("pencil", "s"))
