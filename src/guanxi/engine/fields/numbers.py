"""Whole and decimal numbers, and money."""

from __future__ import annotations

from decimal import Decimal as Exact
from decimal import InvalidOperation
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from guanxi.engine.fields.base import COMPARABLE, EMPTY_CELL, Kind, escaped
from guanxi.kit.values import BadValue, parse_decimal

CURRENCIES = {"CNY": pgettext_lazy("currency", "CNY")}
"""What people call a currency in the head of a column, where its code isn't what they say."""


def read_number(text: str) -> Exact:
    """The number a person wrote, in any common notation."""
    try:
        return parse_decimal(text)
    except BadValue as bad:
        raise ValidationError(_("“%(text)s” is not a number.") % {"text": text[:40]}, code="number") from bad


class Integer(Kind, models.IntegerField):
    """A whole number."""

    kind = "integer"
    operators = COMPARABLE
    numeric = True
    json_type = "integer"
    lowest, highest = -(2**31), 2**31 - 1

    def __init__(self, *args: Any, grouped: bool = True, **kwargs: Any) -> None:
        """`grouped`: 12,345 rather than 12345; years and house numbers are not."""
        self.grouped = grouped
        super().__init__(*args, **kwargs)

    def from_text(self, text: str) -> int | None:
        if not text.strip():
            return None
        number = read_number(text)
        if number != number.to_integral_value():
            raise ValidationError(_("A whole number is expected here."), code="integer")
        return int(number)

    def from_json(self, value: Any) -> int | None:
        if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
            raise ValidationError(_("A whole number is expected here."), code="integer")
        if isinstance(value, int | float):
            return int(value)
        return super().from_json(value)

    def checked(self, value: Any) -> Any:
        if value is not None and not (isinstance(value, int) and not isinstance(value, bool)):
            raise ValidationError(_("A whole number is expected here."), code="integer")
        if value is not None and not self.lowest <= value <= self.highest:
            raise ValidationError(_("This number is too large."), code="range")
        return super().checked(value)

    def nothing(self) -> Any:
        return None if self.null else 0

    def in_words(self, value: Any) -> str:
        return "" if value is None else f"{value:,}" if self.grouped else str(value)

    def cell(self, value: Any) -> SafeString:
        return EMPTY_CELL if value is None else escaped(self.in_words(value))

    def widget(self, value: Any, *, name: str, ident: str, attrs: SafeString) -> SafeString:
        return format_html(
            '<input class="form-control gx-num" inputmode="numeric" name="{}" id="{}" value="{}"{}>',
            name,
            ident,
            self.to_text(value),
            attrs,
        )


class Decimal(Kind, models.DecimalField):
    """An exact decimal number."""

    kind = "decimal"
    operators = COMPARABLE
    numeric = True
    json_format = "decimal"
    json_identity = False

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 18)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(verbose_name, **kwargs)

    def from_text(self, text: str) -> Exact | None:
        return read_number(text) if text.strip() else None

    def from_json(self, value: Any) -> Exact | None:
        if isinstance(value, bool):
            raise ValidationError(_("A number is expected here."), code="number")
        if isinstance(value, int | float):
            value = repr(value)
        return super().from_json(value)

    def checked(self, value: Any) -> Any:
        if value is None:
            return super().checked(None)
        if not isinstance(value, Exact) or not value.is_finite():
            raise ValidationError(_("A number is expected here."), code="number")
        try:
            rounded = value.quantize(Exact(1).scaleb(-self.decimal_places))
        except InvalidOperation as bad:
            raise ValidationError(_("This number is too large."), code="range") from bad
        if rounded != value:
            raise ValidationError(
                _("At most %(places)d decimal places.") % {"places": self.decimal_places}, code="places"
            )
        if len(rounded.as_tuple().digits) > self.max_digits:
            raise ValidationError(_("This number is too large."), code="range")
        return super().checked(rounded)

    def nothing(self) -> Any:
        return None if self.null else Exact(0)

    def from_event(self, told: Any) -> Any:
        return Exact(told)

    def to_json(self, value: Any) -> Any:
        return None if value is None else format(value, "f")

    def to_text(self, value: Any) -> str:
        return "" if value is None else format(value, "f")

    def in_words(self, value: Any) -> str:
        return "" if value is None else f"{value:,.{self.decimal_places}f}"

    def cell(self, value: Any) -> SafeString:
        if value is None:
            return EMPTY_CELL
        shown = self.in_words(value)
        return escaped(shown) if value else format_html('<span class="gx-t3">{}</span>', shown)

    def widget(self, value: Any, *, name: str, ident: str, attrs: SafeString) -> SafeString:
        return format_html(
            '<input class="form-control gx-num" inputmode="decimal" name="{}" id="{}" value="{}"{}>',
            name,
            ident,
            self.to_text(value),
            attrs,
        )

    def schema(self) -> dict[str, Any]:
        return super().schema() | {"pattern": r"^-?\d+(\.\d+)?$"}


class Money(Decimal):
    """An amount in the company's currency, exact to the cent."""

    kind = "money"

    @property
    def unit(self) -> str:
        """The currency as people write it, or its code (ISO 4217)."""
        return str(CURRENCIES.get(settings.GUANXI_CURRENCY, settings.GUANXI_CURRENCY))
