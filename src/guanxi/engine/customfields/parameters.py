"""Kinds of field with which a custom field itself is described."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from guanxi.engine import fields
from guanxi.engine.entity import Entity
from guanxi.engine.expressions import LONGEST
from guanxi.engine.fields.noun import Installed
from guanxi.engine.registry import registry

ADDED = ("integer", "decimal", "money", "date", "datetime", "text")
"""Kinds of field of which a result can be kept."""


class StageOf(Installed):
    """A stage of one of the entities that can have fields of the company's own, as ENTITY:STAGE."""

    def among(self) -> Iterator[tuple[str, str]]:
        from guanxi.engine.customfields.living import extensible

        return (
            (f"{entity.name}:{key}", f"{entity.label_plural} · {step.label}")
            for entity in extensible()
            if entity.stage is not None
            for key, step in entity.stage.steps.items()  # type: ignore[attr-defined]
        )


def links_of(entity: Entity) -> dict[str, fields.Link]:
    """The links by which records of an entity lead to others: their own, and those of their lines."""
    own = {name: kind for name, kind in entity.fields.items() if kind.editable}
    inner = {f"{name}.{field}": kind for name, lines in entity.lines.items() for field, kind in lines.fields.items()}
    return {path: kind for path, kind in {**own, **inner}.items() if isinstance(kind, fields.Link)}


class ListOf(Installed):
    """Records that lead to others by a link of theirs or of their lines, as ENTITY.LINK or ENTITY.LINES.LINK."""

    def among(self) -> Iterator[tuple[str, str]]:
        from guanxi.engine.customfields.living import extensible

        return (
            (f"{entity.name}.{path}", f"{entity.label_plural} · {kind.verbose_name} → {registry[kind.target].label}")
            for entity in extensible()
            for path, kind in links_of(entity).items()
        )


class FieldOf(Installed):
    """A field of one of these entities that can be added up or told, as ENTITY.FIELD."""

    def among(self) -> Iterator[tuple[str, str]]:
        from guanxi.engine.customfields.living import extensible

        return (
            (f"{entity.name}.{name}", f"{entity.label_plural} · {kind.verbose_name}")  # type: ignore[attr-defined]
            for entity in extensible()
            for name, kind in entity.fields.items()
            if kind.kind in ADDED and kind.rolled is None
        )


class Formula(fields.LongText):
    """An expression over the fields of a record."""

    limit = LONGEST

    def widget(self, value: Any, *, name: str, ident: str, attrs: SafeString) -> SafeString:
        return format_html(
            '<div data-controller="formula" data-formula-url-value="/custom-fields/formula/">'
            '<textarea class="form-control gx-formula" rows="3" name="{}" id="{}" maxlength="{}" spellcheck="false" '
            'autocapitalize="off" autocomplete="off" data-formula-target="text"{}>\n{}</textarea>'
            '<div class="gx-told" data-formula-target="told" role="status"></div></div>',
            name,
            ident,
            self.limit,
            attrs,
            value or "",
        )
