"""What one kind of field holds, read as another kind: which can become which, and how each value is carried over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from guanxi.engine.customfields.vocabulary import LISTS
from guanxi.engine.errors import Invalid
from guanxi.engine.fields.choice import parts_of
from guanxi.kit.naming import identifier

MOST_CHOICES = 200
LONGEST_CHOICE = 60
TEXTS = ("text", "long_text")
READ = ("integer", "decimal", "money", "date", "datetime", "time", "yes_no", *LISTS, "phone", "email", "url", "address")
"""What a text can be read as."""
BECOMES: dict[str, tuple[str, ...]] = {
    "text": ("long_text", *READ),
    "long_text": ("text", *READ),
    "integer": (*TEXTS, "decimal", "money", "yes_no", *LISTS, "phone"),
    "decimal": (*TEXTS, "integer", "money", *LISTS),
    "money": (*TEXTS, "integer", "decimal", *LISTS),
    "date": (*TEXTS, "datetime"),
    "datetime": (*TEXTS, "date", "time"),
    "time": TEXTS,
    "yes_no": (*TEXTS, *LISTS),
    "choice": (*TEXTS, "choices", "integer", "decimal", "money", "date", "yes_no", "phone", "email", "url"),
    "choices": (*TEXTS, "choice"),
    "phone": (*TEXTS, *LISTS),
    "email": (*TEXTS, *LISTS),
    "url": (*TEXTS, *LISTS),
    "address": TEXTS,
}
"""What each kind can become. Links, secrets, running numbers and what is worked out stay what they are."""


@contextmanager
def in_house() -> Iterator[None]:
    """Words and times as the company's, whoever asks, so that what is told is what is then done."""
    with translation.override(settings.LANGUAGE_CODE), timezone.override(timezone.get_default_timezone()):
        yield


class TooMany(Invalid):
    """More different texts than one list can offer."""


class Converter:
    """Carries values of one field over to another; both are bound, and may have the same name.

    `choices`: key and label of those that can be chosen already; `grow`: texts that aren't among them become choices.
    """

    def __init__(self, source: Any, target: Any, choices: Iterable[tuple[str, str]] = (), *, grow: bool = True) -> None:
        self.source, self.target, self.grow = source, target, grow
        self.choices: dict[str, str] = {}
        self._known: dict[str, str] = {}
        for key, label in choices:
            self.know(key, label)
        self._special = _SPECIAL.get((source.kind, target.kind))

    def __call__(self, value: Any) -> Any:
        """The value as the other field holds it; raises ValidationError where it can't, TooMany for a list too long."""
        if self.source.is_nothing(value) or value is False:
            return self.target.nothing()
        if self._special is not None:
            return self._special(value)
        text = self._text(value)
        if self.target.kind == "choice":
            return self._choice(text)
        if self.target.kind == "choices":
            return list(dict.fromkeys(self._choice(part) for part in self._parts(text)))
        return self.target.checked(self.target.from_text(text))

    def know(self, key: str, label: str) -> None:
        """Count this among what can be chosen; the first of two with one name is meant by it."""
        self.choices[key] = label
        self._known.setdefault(label.casefold(), key)

    def _text(self, value: Any) -> str:
        """As people read it; a number without the places that say nothing."""
        if self.source.kind == "decimal":
            return format(value.normalize(), "f")
        told: str = self.source.to_text(value)
        return told

    def _parts(self, text: str) -> list[str]:
        return parts_of(text) if self.source.kind in TEXTS else [text]

    def _choice(self, text: str) -> str:
        text = " ".join(text.split())
        if not text:
            return ""
        key = self._known.get(text.casefold()) or (text if text in self.choices else "")
        return key or self._new(text)

    def _new(self, text: str) -> str:
        if not self.grow or len(text) > LONGEST_CHOICE:
            raise ValidationError(_("“%(text)s” is too long for a choice.") % {"text": text[:40]})
        if len(self.choices) >= MOST_CHOICES:
            told = _("There are more than %(most)d different texts, too many for a list.") % {"most": MOST_CHOICES}
            raise TooMany({"to": [told]}, told)
        first = identifier(text)[: LONGEST_CHOICE - 4] or text[: LONGEST_CHOICE - 4]
        key, number = first, 1
        while key in self.choices:
            number += 1
            key = f"{first}_{number}"
        self.know(key, text)
        return key


def _one(value: list[str]) -> str:
    if len(value) > 1:
        raise ValidationError(_("Only one of several choices can stay."))
    return value[0]


_SPECIAL: dict[tuple[str, str], Callable[[Any], Any]] = {
    ("date", "datetime"): lambda day: timezone.make_aware(dt.datetime.combine(day, dt.time())),
    ("datetime", "date"): lambda moment: timezone.localdate(moment),
    ("datetime", "time"): lambda moment: timezone.localtime(moment).time().replace(microsecond=0),
    ("choice", "choices"): lambda key: [key],
    ("choices", "choice"): _one,
}
