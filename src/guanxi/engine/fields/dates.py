"""Days and moments."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guanxi.engine.fields.base import COMPARABLE, EMPTY_CELL, Kind
from guanxi.kit.values import BadValue, parse_date, parse_datetime, parse_time

EARLIEST, LATEST = dt.date(1000, 1, 1), dt.date(9999, 12, 30)


def in_range(day: dt.date) -> bool:
    return EARLIEST <= day <= LATEST


class Date(Kind, models.DateField):
    """A day, without a time zone."""

    kind = "date"
    operators = (*COMPARABLE, "within")
    json_format = "date"
    input_type = "date"

    def from_text(self, text: str) -> dt.date | None:
        return self.from_cell(text)[0]

    def from_cell(self, text: str, day_first: bool | None = None) -> tuple[dt.date | None, str]:
        if not text.strip():
            return None, ""
        try:
            return parse_date(text, day_first), ""
        except BadValue as bad:
            raise ValidationError(
                _("“%(text)s” is not a date; write it like 2026-11-23.") % {"text": text[:40]}, code="date"
            ) from bad

    def checked(self, value: Any) -> Any:
        if value is not None and (
            not isinstance(value, dt.date) or isinstance(value, dt.datetime) or not in_range(value)
        ):
            raise ValidationError(_("A date is expected here, like 2026-11-23."), code="date")
        return super().checked(value)

    def nothing(self) -> Any:
        return None

    def from_event(self, told: Any) -> Any:
        return dt.date.fromisoformat(told)

    def cell(self, value: Any) -> SafeString:
        return format_html('<span class="gx-tn">{}</span>', value.isoformat()) if value else EMPTY_CELL


class DateTime(Kind, models.DateTimeField):
    """A moment; stored in UTC, shown in the reader's time zone."""

    kind = "datetime"
    operators = (*COMPARABLE, "within")
    json_format = "date-time"
    input_type = "datetime-local"

    def from_text(self, text: str) -> dt.datetime | None:
        return self.from_cell(text)[0]

    def from_cell(self, text: str, day_first: bool | None = None) -> tuple[dt.datetime | None, str]:
        if not text.strip():
            return None, ""
        try:
            return parse_datetime(text, timezone.get_current_timezone(), day_first), ""
        except BadValue as bad:
            raise ValidationError(
                _("“%(text)s” is not a time; write it like 2026-11-23 14:30.") % {"text": text[:40]}, code="datetime"
            ) from bad

    def checked(self, value: Any) -> Any:
        if value is not None and (
            not isinstance(value, dt.datetime) or timezone.is_naive(value) or not in_range(value.date())
        ):
            raise ValidationError(_("A time is expected here, like 2026-11-23 14:30."), code="datetime")
        return super().checked(value)

    def nothing(self) -> Any:
        return None

    def from_event(self, told: Any) -> Any:
        return dt.datetime.fromisoformat(told)

    def to_text(self, value: Any) -> str:
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S") if value else ""

    def in_words(self, value: Any) -> str:
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""

    def cell(self, value: Any) -> SafeString:
        if not value:
            return EMPTY_CELL
        local = timezone.localtime(value)
        shown = f"{local:%Y-%m-%d %H:%M}"  # nothing in it needs escaping, and a list has one in every row
        return SafeString(f'<time class="gx-tn" datetime="{value.isoformat()}">{shown}</time>')

    def widget(self, value: Any, *, name: str, ident: str, attrs: SafeString) -> SafeString:
        shown = timezone.localtime(value).strftime("%Y-%m-%dT%H:%M") if value else ""
        return format_html(
            '<input class="form-control" type="datetime-local" name="{}" id="{}" value="{}"{}>',
            name,
            ident,
            shown,
            attrs,
        )


class Time(Kind, models.TimeField):
    """A time of day, to the second, without a day or a time zone."""

    kind = "time"
    operators = COMPARABLE
    json_identity = False
    input_type = "time"

    def from_text(self, text: str) -> dt.time | None:
        if not text.strip():
            return None
        try:
            return parse_time(text)
        except BadValue as bad:
            raise ValidationError(
                _("“%(text)s” is not a time of day; write it like 14:30.") % {"text": text[:40]}, code="time"
            ) from bad

    def checked(self, value: Any) -> Any:
        if value is not None and (not isinstance(value, dt.time) or value.tzinfo is not None):
            raise ValidationError(_("A time of day is expected here, like 14:30."), code="time")
        return super().checked(None if value is None else value.replace(microsecond=0))

    def nothing(self) -> Any:
        return None

    def is_nothing(self, value: Any) -> bool:
        return value is None

    def to_json(self, value: Any) -> Any:
        return None if value is None else f"{value:%H:%M:%S}"

    def from_event(self, told: Any) -> Any:
        return dt.time.fromisoformat(told)

    def to_text(self, value: Any) -> str:
        return "" if value is None else f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"

    def cell(self, value: Any) -> SafeString:
        return EMPTY_CELL if value is None else format_html('<span class="gx-tn">{}</span>', self.to_text(value))

    def schema(self) -> dict[str, Any]:
        return super().schema() | {"pattern": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$"}
