"""One or several out of a list; a stage; yes or no."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from guanxi.engine.fields.base import EMPTY_CELL, Kind
from guanxi.engine.fields.listed import Listed
from guanxi.engine.wording import listed

if TYPE_CHECKING:
    from guanxi.engine.stagegates import Gate


class Choice(Listed, models.CharField):
    """One out of a list."""

    kind = "choice"
    operators = ("eq", "ne", "in", "empty")

    def __init__(
        self, verbose_name: Any = None, *, options: Any = (), fixed: bool = False, leaves: str = "", **kwargs: Any
    ) -> None:
        """`leaves`: a property of the record that says which of the choices a verb on it offers, as their keys."""
        self.options, self.fixed, self.leaves = tuple(options), fixed, leaves
        kwargs.setdefault("max_length", 40)
        if kwargs.get("blank"):
            kwargs.setdefault("default", "")
        super().__init__(verbose_name, **kwargs)

    def only(self, keys: Collection[str]) -> Choice:
        """The same field with these choices alone."""
        fewer = copy(self)
        fewer.options = tuple((key, label) for key, label in self.options if key in keys)
        return fewer

    @property
    def needed(self) -> bool:
        return self._required if self._required is not None else bool(self.editable and not self.blank)

    def from_text(self, text: str) -> str:
        return self.find(text) if text.strip() else ""

    def from_cell(self, text: str, day_first: bool | None = None) -> tuple[str, str]:
        return self.nearest(text) if text.strip() else ("", "")

    def checked(self, value: Any) -> Any:
        if value and value not in self.labels:
            value = self.find(str(value))
        return super().checked(value)

    def to_text(self, value: Any) -> str:
        return str(self.labels.get(value, value or ""))

    def cell(self, value: Any) -> SafeString:
        return self.chip(value) if value and self.company else super().cell(value)

    def widget(self, value: Any, *, name: str, ident: str, attrs: SafeString) -> SafeString:
        return self.select({str(value or "")}, name=name, ident=ident, attrs=attrs, multiple=False)

    def schema(self) -> dict[str, Any]:
        keys = list(self.labels)
        return {"type": "string", "enum": [*keys, ""] if not self.needed else keys}


_MARKS = re.compile(r"([;；、，,\n])")


@dataclass(frozen=True)
class Step:
    """One stage of a record's life; `kind` groups stages that rules treat alike (open, won, lost, closed)."""

    key: str
    label: str | Promise
    kind: str = "open"
    tone: str = ""
    """The colour of its mark: acc, ok, warn, bad or off; by its kind when empty."""


STAGE_KINDS = (
    ("open", pgettext_lazy("kind of stage", "goes on")),
    ("won", pgettext_lazy("kind of stage", "ended well")),
    ("lost", pgettext_lazy("kind of stage", "ended badly")),
)
TONES = {"open": "acc", "won": "ok", "done": "ok", "lost": "off", "closed": "off", "bad": "bad"}


class Stage(Choice):
    """Where a record stands; only verbs move it."""

    kind = "stage"
    only_by_verb = True
    drawn = False
    """Whether the company's list may add stages and retire them."""
    gates: Mapping[str, Gate] = MappingProxyType({})
    """What the company asks for before a record comes to a stage, by its key."""

    def __init__(self, verbose_name: Any = None, *, steps: tuple[Step, ...] = (), **kwargs: Any) -> None:
        self.declared_steps = {step.key: step for step in steps}
        kwargs["options"] = [(step.key, step.label) for step in steps]
        kwargs.setdefault("default", next(iter(self.declared_steps), ""))
        kwargs["fixed"] = True
        super().__init__(verbose_name, **kwargs)

    @property
    def steps(self) -> dict[str, Step]:
        """The stages in the order of the list, each as it is called."""
        declared = self.declared_steps
        return {key: replace(declared[key], label=label) for key, label in self.labels.items() if key in declared}

    @property
    def needed(self) -> bool:
        return False

    def step(self, value: str) -> Step | None:
        """What is known of a stage, by its key."""
        return self.steps.get(value)

    def kind_of(self, value: str) -> str:
        """The kind of a stage, by its key."""
        step = self.step(value)
        return step.kind if step else ""

    def cell(self, value: Any) -> SafeString:
        if self.company and self.company.colour(value):
            return self.chip(value)
        step = self.step(value)
        tone = (step.tone or TONES.get(step.kind)) if step else None
        return format_html('<span class="gx-st gx-{}">{}</span>', tone or "acc", self.to_text(value))


class DrawnStage(Stage):
    """Where a record stands in a course that the company draws: its list takes further stages, and whoever may change
    the record may move it, as far as the rules of the stages let them."""

    only_by_verb = False
    drawn = True

    def __init__(self, verbose_name: Any = None, *, steps: tuple[Step, ...] = (), **kwargs: Any) -> None:
        super().__init__(verbose_name, steps=steps, **kwargs)
        self.fixed = False

    @property
    def steps(self) -> dict[str, Step]:
        known = dict(self.options)
        return {key: step for key in known if (step := self.step(key)) is not None}

    @property
    def needed(self) -> bool:
        return bool(self.options)

    def step(self, value: str) -> Step | None:
        """What is known of a stage, also of one that is no longer offered."""
        label = self.labels.get(value)
        if label is None:
            return None
        came = self.declared_steps.get(value) or Step(value, label)
        kind = self.company.stage_kind(value) if self.company else ""
        return replace(came, label=label, kind=kind or came.kind)

    def get_default(self) -> str:
        """The first stage of the course."""
        first: str = next((key for key, _label in self.options), "") or super().get_default()
        return first


class Choices(Listed, ArrayField):
    """Several out of a list."""

    kind = "choices"
    operators = ("contains", "empty")
    several = True
    sortable = False
    json_type = "array"

    def __init__(self, verbose_name: Any = None, *, options: Any = (), fixed: bool = False, **kwargs: Any) -> None:
        self.options, self.fixed = tuple(options), fixed
        kwargs.setdefault("base_field", models.CharField(max_length=40))
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(verbose_name=verbose_name, **kwargs)

    def nothing(self) -> Any:
        return []

    def is_nothing(self, value: Any) -> bool:
        return not value

    def from_inputs(self, given: list[str]) -> str | list[str]:
        return [item for item in given if item]

    def from_text(self, text: str) -> list[str]:
        return [self.find(part) for part in members_of(text, self._spellings())]

    def from_cell(self, text: str, day_first: bool | None = None) -> tuple[list[str], str]:
        read = [self.nearest(part) for part in members_of(text, self._spellings())]
        return [key for key, _remark in read], " ".join(remark for _key, remark in read if remark)

    def from_json(self, value: Any) -> Any:
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return [self.find(item) for item in value]
        return super().from_json(value)

    def filter_value(self, value: Any) -> Any:
        return self.from_json(value if isinstance(value, list) else [value])

    def checked(self, value: Any) -> Any:
        known = [self.find(str(item)) for item in value or []]
        return list(dict.fromkeys(known))

    def to_text(self, value: Any) -> str:
        return "; ".join(str(self.labels.get(item, item)) for item in value or [])

    def in_words(self, value: Any) -> str:
        return listed(str(self.labels.get(item, item)) for item in value or [])

    def cell(self, value: Any) -> SafeString:
        if not value:
            return EMPTY_CELL
        return format_html_join(" ", "{}", ((self.chip(item),) for item in value))

    def chip(self, key: str) -> SafeString:
        coloured = self.company is not None and self.company.colour(key)
        return super().chip(key) if coloured else format_html('<span class="gx-c">{}</span>', self.labels.get(key, key))

    def widget(self, value: Any, *, name: str, ident: str, attrs: SafeString) -> SafeString:
        return self.select(set(value or []), name=name, ident=ident, attrs=attrs, multiple=True)

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "enum": list(self.labels)}}


def parts_of(text: str) -> list[str]:
    """The members of a list as people write one."""
    return [part for part in _MARKS.split(text)[::2] if part.strip()]


def members_of(text: str, known: Collection[str]) -> list[str]:
    """The same where words are known (case-folded) that have such a mark within: the longest of those stays whole."""
    most = max((len(_MARKS.findall(word)) for word in known), default=0)
    if not most:
        return parts_of(text)
    pieces, members = _MARKS.split(text), []
    while pieces:
        runs = (2 * n + 1 for n in range(most, 0, -1) if 2 * n < len(pieces))
        length = next((run for run in runs if "".join(pieces[:run]).strip().casefold() in known), 1)
        members.append("".join(pieces[:length]))
        pieces = pieces[length + 1 :]
    return [member for member in members if member.strip()]


class YesNo(Kind, models.BooleanField):
    """Yes or no."""

    kind = "yes_no"
    operators = ("eq", "ne")
    json_type = "boolean"
    words = ((True, gettext_lazy("Yes")), (False, gettext_lazy("No")))

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("default", False)
        super().__init__(verbose_name, **kwargs)

    @property
    def needed(self) -> bool:
        return False

    def nothing(self) -> Any:
        return False

    def from_text(self, text: str) -> bool:
        from guanxi.kit.values import BadValue, parse_bool

        if not text.strip():
            return False
        try:
            return parse_bool(text)
        except BadValue as bad:
            raise ValidationError(_("Write yes or no, not “%(text)s”.") % {"text": text[:40]}, code="bool") from bad

    def from_json(self, value: Any) -> Any:
        return value if isinstance(value, bool) else super().from_json(value)

    def checked(self, value: Any) -> Any:
        if not isinstance(value, bool):
            raise ValidationError(_("Yes or no is expected here."), code="bool")
        return value

    def to_text(self, value: Any) -> str:
        return str(dict(self.words)[bool(value)])

    def widget(self, value: Any, *, name: str, ident: str, attrs: SafeString) -> SafeString:
        return format_html(
            '<input type="hidden" name="{0}" value="no">'
            '<input class="form-check-input" type="checkbox" name="{0}" id="{1}" value="yes"{2}{3}>',
            name,
            ident,
            SafeString(" checked") if value else "",
            attrs,
        )

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}
