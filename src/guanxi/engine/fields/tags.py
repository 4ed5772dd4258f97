"""Tags: words that people put on a record as they like."""

from __future__ import annotations

import zlib
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guanxi.engine.fields.base import EMPTY_CELL, Kind
from guanxi.engine.fields.choice import parts_of
from guanxi.engine.fields.text import tidy
from guanxi.engine.wording import listed

LONGEST = 40
MOST = 30
HUES = 6


class Tags(Kind, ArrayField):
    """Any number of free words, kept in the order in which they were given."""

    kind = "tags"
    operators = ("contains", "in", "empty")
    several = True
    sortable = False
    json_type = "array"

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("base_field", models.CharField(max_length=LONGEST))
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(verbose_name=verbose_name, **kwargs)

    @property
    def needed(self) -> bool:
        return bool(self._required)

    def nothing(self) -> Any:
        return []

    def is_nothing(self, value: Any) -> bool:
        return not value

    # --- values in -------------------------------------------------------------------------------------------------

    def from_text(self, text: str) -> list[str]:
        return tidied(parts_of(text))

    def from_json(self, value: Any) -> Any:
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tidied(part for item in value for part in parts_of(item))
        return super().from_json(value)

    def filter_value(self, value: Any) -> Any:
        return self.from_json(value)

    def checked(self, value: Any) -> Any:
        words = tidied(part for item in value or () for part in parts_of(str(item)))
        if len(words) > MOST:
            raise ValidationError(_("At most %(most)d tags.") % {"most": MOST}, code="max_items")
        for word in words:
            if len(word) > LONGEST:
                raise ValidationError(
                    _("The tag “%(start)s…” is too long: at most %(most)d characters.")
                    % {"start": word[:12], "most": LONGEST},
                    code="max_length",
                )
        return super().checked(words)

    # --- values out ------------------------------------------------------------------------------------------------

    def to_text(self, value: Any) -> str:
        return "; ".join(value or [])

    def in_words(self, value: Any) -> str:
        return listed(value or [])

    def cell(self, value: Any) -> SafeString:
        if not value:
            return EMPTY_CELL
        return format_html_join(
            " ", '<span class="gx-c gx-tag" data-c="{}">{}</span>', ((hue(word), word) for word in value)
        )

    def widget(self, value: Any, *, name: str, ident: str, attrs: SafeString) -> SafeString:
        told = value if isinstance(value, str) else self.to_text(value)
        return format_html(
            '<input class="form-control" type="text" name="{}" id="{}" value="{}" autocomplete="off" '
            'data-controller="select" data-select-free-value="true" data-select-url-value="{}" '
            'data-select-empty-value="{}" data-select-create-label-value="{}" data-select-clear-label-value="{}"{}>',
            name,
            ident,
            told,
            f"/options/{self._entity()}tags/",
            _("No such tag yet: write it and press Enter"),
            _("New tag"),
            _("Clear"),
            attrs,
        )

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "maxLength": LONGEST}, "maxItems": MOST}

    def _entity(self) -> str:
        """The entity whose tags are suggested, as part of an address; a verb's question suggests those of all."""
        from guanxi.engine.registry import registry

        model = getattr(self, "model", None)
        return f"{registry.for_model(model).name}/" if model else ""


class Words(Tags):
    """Any number of words that mean something on this record alone: other records' words are not offered."""

    def widget(self, value: Any, *, name: str, ident: str, attrs: SafeString) -> SafeString:
        return format_html(
            '<input class="form-control" type="text" name="{}" id="{}" value="{}" autocomplete="off"{}>',
            name,
            ident,
            value if isinstance(value, str) else self.to_text(value),
            attrs,
        )


def tidied(words: Any) -> list[str]:
    """Words without odd characters and doubles; two that differ only in case are one."""
    found: dict[str, str] = {}
    for word in words:
        word = " ".join(tidy(word).split())
        if word:
            found.setdefault(word.casefold(), word)
    return list(found.values())


def hue(word: str) -> int:
    """The quiet colour of a tag: the same word has the same everywhere."""
    return zlib.crc32(word.casefold().encode()) % HUES + 1
