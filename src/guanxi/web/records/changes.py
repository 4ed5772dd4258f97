"""The changes of a record with their differences: long texts word by word, others from and to."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from guanxi.engine.entity import Entity
from guanxi.engine.fields.base import Kind
from guanxi.engine.reading import Change, Happening, Masked
from guanxi.kit.differences import told_together
from guanxi.web import addresses, cells
from guanxi.web.records.timeline import by_day, change_event

LONG = 40
"""From so many signs on, a text is compared word by word."""
AROUND = 60
"""Of what stayed the same in a long text, so many signs are shown on each side of a change."""
Context = dict[str, Any]


def changes(
    entity: Entity, row: Context, happenings: list[Happening], editable: Container[str], *, field: str, back: str
) -> list[Context]:
    """Days with their events; `editable`: fields that may be put back; `field`: the only one to tell of, if any."""
    told = []
    for happening in happenings:
        event = change_event(entity, happening, full=True)
        event["changes"] = [
            plain | _change(entity, row, happening, change, editable, back)
            for change, plain in zip(happening.changes, event["changes"], strict=False)
            if not field or change.field == field
        ]
        event["when"] = timezone.localtime(happening.at).strftime("%Y-%m-%d %H:%M:%S")
        told.append((happening.at, event))
    return by_day(told)


def _change(
    entity: Entity, row: Context, happening: Happening, change: Change, editable: Container[str], back: str
) -> Context:
    kind = entity.fields.get(change.field)
    if kind is None:
        return {"label": cells.label(entity, change.field)} if change.field in entity.lines else {}
    told: Context = {"label": cells.kind_label(kind)}
    if _is_long(kind, change):
        told["words"] = compared(cells.words(kind, change.old), cells.words(kind, change.new))
    begun = happening.verb in ("create", "import")
    if not begun and change.field in editable and row.get(change.field) != change.old:
        told["put_back_url"] = addresses.page_url(
            "put-back", entity.name, row["id"], field=change.field, version=happening.version, next=back
        )
    return told


def _is_long(kind: Kind, change: Change) -> bool:
    sides = (change.old, change.new)
    if any(isinstance(side, Masked) or not isinstance(side, str) or not side for side in sides):
        return False
    return kind.kind in ("text", "long_text", "rich") and max(len(side) for side in sides) > LONG


def compared(before: str, after: str) -> SafeString:
    """Both texts as one, with what went and what came marked, and what stayed cut short."""
    pieces = told_together(before, after)
    last = len(pieces) - 1
    return format_html_join("", "{}", ((_piece(mark, text, place, last),) for place, (mark, text) in enumerate(pieces)))


def _piece(mark: str, text: str, place: int, last: int) -> Any:
    if mark == "del":
        return format_html("<del>{}</del>", text)
    if mark == "ins":
        return format_html("<ins>{}</ins>", text)
    if len(text) <= 2 * AROUND + 1:
        return text
    return f"{text[:AROUND] if place else ''}…{text[-AROUND:] if place < last else ''}"
