"""Text with paragraphs, lists, emphasis, links and pictures."""

from __future__ import annotations

import functools
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from guanxi.engine.fields.base import EMPTY_CELL, escaped
from guanxi.engine.fields.text import LongText, tidy
from guanxi.kit import sanitising

SHOWN_IN_CELL = 80


class RichText(LongText):
    """Several paragraphs, kept as HTML that went through the sanitiser, and shown through it again."""

    kind = "rich_text"
    limit = 100_000

    def from_text(self, text: str) -> str:
        return sanitising.clean(tidy(text.replace("\r\n", "\n").replace("\r", "\n")))

    def checked(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > self.limit * 2:  # before anything is parsed
            raise ValidationError(_("This text is too long."), code="max_length")
        return super().checked(value)

    def in_words(self, value: Any) -> str:
        return sanitising.plain(value or "")

    def index_text(self, value: Any) -> str:
        return self.in_words(value)

    def cell(self, value: Any) -> SafeString:
        first, more, _rest = self.in_words(value).partition("\n")
        if not first:
            return EMPTY_CELL
        return escaped(first[:SHOWN_IN_CELL] + ("…" if more or len(first) > SHOWN_IN_CELL else ""))

    def detail(self, value: Any) -> SafeString:
        return format_html('<div class="gx-rich">{}</div>', shown(value)) if value else EMPTY_CELL

    def widget(self, value: Any, *, name: str, ident: str, attrs: SafeString) -> SafeString:
        return format_html(
            '<textarea class="form-control" rows="8" name="{}" id="{}" maxlength="{}" data-controller="editor"{}>\n{}'
            "</textarea>",
            name,
            ident,
            self.limit,
            attrs,
            sanitising.clean(value) if isinstance(value, str) else "",
        )


@functools.lru_cache(maxsize=256)
def shown(value: str) -> SafeString:
    """Rich text for a page."""
    return mark_safe(sanitising.clean(value))  # noqa: S308 (the sanitiser's own output)
