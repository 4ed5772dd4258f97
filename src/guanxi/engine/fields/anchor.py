"""The record that something hangs on, whatever its entity: a note's customer, a comment's quote."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Substr
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guanxi.engine.fields.base import EMPTY_CELL, Kind, escaped

if TYPE_CHECKING:
    from guanxi.engine.entity import Entity

KEY_LENGTH = 36


@dataclass(frozen=True, slots=True)
class Anchored:
    """A record of some entity as it is read: its title unless the reader may not see it."""

    entity: str
    id: uuid.UUID
    label: str | None = None

    def __str__(self) -> str:
        return self.label if self.label is not None else _("hidden")


def written(entity: str, key: uuid.UUID) -> str:
    """How the place is stored: the key comes first, so that an index and a cast need no splitting."""
    return f"{key}/{entity}"


def parted(stored: str) -> tuple[str, uuid.UUID]:
    """Entity and key of a stored place."""
    return stored[KEY_LENGTH + 1 :], uuid.UUID(stored[:KEY_LENGTH])


class Anchor(Kind, models.CharField):
    """Put by the code that makes the record, never typed. Who may not read what it hangs on doesn't see the record."""

    kind = "anchor"
    operators = ("eq", "in", "empty")
    sortable = False
    json_type = "object"
    json_identity = False

    def __init__(
        self, verbose_name: Any = None, *, among: Callable[[], Iterable[Entity]] | None = None, **kwargs: Any
    ) -> None:
        """`among`: the kinds of record on which it can hang; any, if not said."""
        self.among = among
        kwargs |= {"max_length": 100, "editable": False, "null": True, "blank": True}
        super().__init__(verbose_name, **kwargs)

    @staticmethod
    def by_kind(field: str, name: str) -> models.Index:
        """The index that an entity with an anchor needs: it tells on which kinds of record any of its rows hangs."""
        place = models.Q(**{f"{field}__isnull": False})
        return models.Index(Substr(field, KEY_LENGTH + 2), condition=place, name=name)

    def from_text(self, text: str) -> Any:
        text = text.strip()
        if not text:
            return None
        try:
            entity, key = parted(text)
        except ValueError as bad:
            raise ValidationError(_("A record is expected here, as KEY/ENTITY."), code="type") from bad
        if len(text) > self.max_length or not entity.replace("-", "").isalnum():  # type: ignore[operator]
            raise ValidationError(_("A record is expected here, as KEY/ENTITY."), code="type")
        return written(entity, key)

    def from_json(self, value: Any) -> Any:
        if isinstance(value, dict):
            value = f"{value.get('id')}/{value.get('entity')}"
        return super().from_json(value)

    def nothing(self) -> Any:
        return None

    def to_json(self, value: Any) -> Any:
        if isinstance(value, Anchored):
            return {"entity": value.entity, "id": str(value.id), "label": value.label}
        if not isinstance(value, str) or not value:
            return None
        entity, key = parted(value)
        return {"entity": entity, "id": str(key), "label": None}

    def to_exact(self, value: Any) -> str:
        return written(value.entity, value.id) if isinstance(value, Anchored) else str(value or "")

    def cell(self, value: Any) -> SafeString:
        if not isinstance(value, Anchored):
            return escaped(str(value)) if value else EMPTY_CELL
        if value.label is None:
            return format_html('<span class="gx-t3">{}</span>', _("hidden"))
        return format_html('<a href="/{}/{}/">{}</a>', value.entity, value.id, value.label)

    def schema(self) -> dict[str, Any]:
        return {
            "type": ["object", "null"],
            "properties": {
                "entity": {"type": "string"},
                "id": {"type": "string", "format": "uuid"},
                "label": {"type": ["string", "null"]},
            },
        }


class Pointer(Anchor):
    """A record that something is about, chosen by a person. Who may not read it sees that there is one, not which."""

    kind = "pointer"

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        super().__init__(verbose_name, **kwargs)
        self.editable = True

    @property
    def needed(self) -> bool:
        return False

    def to_text(self, value: Any) -> str:
        return str(value or "")

    def widget(self, value: Any, *, name: str, ident: str, attrs: SafeString) -> SafeString:
        chosen = SafeString("")
        if isinstance(value, Anchored):
            chosen = format_html('<option value="{}" selected>{}</option>', written(value.entity, value.id), value)
        elif value:
            chosen = format_html('<option value="{0}" selected>{0}</option>', value)
        return format_html(
            '<select class="form-select" name="{}" id="{}" data-controller="select" '
            'data-select-url-value="/options/any/" data-select-empty-value="{}" data-select-clear-label-value="{}"{}>'
            '<option value=""></option>{}</select>',
            name,
            ident,
            _("Type to search all records"),
            _("Clear"),
            attrs,
            chosen,
        )
