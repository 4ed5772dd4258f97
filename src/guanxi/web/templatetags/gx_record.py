"""The facts of a record, put together in Python: a page has dozens of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guanxi.kit.escaping import escape
from guanxi.web import icons

register = template.Library()


@register.simple_tag
def facts(rows: Iterable[dict[str, Any]]) -> SafeString:
    """Labels and values of rows {name, label, html, css, edit_url}."""
    edit = _("Edit %(label)s")
    return SafeString("\n".join([f"<dt>{escape(row['label'])}</dt>{_fact(row, edit)}" for row in rows]))


@register.simple_tag
def fact(row: dict[str, Any]) -> SafeString:
    """A value, with the pencil that opens its control in its place if it may be changed."""
    return SafeString(_fact(row, _("Edit %(label)s")))


@register.simple_tag
def pen(name: str, label: str, url: str) -> SafeString:
    """Opens a fact's control in its place."""
    return SafeString(_pen(name, _("Edit %(label)s") % {"label": label}, url))


def _fact(row: dict[str, Any], edit: str) -> str:
    css = f" {escape(row['css'])}" if row.get("css") else ""
    drawn = _pen(row["name"], edit % {"label": row["label"]}, row["edit_url"]) if row.get("edit_url") else ""
    if row.get("show_url"):
        drawn = _eye(row["show_url"], _("Show %(label)s") % {"label": row["label"]})
    html = row["html"]
    shown = html if type(html) is SafeString else conditional_escape(html)
    return f'<dd class="gx-fact{css}" id="fact-{escape(row["name"])}"><span class="gx-val">{shown}</span>{drawn}</dd>'


def _pen(name: str, label: str, url: str) -> str:
    url = escape(url)
    return (
        f'<a class="gx-pen" href="{url}" role="button" hx-get="{url}" hx-target="#fact-{escape(name)}" '
        f'hx-swap="beforeend" aria-label="{escape(label)}">{icons.icon("pencil", "s")}</a>'
    )


def _eye(url: str, label: str) -> str:
    drawn = icons.icon("eye", "s")
    return f'<a class="gx-pen" href="{escape(url)}" data-action="panel#open" aria-label="{escape(label)}">{drawn}</a>'
