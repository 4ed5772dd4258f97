"""A text that the database keeps encrypted."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString

from guanxi.engine import sealing
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.text import given_text, tidy, within
from guanxi.engine.sealed_sql import SealedExact, SealedIn
from guanxi.kit.sealing import BLIND

IN_HISTORY = "\x01"
"""What a sealed value in the event log begins with; no text that people write has it."""


class Encrypted(Kind, models.TextField):
    """One line of text, such as an account or the number of an identity document.

    The column holds its blind index and the sealed text, the event log the sealed text alone. It is found by the whole
    value only; no search, order or group knows it, since each would tell what the encryption hides.
    """

    kind = "encrypted"
    operators = ("eq", "ne", "in", "empty")
    sortable = False
    is_sealed = True
    limit = 500

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        if kwargs.get("blank"):
            kwargs.setdefault("default", "")
        super().__init__(verbose_name, **kwargs)

    @property
    def place(self) -> str:
        """What a sealed value belongs to, and is worth nothing outside."""
        return f"{self.model._meta.db_table}.{self.column}"

    @property
    def needed(self) -> bool:
        return self._required if self._required is not None else bool(self.editable and not self.blank)

    # --- the database ----------------------------------------------------------------------------------------------

    def get_lookup(self, lookup_name: str) -> Any:
        """Only by the whole value."""
        return {"exact": SealedExact, "in": SealedIn, "isnull": models.lookups.IsNull}.get(lookup_name)

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return text and sealing.ring().blind(text, self.place) + sealing.seal(text, self.place)

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> str | None:
        return value and sealing.unseal(value[BLIND:], self.place)

    def blinds(self, value: str) -> list[str]:
        """What the column begins with where it holds this value."""
        return sealing.ring().blinds(value, self.place)

    # --- the event log ---------------------------------------------------------------------------------------------

    def to_event(self, told: Any) -> Any:
        return IN_HISTORY + sealing.seal(told, self.place) if told else told

    def from_event(self, told: Any) -> Any:
        return sealing.unseal(told[1:], self.place) if told and told.startswith(IN_HISTORY) else told

    # --- people ----------------------------------------------------------------------------------------------------

    def from_text(self, text: str) -> str:
        return " ".join(tidy(text).split())

    def checked(self, value: Any) -> Any:
        return super().checked(within(self.from_text(given_text(value)), self.limit))

    def index_text(self, _value: Any) -> str:
        return ""

    def detail(self, value: Any) -> SafeString:
        return format_html("<span data-secret>{}</span>", super().detail(value))

    def widget(self, value: Any, *, name: str, ident: str, attrs: SafeString) -> SafeString:
        return format_html(
            '<input class="form-control" type="text" name="{}" id="{}" value="{}" maxlength="{}" autocomplete="off" '
            'spellcheck="false" data-draft-skip{}>',
            name,
            ident,
            value or "",
            self.limit,
            attrs,
        )

    def schema(self) -> dict[str, Any]:
        return super().schema() | {"maxLength": self.limit}
