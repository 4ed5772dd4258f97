"""Linked records found by a field of the file's choice, and made where there are none."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import EngineError, Invalid
from guanxi.engine.fields.link import Named
from guanxi.engine.gate.cleaning import Cleaner
from guanxi.engine.gate.creating import Prepared, insert_many, prepare, told
from guanxi.engine.gate.finding import find_many, folded
from guanxi.engine.gate.uniqueness import Uniqueness
from guanxi.engine.imports.making import Making
from guanxi.engine.permissions.access import Actor
from guanxi.engine.wording import labelled

Extras = Callable[[], Mapping[str, Any]]
_REMEMBERED = 50_000


class Lookup:
    """How one link is found; what it makes is saved with the rows that need it, or never in a dry run."""

    def __init__(self, target: Entity, making: Making, actor: Actor, *, remembers: bool) -> None:
        """`remembers`: whether what was found stays so, which it does not for records that the file itself makes."""
        self.target = target
        self.actor = actor
        self.names = (making.find_by,) if making.find_by else target.keys_
        self.creates = making.create
        self.made: dict[str, Prepared] = {}
        """New records by the folded text that names them."""
        self._remembers = remembers
        self._unsaved: dict[uuid.UUID, str] = {}
        self._found: dict[Any, uuid.UUID | ValidationError] = {}
        self._cleaner = Cleaner(target, actor)
        self._uniqueness = Uniqueness(target)

    def look_up(self, values: Iterable[Any]) -> None:
        """Find many at once; `link` then needs no query for them."""
        if not self._remembers or len(self._found) > _REMEMBERED:
            self._found.clear()
        asked = {value for value in values if value not in self._found}
        if asked:
            self._found.update(find_many(self.target, asked, self.actor.access, self.names))

    def link(self, value: Any, extras: Extras) -> tuple[uuid.UUID, bool]:
        """The key of the linked record, and whether it is made just now; raises ValidationError."""
        found = self._found[value]
        if not isinstance(found, ValidationError):
            return found, False
        if not (self.creates and isinstance(value, Named) and found.code == "link"):
            raise found
        made = self.made.get(folded(value.text))
        if made is not None:
            return made.record.pk, False
        return self._make(value.text, extras()), True

    def is_unsaved(self, key: uuid.UUID) -> bool:
        return key in self._unsaved

    def _make(self, text: str, extras: Mapping[str, Any]) -> uuid.UUID:
        """A new record of that name; raises ValidationError when it can't be."""
        name = self.names[0] if len(self.names) == 1 else self.target.title
        try:
            values = {name: self.target.fields[name].from_text(text), **extras}
            made = prepare(self.target, self._cleaner.clean(values, creating=True), self.actor)
            for why in self._uniqueness.clashes([made.record]).values():
                raise why
            made.record.authorise(self.actor, "create", told(self.target, made.record))
        except Invalid as bad:
            raise ValidationError(self._in_words(bad), code="new") from bad
        except EngineError as refused:
            raise ValidationError(refused.message, code="new") from refused
        self.made[folded(text)] = made
        self._unsaved[made.record.pk] = folded(text)
        return made.record.pk

    def _in_words(self, bad: Invalid) -> str:
        texts = []
        for name, said in bad.errors.items():
            kind: Any = self.target.fields.get(name)
            texts.append(labelled(kind.verbose_name, " ".join(said)) if kind is not None else " ".join(said))
        problem = " ".join(texts)
        return _("A new record can't be made (%(things)s). %(problem)s") % {
            "things": self.target.label,
            "problem": problem,
        }

    def settle(self, wanted: set[uuid.UUID], *, saves: bool) -> None:
        """Save what the rows of a chunk need, and forget what only rows wanted that are not imported."""
        needed = []
        for key, name in self._unsaved.items():
            if key in wanted:
                needed.append(self.made[name])
            else:
                del self.made[name]
        if saves and needed:
            insert_many(self.target, needed, actor=self.actor)
        self._unsaved.clear()
        if saves:
            self._uniqueness.forget()


def remark(lookup: Lookup, text: str) -> str:
    """What is said at a row that makes a linked record."""
    return _("“%(text)s” is new and will be made (%(thing)s).") % {"text": text[:60], "thing": lookup.target.label}
