"""A record's values: header, key facts, sections, lines."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity, LineSet
from guanxi.engine.fields.number import AutoNumber
from guanxi.engine.permissions import Access, Mode
from guanxi.engine.wording import strung
from guanxi.web import cells, marks

Row = dict[str, Any]
Context = dict[str, Any]


def header(entity: Entity, row: Row) -> Context:
    """The title with its letter; number and age below it; tags as chips."""
    label = cells.title_of(entity, row)
    told = [str(row[name]) for name, kind in entity.fields.items() if isinstance(kind, AutoNumber) and row.get(name)]
    if created := row.get("created_at"):
        told.append(_("created %(day)s") % {"day": timezone.localtime(created).strftime("%Y-%m-%d")})
    chips = [
        {"html": kind.cell(row[name])}
        for name, kind in entity.fields.items()
        if kind.several and isinstance(row.get(name), list) and row[name]
    ]
    return {"label": label, "mark": marks.letter(label), "subtitle": strung(told), "chips": chips}


def path(entity: Entity, row: Row) -> list[Context]:
    """The stages, and which of them the record has reached."""
    if entity.stage is None or row.get(entity.stage.name) is None:  # type: ignore[attr-defined]
        return []
    steps = entity.stage.steps  # type: ignore[attr-defined]
    here = row[entity.stage.name]  # type: ignore[attr-defined]
    state = "done" if here in steps else ""
    told = []
    for key, step in steps.items():
        if key == here:
            told.append({"label": str(step.label), "state": "now"})
            state = ""
        else:
            told.append({"label": str(step.label), "state": state})
    return told


def key_facts(entity: Entity, row: Row) -> list[Context]:
    """The five to seven facts under the title."""
    return [_fact(entity, name, row[name]) for name in entity.key_facts if name in row]


def groups(entity: Entity, row: Row, edit_url: str = "") -> list[Context]:
    """The record's fields by section."""
    told = []
    for section in entity.sections:
        rows = [
            _fact(entity, name, row[name])
            for name in section.fields
            if name in row and name != entity.title and name in entity.fields
        ]
        if rows:
            told.append({"title": str(section.label), "edit_url": edit_url, "rows": rows})
    return told


def _fact(entity: Entity, name: str, value: Any) -> Context:
    kind = entity.fields[name]
    return {
        "label": cells.kind_label(kind),
        "html": cells.detail(kind, value),
        "css": "gx-tn" if kind.numeric else "",
    }


def lines(entity: Entity, row: Row, access: Access) -> list[Context]:
    """The record's lines as tables."""
    return [
        lines_table(lines, row.get(name) or [])
        for name, lines in entity.lines.items()
        if access.mode(entity, name) >= Mode.READ_ONLY
    ]


def lines_table(lines: LineSet, values: list[Row]) -> Context:
    """One set of lines as a table."""
    columns = [{"label": cells.kind_label(kind), "numeric": kind.numeric} for kind in lines.fields.values()]
    rows = [
        {
            "cells": [
                {"html": cells.detail(kind, line.get(name)), "css": "gx-num" if kind.numeric else ""}
                for name, kind in lines.fields.items()
            ]
        }
        for line in values
    ]
    return {"title": capfirst(lines.label), "columns": columns, "rows": rows}
