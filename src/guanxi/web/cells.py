"""Values as pages show them: in a cell, in full, and as plain words."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity, LineSet
from guanxi.engine.fields.base import EMPTY_CELL, Kind, escaped
from guanxi.engine.fields.link import Link, Ref
from guanxi.engine.permissions import Access
from guanxi.engine.reading import Former, Masked
from guanxi.engine.record import Kept
from guanxi.engine.registry import registry
from guanxi.engine.wording import listed
from guanxi.web import addresses, marks

MOST_LABELS = 5_000
"""So many labels are kept at most; then they are worked out anew."""
_labels: dict[tuple[int, str, str | None], tuple[object, str]] = {}
"""Each with the name it was made of, which is another object when a company chooses its own."""


def label(entity: Entity, name: str) -> str:
    """What people call a field or a set of lines; with its unit where it has one."""
    lines = entity.lines.get(name)
    return capfirst(lines.label) if lines else kind_label(entity.fields[name])


def kind_label(kind: Kind) -> str:
    """What people call a field."""
    name, unit = kind.verbose_name, getattr(kind, "unit", "")  # type: ignore[attr-defined]
    key = (id(name), unit, get_language())
    known = _labels.get(key)
    if known is None:
        text = capfirst(str(name))
        told = _("%(label)s (%(unit)s)") % {"label": text, "unit": unit} if unit else text
        if len(_labels) >= MOST_LABELS:
            _labels.clear()
        known = _labels[key] = (name, told)
    return known[1]


def title_of(entity: Entity, row: dict[str, Any]) -> str:
    """What a row is called; its entity and the end of its key where its title is hidden."""
    title = entity.fields[entity.title].told(row.get(entity.title))
    return str(title) if title else f"{capfirst(entity.label)} …{str(row['id'])[-6:]}"


def record_title(entity: Entity, record: Kept, access: Access) -> str:
    """The same of a record that came back from the gate."""
    row = {"id": record.pk}
    if access.readable(entity, entity.title):
        row[entity.title] = getattr(record, entity.title)
    return title_of(entity, row)


def cell(kind: Kind, value: Any) -> SafeString:
    """The inside of a table cell."""
    if isinstance(value, Masked):
        return format_html('<span class="gx-t3">{}</span>', value.outline)
    if isinstance(value, Ref):
        return link_cell(kind, value)
    return escaped(value) if isinstance(value, Former) else kind.cell(value)


def link_cell(kind: Kind, ref: Ref, *, linked: bool = False) -> SafeString:
    """A linked record; people with their mark, and quietly unless `linked`."""
    if ref.label is None:
        return format_html('<span class="gx-t3">{}</span>', str(ref))
    shown = marks.person_tag(ref) if marks.is_person(kind) else ref_label(kind, ref)
    if isinstance(kind, Link) and (linked or not marks.is_person(kind)):
        return format_html('<a href="{}">{}</a>', addresses.record_url(kind.target, ref.id), shown)
    return format_html("{}", shown)


def ref_label(kind: Kind, ref: Ref) -> str:
    """What a linked record is called, to this reader."""
    if not isinstance(kind, Link) or ref.label is None:
        return str(ref)
    target = registry[kind.target]
    return str(target.fields[target.title].told(ref.label))


def detail(kind: Kind, value: Any) -> SafeString:
    """The value on a record's page."""
    if isinstance(value, Ref):
        return link_cell(kind, value, linked=True)
    return cell(kind, value) if isinstance(value, Masked) else kind.detail(value)


def words(kind: Kind | None, value: Any) -> str:
    """The value as plain text; a dash for nothing."""
    if value is None or value == "":
        return "—"
    if isinstance(value, Ref) and kind is not None:
        return ref_label(kind, value)
    return str(value) if kind is None or isinstance(value, Masked | Ref | Former) else kind.in_words(value) or "—"


def lines_words(lines: LineSet, value: Any) -> str:
    """A record's lines in one line: what each of them leads to."""
    kinds = list(lines.fields.values())
    told = next((kind for kind in kinds if isinstance(kind, Link)), kinds[0] if kinds else None)
    if told is None:
        return ""
    return listed(words(told, line.get(told.name)) for line in value or ())  # type: ignore[attr-defined]


def lines_cell(lines: LineSet, value: Any) -> SafeString:
    """The same in a table cell."""
    return format_html("{}", lines_words(lines, value)) if value else EMPTY_CELL
