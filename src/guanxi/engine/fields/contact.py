"""Ways to reach somebody: telephone, e-mail, web address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.engine.fields.base import EMPTY_CELL, escaped
from guanxi.engine.fields.text import Text, tidy
from guanxi.kit import phones
from guanxi.kit.escaping import escape
from guanxi.kit.values import BadValue


class Phone(Text):
    """A telephone number, stored in the international form (E.164, with extension) when it is one."""

    kind = "phone"
    input_type = "tel"

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(verbose_name, **kwargs)

    def from_text(self, text: str) -> str:
        text = super().from_text(text)
        if not text:
            return ""
        try:
            return phones.normalise(text)
        except BadValue as bad:
            raise ValidationError(_phone_problem(bad, text), code="phone") from bad

    def filter_value(self, value: Any) -> Any:
        return tidy(value) if isinstance(value, str) else super().filter_value(value)

    def checked(self, value: Any) -> Any:
        return super().checked(self.from_text(value) if isinstance(value, str) else value)

    def cell(self, value: Any) -> SafeString:
        if not value:
            return EMPTY_CELL
        return SafeString(f'<a class="gx-tn" href="tel:{escape(value)}">{escape(phones.display(value))}</a>')

    def to_text(self, value: Any) -> str:
        return phones.display(value) if value else ""

    def index_text(self, value: Any) -> str:
        return value or ""


def _phone_problem(bad: BadValue, text: str) -> str:
    count = bad.params.get("count")
    if bad.code == "phone_digits_missing" and isinstance(count, int):
        return ngettext("%(count)d digit missing.", "%(count)d digits missing.", count) % {"count": count}
    if bad.code == "phone_digits_extra" and isinstance(count, int):
        return ngettext("%(count)d digit too many.", "%(count)d digits too many.", count) % {"count": count}
    return _("“%(text)s” is not a telephone number.") % {"text": text[:40]}


class Email(Text):
    """An e-mail address."""

    kind = "email"
    input_type = "email"
    json_format = "email"
    _valid = EmailValidator()

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 254)
        super().__init__(verbose_name, **kwargs)

    def checked(self, value: Any) -> Any:
        value = super().checked(value)
        if value:
            try:
                self._valid(value)
            except ValidationError as bad:
                message = _("“%(text)s” is not an e-mail address.") % {"text": value[:60]}
                raise ValidationError(message, code="email") from bad
        return value

    def cell(self, value: Any) -> SafeString:
        return format_html('<a href="mailto:{0}">{0}</a>', value) if value else EMPTY_CELL

    def schema(self) -> dict[str, Any]:
        schema = super().schema()
        return schema if self.needed else {**{k: v for k, v in schema.items() if k != "format"}}


class Url(Text):
    """A web address; only http and https, so that no link runs anything."""

    kind = "url"
    input_type = "url"

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 500)
        super().__init__(verbose_name, **kwargs)

    def from_text(self, text: str) -> str:
        text = super().from_text(text)
        return (
            f"https://{text}"
            if text and "://" not in text and not text.startswith("//") and ":" not in text.split("/")[0]
            else text
        )

    def checked(self, value: Any) -> Any:
        value = super().checked(value)
        if value:
            try:
                parts = urlsplit(value)
                good = parts.scheme in ("http", "https") and bool(parts.hostname) and "." in (parts.hostname or "")
            except ValueError:
                good = False
            if not good or " " in value:
                message = _("“%(text)s” is not a web address; write it like https://example.com.") % {
                    "text": value[:60]
                }
                raise ValidationError(message, code="url")
        return value

    def cell(self, value: Any) -> SafeString:
        if not value:
            return EMPTY_CELL
        if not value.startswith(("https://", "http://")):  # stored before there was a rule against it
            return escaped(value)
        shown = value.partition("://")[2].rstrip("/")
        return format_html('<a href="{}" rel="noopener noreferrer nofollow" target="_blank">{}</a>', value, shown)
