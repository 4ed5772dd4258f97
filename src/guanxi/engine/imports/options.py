"""How a file is to be brought in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from guanxi.engine.errors import Invalid
from guanxi.kit.steps import COMPARISONS, holds
from guanxi.kit.steps.rules import LONGEST
from guanxi.kit.values import is_text

SKIP, UPDATE, FILL_EMPTY, CREATE = "skip", "update", "fill_empty", "create"
ON_MATCH = (SKIP, FILL_EMPTY, UPDATE, CREATE)
WHEN_NEW = (CREATE, SKIP)
MOST_CONDITIONS = 20
NAMES = ("on_match", "day_first", "match_by", "when_new", "leave_out")


@dataclass(frozen=True)
class Leaving:
    """Rows that are left out: those whose column stands so to a text."""

    column: str
    comparison: str
    than: str = ""

    def as_json(self) -> dict[str, str]:
        return {"column": self.column, "is": self.comparison, "than": self.than}


@dataclass(frozen=True)
class Options:
    """What becomes of rows, and how dates such as 03/04/2026 are meant."""

    on_match: str = SKIP
    """Rows whose record is there already."""
    day_first: bool | None = None
    match_by: tuple[str, ...] = ()
    """The fields that tell records apart, the surest first; the entity's own keys when empty."""
    when_new: str = CREATE
    """Rows whose record isn't there."""
    leave_out: tuple[Leaving, ...] = ()

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Options:
        """From JSON; raises Invalid."""
        errors: dict[str, list[str]] = {
            name[:80]: [_("There is no option “%(name)s”.") % {"name": name[:80]}]
            for name in given
            if name not in NAMES
        }
        on_match, day_first = given.get("on_match", SKIP), given.get("day_first")
        match_by, when_new = given.get("match_by", []), given.get("when_new", CREATE)
        if on_match not in ON_MATCH:
            errors["on_match"] = [_one_of(ON_MATCH)]
        if day_first not in (True, False, None):
            errors["day_first"] = [_("Yes or no is expected here.")]
        if not _is_texts(match_by):
            errors["match_by"] = [_("The names of fields are expected here.")]
        if when_new not in WHEN_NEW:
            errors["when_new"] = [_one_of(WHEN_NEW)]
        leave_out = _conditions(given.get("leave_out", []), errors)
        if errors:
            raise Invalid(errors)
        return cls(on_match, day_first, tuple(dict.fromkeys(match_by)), when_new, leave_out)

    def as_json(self) -> dict[str, Any]:
        """As it is kept; what is as usual is left out, but for the two that always were there."""
        told: dict[str, Any] = {"on_match": self.on_match, "day_first": self.day_first}
        if self.match_by:
            told["match_by"] = list(self.match_by)
        if self.when_new != CREATE:
            told["when_new"] = self.when_new
        if self.leave_out:
            told["leave_out"] = [condition.as_json() for condition in self.leave_out]
        return told


class Sieve:
    """Tells which rows of a file are left out."""

    def __init__(self, conditions: Sequence[Leaving], columns: Sequence[str]) -> None:
        places = {name: place for place, name in enumerate(columns)}
        self._conditions = [(places[one.column], one.comparison, one.than) for one in conditions]

    def leaves_out(self, cells: Sequence[str]) -> bool:
        return any(holds(cells[place], comparison, than) for place, comparison, than in self._conditions)


def _conditions(given: Any, errors: dict[str, list[str]]) -> tuple[Leaving, ...]:
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) > MOST_CONDITIONS:
        errors["leave_out"] = [
            _("A list of conditions is expected here, at most %(most)d.") % {"most": MOST_CONDITIONS}
        ]
        return ()
    found = []
    for place, one in enumerate(given):
        said: list[Any] = [one.get("column"), one.get("is"), one.get("than", "")] if isinstance(one, Mapping) else []
        if not said or not _is_texts(said) or said[1] not in COMPARISONS or len(one) > 3:
            errors[f"leave_out.{place}"] = [_("A condition has a column, “is” and “than”.")]
        else:
            found.append(Leaving(*said))
    return tuple(found)


def _is_texts(given: Any) -> bool:
    return isinstance(given, list) and all(is_text(one) and len(one) <= LONGEST for one in given)


def _one_of(known: Sequence[str]) -> str:
    return _("One of these is expected here: %(known)s.") % {"known": ", ".join(known)}
