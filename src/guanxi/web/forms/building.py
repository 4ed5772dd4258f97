"""A form as its template wants it, from the sections of the face."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from guanxi.engine.entity import Entity
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.conditions import Conditions
from guanxi.engine.fields.link import Ref
from guanxi.engine.permissions import Mode
from guanxi.web import addresses, panels
from guanxi.web.forms import conditions
from guanxi.web.forms import lines as editing
from guanxi.web.forms.asking import unasked
from guanxi.web.forms.fields import Row, field_row, problems, shown_row
from guanxi.web.guard import Asking
from guanxi.web.ownlayouts import choosing as layouts
from guanxi.web.panels import nested_url

Values = dict[str, Any]


def form(
    entity: Entity,
    request: Asking,
    values: Values,
    *,
    row: Values | None = None,
    errors: Mapping[str, list[str]] | None = None,
) -> dict[str, Any]:
    """Groups, lines and problems; `values` are shown, `row` is the record as it was read (None for a new one)."""
    told = dict(errors or {})
    access = request.user.access
    away = unasked(entity, values)
    writable = set(access.writable(entity) if row is None else access.changeable(entity))
    groups: list[Values] = []
    rows: list[Row] = []
    laid = layouts.quick if row is None and panels.in_panel(request) else layouts.sections
    for section in laid(entity, access, row or values):
        fields: list[Row] = []
        for name in section.fields:
            kind = entity.fields.get(name)
            if kind is None or access.mode(entity, name) is Mode.HIDDEN:
                continue
            if name in writable:
                focus = row is None and not errors and not rows and not fields
                nested, wrong = nested_url(kind, access), told.pop(name, [])
                drawn = field_row(kind, values.get(name), name=name, errors=wrong, focus=focus, nested=nested)
                if isinstance(kind, Conditions):
                    about = values.get(kind.of)
                    drawn["control"] = conditions.control(
                        kind, values.get(name), about, access, name=name, invalid=bool(wrong)
                    )
                if entity.identity and name in entity.identity.asked:
                    drawn["alike"] = addresses.page_url("alike", entity.name, key=row["id"] if row else "")
                if name in entity.asked:
                    drawn |= {"when": name, "away": name in away and not wrong}
                fields.append(drawn)
            elif name in away and kind.is_nothing((row or values).get(name)):
                continue
            elif row is not None or kind.default_actor:
                fields.append(shown_row(kind, (row or values).get(name), name=name))
        if fields:
            groups.append({"title": str(section.label), "fields": fields})
            rows += fields
    blocks = _blocks(entity, request, values, row, told)
    others = [text for texts in told.values() for text in texts]
    wrong_lines = [text for block in blocks for line in block["rows"] for c in line["cells"] for text in c["errors"]]
    return {
        "groups": groups,
        "lines": blocks,
        "problems": problems(rows, others),
        "inner_buttons": any(isinstance(kind, Conditions) for kind in _kinds(entity)),
        "asking": json.dumps(sorted({name for condition in entity.asked.values() for name in condition.uses})),
        "dirty": bool(errors) or bool(wrong_lines),
        "finds_alike": entity.identity is not None,
    }


def _kinds(entity: Entity) -> Iterator[Kind]:
    yield from entity.fields.values()
    for lines in entity.lines.values():
        yield from lines.fields.values()


def _blocks(
    entity: Entity, request: Asking, values: Values, row: Values | None, told: dict[str, list[str]]
) -> list[dict[str, Any]]:
    blocks = []
    for name, lines in entity.lines.items():
        if request.user.access.mode(entity, name) is not Mode.OPEN:
            continue
        wrong = {
            key.removeprefix(name).removeprefix("."): told.pop(key)
            for key in list(told)
            if key == name or key.startswith(f"{name}.")
        }
        shown = values.get(name) or []
        was = editing.fingerprint(editing.as_typed(lines, (row or {}).get(name) or []))
        if not shown and row is None:
            shown = [{field: editing.default_of(kind) for field, kind in lines.fields.items()}]
        blocks.append(editing.block(lines, shown, was=was, errors=wrong, access=request.user.access))
    return blocks


def beginning(entity: Entity, request: Asking) -> Values:
    """What a new record's form begins with: defaults, and the actor where fields ask for one."""
    values: Values = {}
    for name, kind in entity.fields.items():
        if kind.default_actor:
            values[name] = Ref(request.user.pk, str(request.user))
        elif kind.editable and kind.has_default():  # type: ignore[attr-defined]
            values[name] = kind.get_default()  # type: ignore[attr-defined]
    return values
