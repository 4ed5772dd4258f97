"""What a recipe says, apart from any file: how it is read, how each field is made, what becomes of rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from guanxi.engine.errors import Invalid
from guanxi.engine.imports.making import Making, read_all
from guanxi.engine.imports.options import Options
from guanxi.engine.imports.plain import Columns
from guanxi.engine.models.imports import Import
from guanxi.kit.values import is_text

MOST_HEADING_ROWS = 9
PARTS = ("reading", "fields", "options")
READING: Mapping[str, Callable[[Any], bool]] = {
    "encoding": lambda value: is_text(value) and len(value) <= 40,
    "delimiter": lambda value: is_text(value) and len(value) == 1,
    "sheet": lambda value: is_text(value) and len(value) <= 200,
    "header_row": lambda value: type(value) is int and 0 <= value <= 1_000_000,
    "heading_rows": lambda value: type(value) is int and 1 <= value <= MOST_HEADING_ROWS,
}


@dataclass(frozen=True)
class Instructions:
    """Followed by `following`."""

    fields: Mapping[str, Making]
    options: Options = field(default_factory=Options)
    reading: Mapping[str, Any] = field(default_factory=dict)
    """How a file is understood whose columns aren't found otherwise."""

    @classmethod
    def read(cls, given: Any) -> Instructions:
        """From JSON; raises Invalid with the places of what is wrong."""
        if not isinstance(given, Mapping):
            raise Invalid({"": [_("An object is expected: {…}.")]})
        errors = {str(name)[:60]: [_("This can't stand here.")] for name in given if name not in PARTS}
        reading = given.get("reading", {})
        if not isinstance(reading, Mapping):
            errors["reading"] = [_("An object is expected: {…}.")]
        else:
            for name, value in reading.items():
                if name not in READING or not READING[name](value):
                    errors[f"reading.{str(name)[:60]}"] = [_("This can't stand here.")]
        made, options = {}, Options()
        try:
            made = read_all(given.get("fields", {}))
            if not made:
                errors["fields"] = [_("Choose a field for at least one column.")]
        except Invalid as bad:
            errors |= bad.errors
        said = given.get("options", {})
        try:
            options = Options.read(said if isinstance(said, Mapping) else {"": said})
        except Invalid as bad:
            errors |= {f"options.{name}": texts for name, texts in bad.errors.items()}
        if errors:
            raise Invalid(errors)
        return cls(made, options, dict(reading))

    @classmethod
    def written(cls, text: str) -> Instructions:
        """From a text of JSON; raises Invalid."""
        try:
            return cls.read(json.loads(text, parse_constant=_refused))
        except (ValueError, RecursionError) as bad:
            raise Invalid({"": [_("This is not JSON.")]}) from bad

    @classmethod
    def of(cls, work: Import) -> Instructions:
        """What was said of a file."""
        made = {target: Making((column,)) for column, target in work.mapping.items()} | read_all(work.made)
        reading = {name: getattr(work, name) for name in READING if getattr(work, name)}
        return cls(made, Options.read(work.options), reading)

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {"fields": {name: making.as_json() for name, making in self.fields.items()}}
        told["options"] = self.options.as_json()
        if self.reading:
            told["reading"] = dict(self.reading)
        return told

    @property
    def text(self) -> str:
        return json.dumps(self.as_json(), ensure_ascii=False, indent=1)

    @property
    def columns(self) -> list[str]:
        """Every column that is asked for, by the name the recipe knows."""
        names = [name for making in self.fields.values() for name in making.chain.columns]
        return list(dict.fromkeys([*names, *(one.column for one in self.options.leave_out)]))

    def missing(self, columns: Sequence[str]) -> list[str]:
        """The columns that a file doesn't have."""
        there = Columns(columns)
        return [name for name in self.columns if there.find(name) is None]


def _refused(name: str) -> None:
    raise ValueError(name)
