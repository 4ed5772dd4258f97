"""The rows of a table, put together in Python: a list of fifty has four hundred cells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def table_rows(rows: Iterable[dict[str, Any]], picking: bool = False) -> SafeString:
    """<tr>s out of rows of cells {html, css, slot, label}; with a box to pick each row when `picking`."""
    select = _("Select %(label)s")
    return mark_safe("\n".join(_row(row, select if picking else "") for row in rows))  # noqa: S308 (parts are escaped)


def _row(row: dict[str, Any], select: str) -> str:
    box = _box(row, select) if select else ""
    return f"<tr data-keys-row>{box}{''.join(_cell(cell) for cell in row['cells'])}</tr>"


def _box(row: dict[str, Any], select: str) -> str:
    label = escape(select % {"label": row["label"]})
    return (
        '<td class="gx-ck"><input class="form-check-input" type="checkbox" name="ids" form="bulk" '
        f'value="{escape(row["id"])}" aria-label="{label}" data-bulk-target="row" data-action="click->bulk#pick"></td>'
    )


def _cell(cell: dict[str, Any]) -> str:
    html = cell["html"]
    attributes = "".join(
        f' {name}="{escape(value)}"'
        for name, value in (
            ("class", cell.get("css")),
            ("data-slot", cell.get("slot")),
            ("data-label", cell.get("label")),
        )
        if value
    )
    return f"<td{attributes}>{html if isinstance(html, SafeString) else conditional_escape(html)}</td>"
