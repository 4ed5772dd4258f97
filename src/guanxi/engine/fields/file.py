"""A file, a picture or a signature that a field holds: its name and its key in one column, the bytes with the files."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guanxi.engine.fields.base import EMPTY_CELL, Kind
from guanxi.engine.fields.text import given_text, within

PART = "|"
TAKEN_OFF = "-"
"""What a form sends in the place of a file that shall be taken off."""
LONGEST_NAME = 150


class File(Kind, models.CharField):
    """One file, kept as `name|key`; the gate gives it to the record, whose rights are its rights."""

    kind = "file"
    operators = ("contains", "empty")
    json_type = "object"
    json_identity = False
    is_final: ClassVar[bool] = False
    """Whether it is taken off only, and never replaced."""
    input_required = False
    accepts: ClassVar[str] = ""
    """What a chooser of files offers; everything when empty."""

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_NAME + 2 * 37)
        if kwargs.get("blank"):
            kwargs.setdefault("default", "")
        super().__init__(verbose_name, **kwargs)

    @property
    def needed(self) -> bool:
        return self._required if self._required is not None else bool(self.editable and not self.blank)

    # --- values in -------------------------------------------------------------------------------------------------

    def from_inputs(self, given: list[str]) -> str:
        """The file that the form has already, unless it is to be taken off."""
        return "" if TAKEN_OFF in given or not given else given[0]

    def from_text(self, text: str) -> str:
        text = text.strip()
        if not text:
            return ""
        if not keys_of(text):
            raise ValidationError(_("A file is handed in, and can't be written as a text."), code="file")
        return text

    def from_cell(self, text: str, day_first: bool | None = None) -> tuple[Any, str]:
        raise ValidationError(_("A table holds no files. Put the file on the record’s own page."), code="file")

    def from_json(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return super().from_json(value)
        told = [value.get("name") or "", value.get("id") or "", value.get("small") or ""]
        if not all(isinstance(part, str) for part in told) or not told[1]:
            raise ValidationError(_("The id of a file that was handed in is expected here."), code="file")
        return self.from_text(PART.join(part for part in (told[0].replace(PART, ""), *told[1:]) if part))

    def checked(self, value: Any) -> Any:
        return super().checked(within(self.from_text(given_text(value)), self.max_length))

    # --- values out ------------------------------------------------------------------------------------------------

    def to_json(self, value: Any) -> Any:
        keys = keys_of(value or "")
        told = {"name": name_of(value), **dict(zip(("id", "small"), map(str, keys), strict=False))}
        return told if keys else None

    def to_text(self, value: Any) -> str:
        return name_of(value or "")

    def to_exact(self, value: Any) -> str:
        """The name with the address under which who may see the record gets the file."""
        return f"{name_of(value)} ({address_of(value)})" if value else ""

    def cell(self, value: Any) -> SafeString:
        if not keys_of(value or ""):
            return EMPTY_CELL
        return format_html('<a href="{}" download>{}</a>', address_of(value), name_of(value))

    def widget(self, value: Any, *, name: str, ident: str, attrs: SafeString) -> SafeString:
        """What is there with a way to take it off, and a chooser; both work without a script."""
        value = value if keys_of(value or "") else ""
        return format_html(
            '<span class="gx-upload"><input type="hidden" name="{}" value="{}">{}{}</span>',
            name,
            value,
            self.present(value, name) if value else "",
            "" if value and self.is_final else self.chooser(name, ident, attrs),
        )

    def present(self, value: str, name: str) -> SafeString:
        """What stands in the field now."""
        return format_html(
            '<span class="gx-held">{}<label class="gx-row"><input type="checkbox" class="form-check-input" name="{}" '
            'value="{}"> {}</label></span>',
            self.cell(value),
            name,
            TAKEN_OFF,
            _("Take it off"),
        )

    def chooser(self, name: str, ident: str, attrs: SafeString) -> SafeString:
        """The control in which a file is chosen, or on which it is dropped; a phone offers its camera for pictures."""
        accepted = format_html(' accept="{}"', self.accepts) if self.accepts else SafeString("")
        return format_html(
            '<input class="form-control" type="file" name="{}" id="{}"{}{}>',
            upload_name(name),
            ident,
            accepted,
            attrs,
        )

    def schema(self) -> dict[str, Any]:
        key = {"type": "string", "format": "uuid"}
        return {"type": ["object", "null"], "properties": {"id": key, "name": {"type": "string"}, "small": key}}


class Picture(File):
    """A picture; kept without what a camera wrote beside it, with a small one for lists."""

    kind = "picture"
    accepts = "image/png,image/jpeg,image/gif,image/webp"

    def cell(self, value: Any) -> SafeString:
        if not keys_of(value or ""):
            return EMPTY_CELL
        return format_html(
            '<a href="{}"><img class="gx-thumb" src="{}" alt="{}" loading="lazy"></a>',
            address_of(value, "web:file-preview"),
            small_of(value),
            name_of(value),
        )


class Signature(Picture):
    """A signature, drawn or brought as a picture; named by who gave it and when, and never replaced by another."""

    kind = "signature"
    is_final = True

    def detail(self, value: Any) -> SafeString:
        if not keys_of(value or ""):
            return EMPTY_CELL
        said = name_of(value).rpartition(".")[0]
        return format_html(
            '<figure class="gx-signed"><img src="{}" alt="{}"><figcaption class="gx-t3">{}</figcaption></figure>',
            address_of(value),
            name_of(value),
            said,
        )

    def chooser(self, name: str, ident: str, attrs: SafeString) -> SafeString:
        """A field to draw on for who has a script and a hand free, and a chooser of pictures for everybody."""
        return format_html(
            '<span class="gx-signing" data-controller="signature"><canvas data-signature-target="pad" hidden '
            'aria-label="{}"></canvas><button class="btn btn-sm" type="button" data-signature-target="clear" '
            'data-action="signature#clear" hidden>{}</button><span class="gx-t3">{}</span>{}</span>',
            _("Sign here with a finger, a pen or the mouse"),
            _("Begin anew"),
            _("Sign above, or choose a picture of the signature."),
            super().chooser(name, ident, format_html('{} data-signature-target="file"', attrs)),
        )


def upload_name(name: str) -> str:
    """What the chooser of files beside a field is called."""
    return f"{name}.file"


def written(name: str, *keys: uuid.UUID) -> str:
    """How a field keeps a file: its name, its key, and the key of the small picture if there is one."""
    return PART.join((name, *(str(key) for key in keys)))


def keys_of(value: str) -> list[uuid.UUID]:
    """The keys of the file and its small picture; none for what is no file. A key alone stands for its file."""
    parts = str(value).split(PART)
    try:
        return [uuid.UUID(part) for part in (parts[1:3] if len(parts) > 1 else parts)]
    except ValueError:
        return []


def name_of(value: str) -> str:
    """What the file is called."""
    return str(value).partition(PART)[0]


def address_of(value: str, page: str = "web:file") -> str:
    """Where the file is given out; "" where there are no pages."""
    return _address(page, keys_of(value)[0])


def small_of(value: str) -> str:
    """Where the small picture is."""
    return _address("web:file", keys_of(value)[-1])


def _address(page: str, key: uuid.UUID) -> str:
    try:
        return reverse(page, args=[key])
    except NoReverseMatch:
        return ""


@File.register_lookup
class NameContains(models.lookups.IContains):
    """Looks for a piece of the name, and not of the keys behind it."""

    def process_lhs(self, compiler: Any, connection: Any, lhs: Any = None) -> Any:
        sql, parameters = super().process_lhs(compiler, connection, lhs)
        return f"split_part({sql}, '{PART}', 1)", parameters
