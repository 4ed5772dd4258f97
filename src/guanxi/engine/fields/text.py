"""Text: a line, or several."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guanxi.engine.fields.base import EMPTY_CELL, TEXTUAL, Kind

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def tidy(text: str) -> str:
    """Without control characters, hidden direction marks and outer blanks; composed (NFC)."""
    if not text.isprintable():
        text = _LONE_SURROGATE.sub("", _CONTROL.sub("", text))
    return (text if text.isascii() else unicodedata.normalize("NFC", text)).strip()


def given_text(value: Any) -> str:
    """A text that was given, or none; raises ValidationError for anything else."""
    if not isinstance(value, str | None):
        raise ValidationError(_("A text is expected here."), code="type")
    return value or ""


def within(text: str, most: int | None) -> str:
    """The text; raises ValidationError when it has more characters than that, and tells how many."""
    if most and len(text) > most:
        told = {"over": len(text) - most, "max": most}
        raise ValidationError(_("%(over)d characters too many: at most %(max)d.") % told, code="max_length")
    return text


class Text(Kind, models.CharField):
    """One line of text."""

    kind = "text"
    operators = TEXTUAL

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        if kwargs.get("blank"):
            kwargs.setdefault("default", "")
        super().__init__(verbose_name, **kwargs)

    @property
    def needed(self) -> bool:
        return self._required if self._required is not None else bool(self.editable and not self.blank)

    def from_text(self, text: str) -> str:
        return " ".join(tidy(text).split("\n"))

    def checked(self, value: Any) -> Any:
        return super().checked(within(" ".join(tidy(given_text(value)).split("\n")), self.max_length))


class LongText(Kind, models.TextField):
    """Several lines of plain text."""

    kind = "long_text"
    operators = ("contains", "empty")
    sortable = False
    limit = 20_000

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        if kwargs.get("blank"):
            kwargs.setdefault("default", "")
        super().__init__(verbose_name, **kwargs)

    def from_text(self, text: str) -> str:
        return tidy(text.replace("\r\n", "\n").replace("\r", "\n"))

    def checked(self, value: Any) -> Any:
        return super().checked(within(self.from_text(given_text(value)), self.limit))

    def cell(self, value: Any) -> SafeString:
        if not value:
            return EMPTY_CELL
        first, more, _rest = self.told(value).partition("\n")
        return format_html("{}", first[:80] + ("…" if more or len(first) > 80 else ""))

    def detail(self, value: Any) -> SafeString:
        return format_html('<span class="gx-lines">{}</span>', self.told(value)) if value else EMPTY_CELL

    def widget(self, value: Any, *, name: str, ident: str, attrs: SafeString) -> SafeString:
        return format_html(
            '<textarea class="form-control" rows="4" name="{}" id="{}" maxlength="{}"{}>\n{}</textarea>',
            name,
            ident,
            self.limit,
            attrs,
            value or "",
        )

    def schema(self) -> dict[str, Any]:
        return super().schema() | {"maxLength": self.limit}
