"""A link to one record of another entity."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guanxi.engine.fields.base import EMPTY_CELL, Kind
from guanxi.engine.fields.text import tidy


@dataclass(frozen=True, slots=True)
class Ref:
    """A linked record as it is read: its key, and its title unless the reader may not see it."""

    id: uuid.UUID
    label: str | None = None

    def __str__(self) -> str:
        return self.label if self.label is not None else _("hidden")


@dataclass(frozen=True, slots=True)
class Named:
    """A linked record as a person or a file names it, yet to be found."""

    text: str


class Link(Kind, models.ForeignKey):
    """One record of another entity."""

    kind = "link"
    operators = ("eq", "ne", "in", "empty", "within")
    json_format = "uuid"
    json_identity = False

    def __init__(self, to: Any, verbose_name: Any = None, *args: Any, **kwargs: Any) -> None:
        on_delete = args[0] if args else kwargs.pop("on_delete", models.PROTECT)
        super().__init__(to, on_delete=on_delete, verbose_name=verbose_name, **kwargs)

    @property
    def target(self) -> str:
        """The entity on the other side."""
        from guanxi.engine.registry import registry

        model = self.remote_field.model
        return registry.for_model(apps.get_model(model) if isinstance(model, str) else model).name

    def from_text(self, text: str) -> Any:
        text = tidy(text)
        if not text:
            return None
        try:
            return uuid.UUID(text)
        except ValueError:
            return Named(text)

    def from_json(self, value: Any) -> Any:
        if isinstance(value, dict):
            value = value.get("id")
        if value is None or isinstance(value, uuid.UUID):
            return value
        if not isinstance(value, str):
            raise ValidationError(_("The id of a record is expected here."), code="link")
        return self.from_text(value)

    def filter_value(self, value: Any) -> Any:
        found = self.from_json(value)
        if isinstance(found, Named):
            raise ValidationError(_("The id of a record is expected here."), code="link")
        return found

    def nothing(self) -> Any:
        return None

    def checked(self, value: Any) -> Any:
        if value is None and self.needed:
            raise ValidationError(_("Fill this in."), code="required")
        if value is not None and not isinstance(value, uuid.UUID):
            raise ValidationError(_("The id of a record is expected here."), code="link")
        return value

    def to_json(self, value: Any) -> Any:
        return {"id": str(value.id), "label": value.label} if isinstance(value, Ref) else value

    def to_text(self, value: Any) -> str:
        return "" if value is None else str(value)

    def cell(self, value: Any) -> SafeString:
        if not isinstance(value, Ref):
            return EMPTY_CELL
        if value.label is None:
            return format_html('<span class="gx-t3">{}</span>', _("hidden"))
        try:
            return format_html('<a href="{}">{}</a>', reverse("web:record", args=[self.target, value.id]), value.label)
        except NoReverseMatch:
            return format_html("{}", value.label)

    def widget(self, value: Any, *, name: str, ident: str, attrs: SafeString) -> SafeString:
        chosen = SafeString("")
        if isinstance(value, Ref):
            chosen = format_html('<option value="{}" selected>{}</option>', value.id, value)
        return format_html(
            '<select class="form-select" name="{}" id="{}" data-controller="select" data-select-url-value="{}" '
            'data-select-empty-value="{}" data-select-clear-label-value="{}"{}><option value=""></option>{}</select>',
            name,
            ident,
            f"/options/{self.target}/",
            _("Nothing found"),
            _("Clear"),
            attrs,
            chosen,
        )

    def schema(self) -> dict[str, Any]:
        shape: dict[str, Any] = {
            "type": ["object", "null"] if self.null else "object",
            "properties": {"id": {"type": "string", "format": "uuid"}, "label": {"type": ["string", "null"]}},
            "x-entity": self.target,
        }
        return shape


class Parent(models.ForeignKey):
    """The record that a line belongs to; the line lives and dies with it."""

    def __init__(self, to: Any, related_name: str = "lines", *, right: str = "", **kwargs: Any) -> None:
        self.right = right
        kwargs["on_delete"] = models.CASCADE
        super().__init__(to, related_name=related_name, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "related_name": self.remote_field.related_name}
