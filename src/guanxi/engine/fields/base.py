"""What every kind of field knows of itself: cell, widget, filter operators, API type, import parser, export printer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from guanxi.kit.escaping import escape

EMPTY_CELL = mark_safe('<span class="gx-t3">—</span>')


def escaped(text: str) -> SafeString:
    """A text as HTML; what `format_html("{}", text)` does, at a fraction of its cost: a list shows hundreds."""
    return SafeString(escape(text))


@cache
def in_all_languages(shipped: Callable[[], Iterable[str | Promise]]) -> dict[str, str | Promise]:
    """Shipped words by each of their translations."""
    known: dict[str, str | Promise] = {}
    for word in shipped():
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                known[str(word)] = word
    return known


@cache
def patterns_in_all_languages(
    shipped: Callable[[], Iterable[str | Promise]],
) -> list[tuple[re.Pattern[str], str | Promise]]:
    """Those of the shipped words that hold something else, such as a file's name, by each of their translations."""
    return [
        (re.compile(re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.+)", re.escape(text))), word)
        for text, word in in_all_languages(shipped).items()
        if "%(" in text
    ]


COMPARABLE = ("eq", "ne", "lt", "lte", "gt", "gte", "in", "between", "empty")
TEXTUAL = ("eq", "ne", "in", "contains", "startswith", "empty")


class Kind:
    """Mixed into a Django field; one subclass, one file, per kind of field."""

    if TYPE_CHECKING:  # what the Django field beside it brings
        name: str
        attname: str
        editable: bool
        null: bool
        blank: bool
        verbose_name: Any
        help_text: Any

        def has_default(self) -> bool: ...
        def get_default(self) -> Any: ...
        def run_validators(self, value: Any) -> None: ...

    kind: ClassVar[str] = ""
    operators: ClassVar[tuple[str, ...]] = ("eq", "ne", "in", "empty")
    numeric: ClassVar[bool] = False
    several: ClassVar[bool] = False
    """Whether a value is a list, of which filters ask what it contains."""
    sortable: ClassVar[bool] = True
    is_sealed: ClassVar[bool] = False
    """Whether the database may not know it: kept encrypted wherever it is kept."""
    inputs: ClassVar[int] = 1
    """How many controls of a form make one value; they have one name."""
    input_required: ClassVar[bool] = True
    """Whether its control has to be filled in where the field has to be."""
    input_type: ClassVar[str] = "text"
    json_type: ClassVar[str] = "string"
    json_format: ClassVar[str] = ""
    json_identity: ClassVar[bool] = True
    """Whether a database value is already what JSON needs, so that reading a page converts nothing."""
    came_as: Any = ""
    """What it was called before the company gave it a name of its own; files may still say so."""
    only_by_verb: ClassVar[bool] = False
    """Whether only actions may change it, never a form, import or patch."""
    is_custom: bool = False
    """Whether the company added it."""
    formula: str = ""
    """The expression by which it is worked out with every change of its record."""
    former: Mapping[str, str] | None = None
    """Of a field that held something else before: the choices it had then, by their keys."""
    rolled: Any = None
    """Of which other records it tells, and what."""
    is_searched: bool = False
    """Whether a search finds records by it, besides the fields that the face names."""
    demanded: bool = False
    """Whether it has to be filled in as soon as it is asked."""
    demanded_from: str = ""
    """The stage from which it has to be filled in."""

    def __init__(
        self,
        *args: Any,
        default_actor: bool = False,
        right: str = "",
        required: bool | None = None,
        lasting: bool = False,
        shipped: Callable[[], Iterable[str | Promise]] | None = None,
        asked_when: str = "",
        **kwargs: Any,
    ) -> None:
        """`lasting`: given when a record is made, and never changed.

        `asked_when`: an expression over the record's fields; where it doesn't hold, forms don't ask for the field.
        `shipped`: words that come with the product, "Import %(file)s" among them; where one is stored, readers see it
        in their own language.
        """
        self.shipped = shipped
        self.asked_when = asked_when
        self.default_actor = default_actor
        self.right = right
        self.lasting = lasting
        self._required = required
        super().__init__(*args, **kwargs)

    # --- what it is ------------------------------------------------------------------------------------------------

    @property
    def needed(self) -> bool:
        """Whether a record can't be saved without it."""
        if self._required is not None:
            return self._required
        return bool(self.editable and not self.blank and not self.has_default())  # type: ignore[attr-defined]

    @property
    def order_column(self) -> str:
        """The attribute by which a list is ordered when it is ordered by this field."""
        return self.attname  # type: ignore[attr-defined]

    # --- values in -------------------------------------------------------------------------------------------------

    def from_inputs(self, given: list[str]) -> str | list[str]:
        """What the controls of a form say, as a text that is read like any other."""
        return given[-1] if given else ""

    def from_text(self, text: str) -> Any:
        """What a person typed or a file says, as a value; raises ValidationError that names the remedy."""
        return text.strip() or self.nothing()

    def from_cell(self, text: str, day_first: bool | None = None) -> tuple[Any, str]:
        """A cell of a file as a value, with a remark on how it was understood when that isn't plain to see."""
        return self.from_text(text), ""

    def from_json(self, value: Any) -> Any:
        """What a program sent, as a value; raises ValidationError."""
        if value is None or isinstance(value, str):
            return self.from_text(value or "")
        raise ValidationError(_("A text is expected here."), code="type")

    def checked(self, value: Any) -> Any:
        """The value as it is stored, or ValidationError; the last word before the database's constraints."""
        if self.is_nothing(value):
            if self.needed:
                raise ValidationError(_("Fill this in."), code="required")
            return self.nothing()
        self.run_validators(value)  # type: ignore[attr-defined]
        return value

    def nothing(self) -> Any:
        """What is stored when nothing was given."""
        return None if self.null else ""  # type: ignore[attr-defined]

    def is_nothing(self, value: Any) -> bool:
        return value is None or value == ""

    def filter_value(self, value: Any) -> Any:
        """A filter's operand as a value; raises ValidationError."""
        return self.from_json(value)

    # --- values out ------------------------------------------------------------------------------------------------

    def to_json(self, value: Any) -> Any:
        return value

    def to_event(self, told: Any) -> Any:
        """A value in words of JSON as the event log keeps it."""
        return told

    def from_event(self, told: Any) -> Any:
        """A value as the event log keeps it, back as a value."""
        return told

    def to_text(self, value: Any) -> str:
        """For exports and history: what a person reads, and `from_text` reads back."""
        return "" if value is None else str(value)

    def in_words(self, value: Any) -> str:
        """The value as plain words, for histories and comparisons on a page."""
        return self.to_text(value)

    def to_exact(self, value: Any) -> str:
        """For programs: a text that `from_text` reads back as exactly this value, the same in every language."""
        told = self.to_json(value)
        if isinstance(told, list):
            return "; ".join(str(item) for item in told)
        return str(told)

    def cell(self, value: Any) -> SafeString:
        """The inside of a table cell; escaped."""
        if self.is_nothing(value):
            return EMPTY_CELL
        return escaped(self.to_text(self.told(value)))

    def detail(self, value: Any) -> SafeString:
        """The value on a record's page; mostly like the cell."""
        return self.cell(value)

    def widget(self, value: Any, *, name: str, ident: str, attrs: SafeString) -> SafeString:
        """The form control; `attrs` are ready attributes such as required and aria-describedby."""
        return format_html(
            '<input class="form-control" type="{}" name="{}" id="{}" value="{}"{}{}>',
            self.input_type,
            name,
            ident,
            self.to_text(value),
            self.widget_limits(),
            attrs,
        )

    def widget_limits(self) -> SafeString:
        length = getattr(self, "max_length", None)
        return format_html(' maxlength="{}"', length) if length else SafeString("")

    def tells_of(self) -> Mapping[str, tuple[str, ...]]:
        """Fields of other kinds of records that its value tells of, by entity: who may not read them doesn't see it."""
        return {}

    # --- types -----------------------------------------------------------------------------------------------------

    def schema(self) -> dict[str, Any]:
        """The field's JSON Schema in the API."""
        schema: dict[str, Any] = {"type": self.json_type}
        if self.json_format:
            schema["format"] = self.json_format
        if getattr(self, "max_length", None):
            schema["maxLength"] = self.max_length  # type: ignore[attr-defined]
        if self.null:  # type: ignore[attr-defined]
            schema["type"] = [self.json_type, "null"]
        return schema

    def told(self, value: Any) -> Any:
        """A text as this reader is told it: the value itself, but for words that come with the product."""
        if self.shipped is None or not value:
            return value
        words = in_all_languages(self.shipped)
        if value in words:
            return str(words[value])
        for pattern, word in patterns_in_all_languages(self.shipped):
            if found := pattern.fullmatch(value):
                return str(word) % found.groupdict()
        return value

    def index_text(self, value: Any) -> str:
        """What the search index reads."""
        return self.to_text(value)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """For migrations: only what concerns the database is remembered, so labels and rules can change freely."""
        name, path, args, kwargs = super().deconstruct()  # type: ignore[misc]
        for noise in (
            "verbose_name",
            "help_text",
            "default_actor",
            "right",
            "required",
            "lasting",
            "shipped",
            "asked_when",
        ):
            kwargs.pop(noise, None)
        return name, path, args, kwargs


def title_name(model: type[models.Model]) -> str:
    """The field that names a record to people."""
    from guanxi.engine.registry import registry

    return registry.for_model(model).title
