"""Which kinds of steps there are, what each asks for, and the check of steps that somebody wrote down."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import phonenumbers

from guanxi.kit.steps import names, texts
from guanxi.kit.steps.conditions import COMPARISONS
from guanxi.kit.values import is_text

MOST_STEPS, MOST_ENTRIES, LONGEST = 20, 2_000, 1_000
MOST_PARTS = 99

Step = Mapping[str, Any]
"""As it is kept: `{"do": "split", "by": ",", "part": 1}`."""


class BadStep(ValueError):
    """A step that can't be: which (from 0), which of its parameters, and a code: `unknown`, `missing`, `wrong`, `long`,
    `many`."""

    def __init__(self, place: int, name: str, code: str) -> None:
        super().__init__(f"step {place}, {name}: {code}")
        self.place, self.name, self.code = place, name, code


@dataclass(frozen=True)
class Parameter:
    """What a step asks for: a `text`, a `number`, a `choice`, a `table` or a `column` of the file."""

    name: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    default: Any = ""
    needed: bool = False


@dataclass(frozen=True)
class Rule:
    """One kind of step; `work` makes of a text and the parameters the next text."""

    work: Callable[[str, Step], str] | None
    parameters: tuple[Parameter, ...] = ()


_PARTS = Parameter("part", "number", default=1)
kinds: Mapping[str, Rule] = MappingProxyType(
    {
        "trim": Rule(lambda text, _step: text.strip()),
        "spaces": Rule(lambda text, _step: " ".join(text.split())),
        "case": Rule(
            lambda text, step: texts.cased(text, step["to"]),
            (Parameter("to", "choice", ("upper", "lower", "title"), "upper"),),
        ),
        "width": Rule(lambda text, _step: texts.half_width(text)),
        "characters": Rule(
            lambda text, step: texts.converted(text, step["to"]),
            (Parameter("to", "choice", ("simplified", "traditional"), "simplified"),),
        ),
        "replace": Rule(
            lambda text, step: text.replace(step["old"], step["new"]), (Parameter("old", needed=True), Parameter("new"))
        ),
        "split": Rule(
            lambda text, step: texts.part(text, step["by"], step["part"]), (Parameter("by", default=" "), _PARTS)
        ),
        "rest": Rule(
            lambda text, step: texts.rest(text, step["by"], step["part"]), (Parameter("by", default=" "), _PARTS)
        ),
        "name": Rule(
            lambda text, step: names.family_and_given(text)[step["part"] == "given"],
            (Parameter("part", "choice", ("family", "given"), "family"),),
        ),
        "map": Rule(
            lambda text, step: texts.looked_up(text, step["table"], step["other"]),
            (
                Parameter("table", "table", default=MappingProxyType({})),
                Parameter("other", "choice", ("keep", "empty", "refuse"), "keep"),
            ),
        ),
        "date": Rule(
            lambda text, step: texts.as_date(text, step["order"]),
            (Parameter("order", "choice", ("day", "month", "year", "republic"), "day"),),
        ),
        "number": Rule(
            lambda text, step: texts.as_number(text, step["decimal"]),
            (Parameter("decimal", "choice", ("point", "comma"), "point"),),
        ),
        "phone": Rule(
            lambda text, step: texts.as_phone(text, step["country"]), (Parameter("country", default="CN", needed=True),)
        ),
        "constant": Rule(lambda _text, step: step["value"], (Parameter("value"),)),
        "default": Rule(None, (Parameter("value"), Parameter("column", "column"))),
        "when": Rule(
            None,
            (
                Parameter("column", "column"),
                Parameter("is", "choice", COMPARISONS, "equals"),
                Parameter("than"),
                Parameter("value"),
            ),
        ),
    }
)
"""By the name under which a step is kept. Those without `work` look at other columns: `chain` knows them."""


def checked_steps(given: Any) -> list[dict[str, Any]]:
    """Steps as they may be kept, every parameter said; raises BadStep."""
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) > MOST_STEPS:
        raise BadStep(0, "", "many" if isinstance(given, list) else "wrong")
    return [_checked(place, step) for place, step in enumerate(given)]


def _checked(place: int, given: Any) -> dict[str, Any]:
    if not isinstance(given, Mapping) or not isinstance(given.get("do"), str) or given["do"] not in kinds:
        raise BadStep(place, "do", "unknown")
    rule = kinds[given["do"]]
    known = {parameter.name for parameter in rule.parameters}
    for name in given:
        if name != "do" and name not in known:
            raise BadStep(place, str(name)[:60], "unknown")
    step = {"do": given["do"]} | {p.name: _value(place, p, given.get(p.name, p.default)) for p in rule.parameters}
    if step["do"] == "phone":
        step["country"] = step["country"].strip().upper()
        if step["country"] not in phonenumbers.SUPPORTED_REGIONS:
            raise BadStep(place, "country", "wrong")
    return step


def _value(place: int, parameter: Parameter, value: Any) -> Any:
    name = parameter.name
    if parameter.kind == "number":
        if isinstance(value, str) and re.fullmatch(r"\s*-?[0-9]{1,2}\s*", value):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < abs(value) <= MOST_PARTS:
            raise BadStep(place, name, "wrong")
        return value
    if parameter.kind == "table":
        return _table(place, name, value)
    if not is_text(value) or (parameter.choices and value not in parameter.choices):
        raise BadStep(place, name, "wrong")
    if len(value) > LONGEST:
        raise BadStep(place, name, "long")
    if parameter.needed and not value:
        raise BadStep(place, name, "missing")
    return value


def _table(place: int, name: str, value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise BadStep(place, name, "wrong")
    if len(value) > MOST_ENTRIES:
        raise BadStep(place, name, "many")
    for old, new in value.items():
        if not is_text(old) or not is_text(new):
            raise BadStep(place, name, "wrong")
        if len(old) > LONGEST or len(new) > LONGEST:
            raise BadStep(place, name, "long")
    return dict(value)
