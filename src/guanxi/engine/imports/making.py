"""How fields get their text when a column alone doesn't say it: from several columns, through steps, by a look-up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid
from guanxi.engine.fields.link import Link
from guanxi.engine.imports.targets import Target
from guanxi.engine.permissions.access import Access
from guanxi.engine.registry import registry
from guanxi.kit.steps import BadStep, Chain, Step, checked_steps
from guanxi.kit.values import is_text

MOST_SOURCES, MOST_MADE, LONGEST_SEPARATOR = 20, 200, 20
FINDING = ("text", "phone", "email", "url", "auto_number", "integer")
"""Kinds of fields by which a linked record can be found."""
_WRONG: dict[str, Promise] = {
    "unknown": gettext_lazy("There is no such step."),
    "missing": gettext_lazy("Fill this in."),
    "wrong": gettext_lazy("This can't stand here."),
    "long": gettext_lazy("This is too long."),
    "many": gettext_lazy("These are too many."),
}


@dataclass(frozen=True)
class Making:
    """Where a field's text comes from and what is done to it."""

    sources: tuple[str, ...] = ()
    joined: str = " "
    """What stands between several columns; `name` for the parts of a person's name, given names first."""
    steps: tuple[Step, ...] = ()
    find_by: str = ""
    """The field by which a linked record is found; by its usual keys when empty."""
    create: bool = False
    """Whether a linked record that isn't there is made."""

    @property
    def is_plain(self) -> bool:
        """Whether it is nothing but a column."""
        return len(self.sources) == 1 and not self.steps and not self.find_by and not self.create

    @property
    def chain(self) -> Chain:
        return Chain(self.sources, self.joined, self.steps)

    def as_json(self) -> dict[str, Any]:
        """As it is kept; what is as usual is left out."""
        told: dict[str, Any] = {"from": list(self.sources)}
        if len(self.sources) > 1:
            told["joined"] = self.joined
        if self.steps:
            told["steps"] = [dict(step) for step in self.steps]
        if self.find_by:
            told["find_by"] = self.find_by
        if self.create:
            told["create"] = True
        return told

    @classmethod
    def read(cls, given: Any) -> Making:
        """From JSON; raises Invalid with the names of the parts that are wrong."""
        if not isinstance(given, Mapping):
            raise Invalid({"": [_("An object is expected: {…}.")]})
        errors = {str(name)[:60]: [_("This can't stand here.")] for name in given if name not in _PARTS}
        sources, joined = given.get("from", []), given.get("joined", " ")
        if not isinstance(sources, list) or not all(is_text(name) and name for name in sources):
            errors["from"] = [_("The names of columns are expected here.")]
        elif len(sources) > MOST_SOURCES:
            errors["from"] = [str(_WRONG["many"])]
        if not is_text(joined) or len(joined) > LONGEST_SEPARATOR:
            errors["joined"] = [str(_WRONG["wrong"])]
        find_by, create = given.get("find_by", ""), given.get("create", False)
        if not isinstance(find_by, str):
            errors["find_by"] = [str(_WRONG["wrong"])]
        if not isinstance(create, bool):
            errors["create"] = [_("Yes or no is expected here.")]
        steps: list[dict[str, Any]] = []
        try:
            steps = checked_steps(given.get("steps", []))
        except BadStep as bad:
            errors[f"steps.{bad.place}.{bad.name}"] = [str(_WRONG[bad.code])]
        if errors:
            raise Invalid(errors)
        return cls(tuple(dict.fromkeys(sources)), joined, tuple(steps), find_by, create)


_PARTS = ("from", "joined", "steps", "find_by", "create")


def read_all(given: Any) -> dict[str, Making]:
    """Fields and how each is made, from JSON; raises Invalid."""
    if not isinstance(given, Mapping):
        raise Invalid({"fields": [_("An object is expected: {…}.")]})
    if len(given) > MOST_MADE:
        raise Invalid({"fields": [str(_WRONG["many"])]})
    errors: dict[str, list[str]] = {}
    found: dict[str, Making] = {}
    for name, one in given.items():
        try:
            found[str(name)] = Making.read(one)
        except Invalid as bad:
            errors.update({f"fields.{str(name)[:80]}.{part}".rstrip("."): texts for part, texts in bad.errors.items()})
    if errors:
        raise Invalid(errors)
    return found


def made_targets(
    entity: Entity, access: Access, known: Mapping[str, Target], made: Mapping[str, Making]
) -> dict[str, Target]:
    """The known targets and those of records that are made where a link finds none: `link/field`."""
    found = dict(known)
    for name, making in made.items():
        target = known.get(name)
        if target is not None and making.create and isinstance(target.kind, Link):
            found |= extra_targets(target, access)
    return found


def extra_targets(target: Target, access: Access) -> dict[str, Target]:
    """The fields that a linked record can be given when it is made."""
    linked = registry[target.kind.target]  # type: ignore[attr-defined]
    return {
        f"{target.name}/{name}": Target(f"{target.name}/{name}", linked.fields[name], target.lines, extra_of=target)
        for name in access.writable(linked)
        if not isinstance(linked.fields[name], Link)
    }


def checked_made(
    entity: Entity, access: Access, columns: Iterable[str], known: Mapping[str, Target], given: Mapping[str, Any]
) -> dict[str, Making]:
    """Fields as they may be made by this person of this file; raises Invalid."""
    made = read_all(given)
    there, targets = set(columns), made_targets(entity, access, known, made)
    errors: dict[str, list[str]] = {}
    for name, making in made.items():
        target = targets.get(name)
        if target is None:
            errors[f"fields.{name[:80]}"] = [_("There is no field “%(field)s”.") % {"field": name[:80]}]
            continue
        for column in making.chain.columns:
            if column not in there:
                text = _("The file has no column “%(column)s”.") % {"column": column[:80]}
                errors.setdefault(f"fields.{name}.from", []).append(text)
        if wrong := _wrong_search(entity, target, making, access):
            errors[f"fields.{name}.find_by"] = [wrong]
    if errors:
        raise Invalid(errors)
    return made


def _wrong_search(entity: Entity, target: Target, making: Making, access: Access) -> str:
    """Why linked records can't be looked up so; "" when they can."""
    if not making.find_by and not making.create:
        return ""
    if not isinstance(target.kind, Link):
        return _("Only a link leads to records.")
    linked = registry[target.kind.target]
    if making.find_by and making.find_by not in finders(linked, access):
        return _("There is no field “%(field)s”.") % {"field": making.find_by[:80]}
    if making.create and linked is entity:
        return _("Records of the same kind are found in the file itself; give them rows of their own.")
    if making.create and not access.may(linked.name, "create"):
        return _("You may not make new records there: %(things)s.") % {"things": linked.label_plural}
    return ""


def finders(linked: Entity, access: Access) -> list[str]:
    """The fields by which records can be found in a file."""
    return [name for name, kind in linked.fields.items() if kind.kind in FINDING and access.readable(linked, name)]


def uses(made: Mapping[str, Making], column: str) -> list[str]:
    """The fields into which a column goes."""
    return [name for name, making in made.items() if column in making.sources]
