"""The editor of a record's lines, and what it sends: rows named SET-0-field, SET-1-field …"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.text import capfirst

from guanxi.engine.entity import LineSet
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.conditions import Conditions
from guanxi.engine.permissions import Access
from guanxi.web import cells
from guanxi.web.forms import conditions
from guanxi.web.forms.fields import attributes, control, nesting
from guanxi.web.forms.values import Submitted, tidy, to_shown, to_typed
from guanxi.web.panels import nested_url

MOST_ROWS = 500
Line = dict[str, Any]
Typed = dict[str, Submitted]


def read_lines(lines: LineSet, data: QueryDict) -> list[Typed]:
    """The rows that were sent, without those taken away and those left blank; each with its `id` if it has one."""
    blank = blank_line(lines)
    rows = []
    for place in range(total(lines, data)):
        prefix = f"{lines.name}-{place}-"
        if f"{prefix}DELETE" in data:
            continue
        row: Typed = {
            name: tidy(kind.from_inputs(data.getlist(prefix + name)))
            for name, kind in lines.fields.items()
            if prefix + name in data
        }
        key = data.get(f"{prefix}id", "")
        if key or any(value and value != blank[name] for name, value in row.items()):
            rows.append({"id": key, **row} if key else row)
    return rows


def total(lines: LineSet, data: QueryDict) -> int:
    """How many rows the form says it has, within bounds."""
    text = data.get(f"{lines.name}-TOTAL_FORMS", "")
    return min(int(text), MOST_ROWS + 1) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def was_sent(lines: LineSet, data: QueryDict) -> bool:
    """Whether the form had these lines at all."""
    return f"{lines.name}-TOTAL_FORMS" in data


def untouched(lines: LineSet, data: QueryDict, rows: list[Typed]) -> bool:
    """Whether the rows are those the form was shown with."""
    return data.get(f"{lines.name}-was", "") == fingerprint(rows)


def fingerprint(rows: list[Typed]) -> str:
    """What the rows say, in short."""
    told = json.dumps(rows, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def blank_line(lines: LineSet) -> Typed:
    """A new row as the browser sends it when nobody touched it."""
    return {name: to_typed(kind, default_of(kind)) for name, kind in lines.fields.items()}


def default_of(kind: Kind) -> Any:
    """What a new record has in a field before anybody says otherwise."""
    return kind.get_default() if kind.has_default() else None  # type: ignore[attr-defined]


def as_typed(lines: LineSet, values: list[Line]) -> list[Typed]:
    """Lines as they were read, as the browser would send them back."""
    return [
        {"id": str(line["id"]), **{name: to_typed(kind, line.get(name)) for name, kind in lines.fields.items()}}
        for line in values
    ]


def block(
    lines: LineSet,
    rows: list[Line],
    *,
    was: str,
    errors: Mapping[str, list[str]],
    access: Access,
) -> dict[str, Any]:
    """The context of parts/lines.html; `errors` by "0.field", or "" for all the lines."""
    nested = {name: nested_url(kind, access) for name, kind in lines.fields.items()}
    told = {name: default_of(kind) for name, kind in lines.fields.items()}
    return {
        "title": capfirst(lines.label),
        "prefix": lines.name,
        "total": len(rows),
        "initial": sum(1 for row in rows if row.get("id")),
        "was": was,
        "columns": [
            {"label": cells.kind_label(kind), "numeric": kind.numeric, "required": kind.needed}
            for kind in lines.fields.values()
        ],
        "rows": [_row(lines, str(place), row, errors, nested, access) for place, row in enumerate(rows)],
        "blank": _row(lines, "__prefix__", told, {}, nested, access),
        "errors": errors.get("", []),
    }


def _row(
    lines: LineSet,
    place: str,
    row: Line,
    errors: Mapping[str, list[str]],
    nested: Mapping[str, str],
    access: Access,
) -> dict[str, Any]:
    prefix = f"{lines.name}-{place}"
    made = []
    for name, kind in lines.fields.items():
        wrong, called = errors.get(f"{place}.{name}", []), f"{prefix}-{name}"
        if isinstance(kind, Conditions):
            html = conditions.control(kind, row.get(name), row.get(kind.of), access, name=called, invalid=bool(wrong))
            made.append({"html": html, "css": "gx-wraps", "errors": wrong})
        else:
            made.append(_cell(kind, row.get(name), called, wrong, nested[name]))
    key = row.get("id")
    return {
        "id": key,
        "hidden": [(f"{prefix}-id", str(key))] if key else [],
        "delete_name": f"{prefix}-DELETE",
        "cells": made,
        "errors": errors.get(place, []),
    }


def _cell(kind: Kind, value: Any, name: str, errors: list[str], nested: str) -> dict[str, Any]:
    attrs = attributes(
        required=kind.needed and kind.input_required, invalid=bool(errors), label=cells.kind_label(kind)
    ) + nesting(kind, nested)
    html = control(kind, value, name=name, ident=f"id_{name}", attrs=attrs)
    return {"html": html, "css": "gx-num" if kind.numeric else "", "errors": errors}


def shown_again(lines: LineSet, typed: list[Typed], titles: Mapping[tuple[str, uuid.UUID], str | None]) -> list[Line]:
    """Rows that were sent, as the values their controls show again."""
    return [
        {"id": row.get("id"), **{name: to_shown(kind, row.get(name), titles) for name, kind in lines.fields.items()}}
        for row in typed
    ]
