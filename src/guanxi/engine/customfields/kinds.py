"""From what a row says to the field itself: a kind like any that is declared in code."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy

from guanxi.engine import fields
from guanxi.engine.customfields.numbers import RuledNumber
from guanxi.engine.fields.listed import Listed
from guanxi.engine.registry import registry
from guanxi.engine.wording import followed

_followed: Any = lazy(followed, str)
TELLS_OF_ALL = gettext_lazy("All records count, also those that a reader can't see.")


@dataclass(frozen=True)
class Rolled:
    """What a field tells of which other records."""

    entity: str
    link: str
    """The field there that leads here, or LINES.FIELD where their lines do."""
    how: str
    field: str = ""
    only: str = ""
    """A condition for the records that count."""


@dataclass(frozen=True)
class Said:
    """What is known of one custom field; two that are equal are the same field."""

    entity: str
    name: str
    kind: str
    label: str
    hint: str = ""
    required: bool = False
    target: str = ""
    choices: tuple[tuple[str, str, bool], ...] = ()
    """Key, label, and whether it is retired."""
    initial: str = ""
    """What a new record has in it, as a person writes it."""
    pattern: str = ""
    """How numbers are made."""
    formula: str = ""
    gives: str = ""
    """What kind of field the formula's result is kept in."""
    searched: bool = False
    asked_when: str = ""
    needed_from: str = ""
    """The stage from which it has to be filled in."""
    rolled: Rolled | None = None
    column: str = ""
    """Its column in the database; named as the field when empty."""


class WithRetired(Listed):
    """A list kept with its field: what is retired is read and stays where it is, and isn't offered any more."""

    def __init__(self, *args: Any, retired: tuple[tuple[str, str], ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.retired = retired

    @property
    def labels(self) -> dict[str, Any]:
        return {**super().labels, **dict(self.retired)}

    def offered(self, chosen: Collection[str]) -> Iterable[tuple[str, Any]]:
        retired = tuple((key, label) for key, label in self.retired if key in chosen)
        return super().offered(chosen) if self.company else (*self.options, *retired)


class Offered(WithRetired, fields.Choice):
    """One out of such a list."""


class OfferedMany(WithRetired, fields.Choices):
    """Several out of such a list."""


def make(said: Said) -> Any:
    """The field, bound to no model yet."""
    kind = _MAKERS[said.gives or said.kind](said)
    kind.is_custom = True
    kind.db_column = said.column or None
    kind.is_searched = said.searched
    if said.column:
        kind.former = {key: label for key, label, _retired in said.choices}
    if said.kind == "computed":
        kind.editable, kind.formula = False, said.formula
    if said.rolled is not None:
        kind.editable, kind.rolled = False, said.rolled
        kind.help_text = _followed(said.hint, TELLS_OF_ALL) if said.hint else TELLS_OF_ALL
        if said.rolled.how == "count":
            kind.default = 0
    kind.asked_when, kind.demanded_from = said.asked_when, said.needed_from
    kind.demanded = said.required and bool(said.asked_when or said.needed_from)
    if said.initial:
        with suppress(ValidationError):  # a choice that is not in the list any more: new records begin empty
            kind.default = initial_of(kind, said.initial)
    return kind


def result_kind(gives: str) -> Any:
    """A field that holds a result, for showing one."""
    return _MAKERS[gives](Said("", "result", gives, ""))


def initial_of(kind: Any, text: str) -> Any:
    """What a new record has in the field; raises ValidationError for what the field can't hold."""
    value = kind.checked(kind.from_text(text))
    return partial(list, value) if kind.several else value


def _told(said: Said) -> dict[str, Any]:
    needed = said.required and not (said.asked_when or said.needed_from)
    return {"verbose_name": said.label, "help_text": said.hint, "blank": not needed, "required": needed}


def _empty(said: Said) -> dict[str, Any]:
    return _told(said) | {"null": True}


def _choice(said: Said) -> fields.Kind:
    offered = tuple((key, label) for key, label, retired in said.choices if not retired)
    retired = tuple((key, label) for key, label, gone in said.choices if gone)
    return Offered(options=offered, retired=retired, max_length=60, **_told(said))


def _choices(said: Said) -> fields.Kind:
    offered = tuple((key, label) for key, label, retired in said.choices if not retired)
    retired = tuple((key, label) for key, label, gone in said.choices if gone)
    base = models.CharField(max_length=60)
    return OfferedMany(options=offered, retired=retired, base_field=base, **_told(said))


def _link(said: Said) -> fields.Kind:
    return _linked(said, registry[said.target].model)


def _person(said: Said) -> fields.Kind:
    return _linked(said, get_user_model())


def _department(said: Said) -> fields.Kind:
    return _linked(said, get_user_model()._meta.get_field("department").related_model)


def _linked(said: Said, target: Any) -> fields.Kind:
    more = {"related_name": "+", "db_constraint": False, "on_delete": models.SET_NULL}
    return fields.Link(target, **_empty(said), **more)


_MAKERS: dict[str, Callable[[Said], Any]] = {
    "text": lambda said: fields.Text(max_length=250, **_told(said)),
    "long_text": lambda said: fields.LongText(**_told(said)),
    "integer": lambda said: fields.Integer(**_empty(said)),
    "decimal": lambda said: fields.Decimal(max_digits=18, decimal_places=4, **_empty(said)),
    "money": lambda said: fields.Money(**_empty(said)),
    "date": lambda said: fields.Date(**_empty(said)),
    "datetime": lambda said: fields.DateTime(**_empty(said)),
    "time": lambda said: fields.Time(**_empty(said)),
    "yes_no": lambda said: fields.YesNo(verbose_name=said.label, help_text=said.hint),
    "choice": _choice,
    "choices": _choices,
    "phone": lambda said: fields.Phone(**_told(said)),
    "email": lambda said: fields.Email(**_told(said)),
    "url": lambda said: fields.Url(**_told(said)),
    "address": lambda said: fields.Address(**_told(said)),
    "file": lambda said: fields.File(**_told(said)),
    "picture": lambda said: fields.Picture(**_told(said)),
    "signature": lambda said: fields.Signature(**_told(said)),
    "encrypted": lambda said: fields.Encrypted(**_told(said)),
    "link": _link,
    "person": _person,
    "department": _department,
    "auto_number": lambda said: RuledNumber(said.label, help_text=said.hint, written=said.pattern),
}
