"""Conditions on the records of an entity that stands beside them: a filter, kept as a value."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guanxi.engine.errors import BadQuery
from guanxi.engine.fields.base import Kind
from guanxi.kit.values import holds_texts

LONGEST = 20_000


class Conditions(Kind, models.JSONField):
    """A filter; the field named by `of` says on which entity. Whoever keeps it compiles it for who gives it."""

    kind = "conditions"
    operators = ("empty",)
    sortable = False
    json_type = "object"

    def __init__(self, verbose_name: Any = None, *, of: str = "entity", **kwargs: Any) -> None:
        self.of = of
        super().__init__(verbose_name, **{**kwargs, "null": True, "blank": True})

    def nothing(self) -> None:
        return None

    def is_nothing(self, value: Any) -> bool:
        return value is None or value == "" or value == {}

    def from_text(self, text: str) -> Any:
        if not text.strip():
            return None
        try:
            return json.loads(text) if len(text) <= LONGEST else text
        except (ValueError, RecursionError) as bad:
            raise ValidationError(_("These conditions can't be read."), code="conditions") from bad

    def from_json(self, value: Any) -> Any:
        return value

    def checked(self, value: Any) -> Any:
        """Its shape; numbers with a fraction are kept as texts, which stay what they are in every database."""
        from guanxi.engine.filters import parse

        if self.is_nothing(value):
            return None
        if not isinstance(value, Mapping) or not holds_texts(value) or len(self.to_text(value)) > LONGEST:
            raise ValidationError(_("These conditions can't be read."), code="conditions")
        try:
            told = parse(value)
        except BadQuery as bad:
            raise ValidationError(bad.message, code="conditions") from bad
        return _stable(value) if told is not None else None

    def to_text(self, value: Any) -> str:
        if self.is_nothing(value):
            return ""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

    def to_exact(self, value: Any) -> str:
        return self.to_text(value)

    def widget(self, value: Any, *, name: str, ident: str, attrs: SafeString) -> SafeString:
        return format_html(
            '<textarea class="form-control" rows="2" name="{}" id="{}"{}>\n{}</textarea>',
            name,
            ident,
            attrs,
            value if isinstance(value, str) else self.to_text(value),
        )

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("null", None)
        kwargs.pop("blank", None)
        return name, path, args, kwargs


def _stable(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_text(str(key)): _stable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_stable(inner) for inner in value]
    if isinstance(value, str):
        return _text(value)
    return str(value) if isinstance(value, float) else value


def _text(text: str) -> str:
    """A text that the database can keep."""
    if "\x00" in text or (not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text)):
        raise ValidationError(_("These conditions can't be read."), code="conditions")
    return text
