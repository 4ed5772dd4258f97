"""The rows of a table, put together in Python: a list of fifty has four hundred cells."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guanxi.kit.escaping import escape

register = template.Library()


@register.simple_tag
def table_rows(rows: Iterable[dict[str, Any]], picking: Any = False) -> SafeString:
    """<tr>s out of rows of cells {html, css, slot, label}; with a box to pick each row when `picking`."""
    select = escape(_("Select %(label)s")) if picking else ""
    return SafeString("\n".join(_row(row, select) for row in rows))


def _row(row: dict[str, Any], select: str) -> str:
    box = _box(row, select) if select else ""
    watch = f' data-watch="{escape(row["watch"])}" data-version="{row["version"]:d}"' if "watch" in row else ""
    return f"<tr data-keys-row{watch}>{box}{''.join(map(_cell, row['cells']))}</tr>"


def _box(row: dict[str, Any], select: str) -> str:
    return (
        '<td class="gx-ck"><input class="form-check-input" type="checkbox" name="ids" form="bulk" '
        f'value="{escape(str(row["id"]))}" aria-label="{select % {"label": escape(row["label"])}}" '
        'data-bulk-target="row" data-action="click->bulk#pick"></td>'
    )


def _cell(cell: dict[str, Any]) -> str:
    html = cell["html"]
    shown = html if type(html) is SafeString else conditional_escape(html)
    return f"<td{_attributes(cell.get('css'), cell.get('slot'), cell.get('label'))}>{shown}</td>"


@lru_cache(maxsize=1_000)
def _attributes(css: str | None, slot: str | None, label: str | None) -> str:
    told = (("class", css), ("data-slot", slot), ("data-label", label))
    return "".join(f' {name}="{escape(value)}"' for name, value in told if value)
