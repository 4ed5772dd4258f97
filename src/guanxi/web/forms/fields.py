"""Rows of a form: label, control, hint, what is wrong."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.link import Link
from guanxi.engine.registry import registry
from guanxi.web import cells

Row = dict[str, Any]
WIDE = ("long_text", "rich_text", "address")


def field_row(
    kind: Kind,
    value: Any,
    *,
    name: str,
    errors: list[str] | None = None,
    focus: bool = False,
    needed: bool | None = None,
    nested: str = "",
) -> Row:
    """A field with its control; `nested` is the form of a new record that a link could lead to."""
    ident, errors = f"id_{name}", errors or []
    hint = str(kind.help_text or "")  # type: ignore[attr-defined]
    needed = kind.needed if needed is None else needed
    parts = [f"{ident}-{part}" for part, there in (("hint", hint), ("error", errors)) if there]
    attrs = attributes(
        required=needed and kind.input_required, described=" ".join(parts), invalid=bool(errors), focus=focus
    )
    attrs += nesting(kind, nested)
    return {
        "id": ident,
        "label": cells.kind_label(kind),
        "required": needed,
        "hint": hint,
        "errors": errors,
        "control": control(kind, value, name=name, ident=ident, attrs=attrs),
        "kind": _shape(kind),
        "wide": kind.kind in WIDE,
        "nested": {"url": nested, "label": new_label(kind)} if nested and isinstance(kind, Link) else None,
    }


def _shape(kind: Kind) -> str:
    """How label and control stand together: several controls are a group under a heading."""
    if kind.kind == "yes_no":
        return "checkbox"
    return "group" if kind.inputs > 1 else ""


def nesting(kind: Kind, url: str) -> SafeString:
    """Attributes of a chooser that can make what isn't there yet."""
    if not url or not isinstance(kind, Link):
        return SafeString("")
    return format_html(
        ' data-select-new-url-value="{}" data-select-new-field-value="{}" data-select-new-label-value="{}"',
        url,
        registry[kind.target].title,
        new_label(kind),
    )


def new_label(kind: Link) -> str:
    """ "New customer": what stands at a link to one."""
    return _("New %(thing)s") % {"thing": registry[kind.target].label}


def control(kind: Kind, value: Any, *, name: str, ident: str, attrs: SafeString) -> SafeString:
    """The kind's own widget; a choice of several can also be sent as none."""
    widget = kind.widget(value, name=name, ident=ident, attrs=attrs)
    if kind.kind != "choices":
        return widget
    return format_html('<input type="hidden" name="{}" value="">{}', name, widget)


def shown_row(kind: Kind, value: Any, *, name: str) -> Row:
    """A field that this person may only look at here."""
    ident = f"id_{name}"
    return {
        "id": ident,
        "label": cells.kind_label(kind),
        "hint": "",
        "errors": [],
        "control": format_html('<output class="gx-given" id="{}">{}</output>', ident, cells.detail(kind, value)),
        "wide": kind.kind in WIDE,
    }


def attributes(
    *, required: bool, described: str = "", invalid: bool = False, focus: bool = False, label: str = ""
) -> SafeString:
    """The attributes every control understands, each with a blank before it."""
    told = SafeString("")
    for name, value in (("aria-describedby", described), ("aria-label", label)):
        if value:
            told += format_html(' {}="{}"', SafeString(name), value)
    switches = ((" required", required), (' aria-invalid="true"', invalid), (" autofocus", focus))
    return mark_safe(told + "".join(text for text, on in switches if on))  # noqa: S308 (constant texts)


def problems(rows: list[Row], others: list[str]) -> list[dict[str, str]]:
    """The summary on top: only when there are more than two, or what belongs to no field."""
    told = [
        {"id": row["id"], "label": row["label"], "text": " ".join(row["errors"])} for row in rows if row.get("errors")
    ]
    if len(told) + len(others) <= 2 and not others:
        return []
    return [{"id": "", "label": "", "text": text} for text in others] + told
