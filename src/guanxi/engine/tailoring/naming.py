"""A company's own names, put on what they name and taken off again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from guanxi.engine.tailoring.places import place
from guanxi.engine.tailoring.words import Words, later

UNNAMED = object()
NO_WORDS = Words()


@dataclass(frozen=True)
class Name:
    """One thing's name; `every` where a language has no own."""

    every: str
    own: Words = NO_WORDS
    plural: str = ""
    own_plural: Words = NO_WORDS
    hint: str = ""
    own_hint: Words = NO_WORDS

    def singular(self) -> str:
        return self.own.exact() or self.every

    def several(self) -> str:
        """The plural; a language without a word for it has the singular."""
        return self.own_plural.exact() or self.own.exact() or self.plural or self.every

    def told_hint(self) -> str:
        return self.own_hint.exact() or self.hint


@dataclass
class Put:
    """One attribute that holds an own name, and what it held before."""

    on: Any
    attribute: str
    came: Any

    def take_off(self) -> None:
        if self.came is UNNAMED:
            self.on.__dict__.pop(self.attribute, None)
        else:
            setattr(self.on, self.attribute, self.came)


_put: dict[tuple[int, str], Put] = {}


def put(names: Mapping[str, Name]) -> None:
    """Call everything so, and what isn't among them as it came; nobody sees a moment without names."""
    now = {(id(one.on), one.attribute): one for name, told in names.items() for one in _calls(name, told)}
    for key in _put.keys() - now.keys():
        _put[key].take_off()
    _put.clear()
    _put.update(now)


def _calls(name: str, told: Name) -> Iterator[Put]:
    one = place(name)
    if one is None:
        return
    hinted = bool(told.hint or told.own_hint)
    if one.kind is not None:
        named = _set(one.kind, "verbose_name", later(told.singular))
        yield named
        yield _set(one.kind, "came_as", named.came)
        if hinted:
            yield _set_hint(one.kind, "help_text", told)
        return
    meta = (one.lines.model if one.lines else one.entity.model)._meta
    yield _set(meta, "verbose_name_plural", later(told.several))
    if one.lines is None:
        yield _set(meta, "verbose_name", later(told.singular))
        if hinted:
            yield _set_hint(one.entity, "hint", told)


def _set(on: Any, attribute: str, value: Any) -> Put:
    before = _put.get((id(on), attribute))
    came = before.came if before else on.__dict__.get(attribute, UNNAMED)
    setattr(on, attribute, value)
    return Put(on, attribute, came)


def _set_hint(on: Any, attribute: str, told: Name) -> Put:
    before = _put.get((id(on), attribute))
    came = before.came if before else getattr(on, attribute)
    declared = getattr(type(on), attribute, "") if came is UNNAMED else came
    return _set(on, attribute, later(lambda: told.told_hint() or str(declared)))
