"""A record's values: header, key facts, sections, lines."""

from __future__ import annotations

from collections.abc import Container, Mapping
from types import MappingProxyType
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.customfields.kinds import TELLS_OF_ALL
from guanxi.engine.entity import Entity, LineSet
from guanxi.engine.fields.base import Kind, escaped
from guanxi.engine.fields.conditions import Conditions
from guanxi.engine.fields.number import AutoNumber
from guanxi.engine.permissions import Access, Mode
from guanxi.engine.reading import Masked
from guanxi.engine.wording import strung
from guanxi.web import addresses, cells, marks
from guanxi.web.forms import conditions
from guanxi.web.forms.asking import unasked
from guanxi.web.ownlayouts import choosing as layouts
from guanxi.web.records import clocks

FEW_EMPTY = 2
"""So many empty facts of a section are shown like the others."""
NOBODY = Access([])
Row = dict[str, Any]
Context = dict[str, Any]


def header(entity: Entity, row: Row) -> Context:
    """The title with its letter; number and age below it; tags as chips, as far as people choose them."""
    label = cells.title_of(entity, row)
    told = [str(row[name]) for name, kind in entity.fields.items() if isinstance(kind, AutoNumber) and row.get(name)]
    if created := row.get("created_at"):
        told.append(_("created %(day)s") % {"day": timezone.localtime(created).strftime("%Y-%m-%d")})
    chips: list[Context] = [
        {"html": kind.cell(row[name])}
        for name, kind in entity.fields.items()
        if kind.several and kind.editable and isinstance(row.get(name), list) and row[name]
    ]
    chips += clocks.chips(entity, row)
    return {"label": label, "mark": marks.letter(label), "subtitle": strung(told), "chips": chips}


def name(entity: Entity, row: Row, editable: Container[str] = ()) -> Context:
    """The header with what is needed to edit the title in its place."""
    told = header(entity, row)
    if entity.title in row:
        told["name"] = entity.title
    if entity.title in editable:
        told["name_label"] = cells.label(entity, entity.title)
        told["edit_url"] = addresses.page_url("field", entity.name, row["id"], entity.title)
    return told


def path(
    entity: Entity,
    row: Row,
    moves: Mapping[str, str],
    days: int | None,
    times: Mapping[str, str] = MappingProxyType({}),
) -> list[Context]:
    """The stages, which of them the record has reached, for how long and when, and who may move it where."""
    if entity.stage is None or row.get(entity.stage.name) is None:  # type: ignore[attr-defined]
        return []
    steps = entity.stage.steps  # type: ignore[attr-defined]
    here = row[entity.stage.name]  # type: ignore[attr-defined]
    state = "done" if here in steps else ""
    told = []
    for key, step in steps.items():
        label = str(step.label)
        if key == here:
            shown = _("%(stage)s · day %(n)d") % {"stage": label, "n": days + 1} if days is not None else label
            told.append({"label": shown, "state": "now"})
            state = ""
        else:
            told.append({"label": label, "state": state, "url": moves.get(key, ""), "times": times.get(key, "")})
    return told


def key_facts(entity: Entity, row: Row, access: Access) -> list[Context]:
    """The five to seven facts under the title."""
    return [fact(entity, row, name) for name in layouts.key_facts(entity, access, row) if name in row]


def groups(
    entity: Entity,
    row: Row,
    access: Access,
    editable: Container[str] = (),
    edit_url: str = "",
    *,
    revealing: bool = False,
) -> list[Context]:
    """The record's fields by section; those that hold nothing come last, behind "show more", unless they are few."""
    told, idle = [], unasked(entity, row)
    for section in layouts.sections(entity, access, row):
        names = [n for n in section.fields if n in row and n != entity.title and n in entity.fields]
        names = [n for n in names if n not in idle or not is_empty(entity.fields[n], row[n])]
        if not names:
            continue
        empty = [n for n in names if is_empty(entity.fields[n], row[n])]
        away = empty if len(empty) > FEW_EMPTY else []
        told.append(
            {
                "key": f"facts-{section.fields[0]}",
                "tab": "facts",
                "template": "web/records/facts.html",
                "title": str(section.label),
                "edit_url": edit_url,
                "rows": [fact(entity, row, n, editable, access, revealing=revealing) for n in names if n not in away],
                "more": [fact(entity, row, n, editable, access) for n in away],
            }
        )
    return told


def is_empty(kind: Kind, value: Any) -> bool:
    """Whether there is nothing to see of a field."""
    return kind.is_nothing(value) or value == []


def fact(
    entity: Entity,
    row: Row,
    name: str,
    editable: Container[str] = (),
    access: Access = NOBODY,
    *,
    revealing: bool = False,
) -> Context:
    """One field with its value, and the address that opens its control in place; conditions have a builder instead.

    `access`: the reader's, for the names of what conditions link to. `revealing`: what is masked can be shown.
    """
    kind = entity.fields[name]
    in_place = name in editable and not isinstance(kind, Conditions)
    masked = revealing and isinstance(row[name], Masked)
    return {
        "name": name,
        "label": cells.kind_label(kind),
        "html": _in_line(kind, row, access),
        "css": "gx-tn" if kind.numeric else "",
        "edit_url": addresses.page_url("field", entity.name, row["id"], name) if in_place else "",
        "show_url": addresses.page_url("reveal", entity.name, row["id"], name) if masked else "",
    }


def shown(kind: Kind, value: Any) -> SafeString:
    """The value; where it tells of other records, with a word on which of them count."""
    html = cells.detail(kind, value)
    if kind.rolled is None:
        return html
    return format_html('{} <span class="gx-t3 gx-ofall">{}</span>', html, TELLS_OF_ALL)


def lines(entity: Entity, row: Row, access: Access) -> list[Context]:
    """The record's lines as panels with a table."""
    return [
        {
            "key": f"lines-{name}",
            "tab": f"lines-{name}",
            "template": "web/records/lines.html",
            "count": len(row.get(name) or ()),
            **lines_table(lines, row.get(name) or [], access),
        }
        for name, lines in entity.lines.items()
        if access.mode(entity, name) >= Mode.READ_ONLY
    ]


def lines_table(lines: LineSet, values: list[Row], access: Access) -> Context:
    """One set of lines as a table; besides the first, only columns in which a line says something."""
    first = next(iter(lines.fields), None)
    told = {
        name: kind
        for name, kind in lines.fields.items()
        if name == first or any(line.get(name) not in (None, "", []) for line in values)
    }
    columns = [{"label": cells.kind_label(kind), "numeric": kind.numeric} for kind in told.values()]
    rows = [
        {
            "cells": [
                {"html": _in_line(kind, line, access), "css": "gx-num" if kind.numeric else ""}
                for kind in told.values()
            ]
        }
        for line in values
    ]
    return {"title": capfirst(lines.label), "columns": columns, "rows": rows}


def _in_line(kind: Kind, line: Row, access: Access) -> SafeString:
    """One value of a record or a line; conditions in words, by what they are about."""
    value = line.get(str(kind.name))
    if isinstance(kind, Conditions) and isinstance(value, dict) and value:
        return escaped(conditions.told(kind, value, line.get(kind.of), access))
    return shown(kind, value)
