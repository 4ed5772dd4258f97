"""Steps one after another, over one column or several."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from guanxi.kit.steps.conditions import holds
from guanxi.kit.steps.names import as_person
from guanxi.kit.steps.rules import Step, kinds
from guanxi.kit.steps.texts import folded
from guanxi.kit.values import BadValue

LONGEST = 100_000
"""Characters that a step may make of a text."""
PERSON = "name"
"""Joins given and family names as their language does."""

Named = Mapping[str, str]
Work = Callable[[str, Named], str]


class Chain:
    """Makes one text of the texts of some columns.

    Blank columns are left out of what is joined. `columns` are all whose texts are asked for, in the order in which
    `make` takes them: the sources, then those that conditions look at.
    """

    def __init__(self, sources: Sequence[str], joined: str, steps: Sequence[Step]) -> None:
        self.sources = tuple(sources)
        self.joined = joined
        self.columns = tuple(dict.fromkeys([*sources, *asked(steps)]))
        self._works = [_work(step) for step in steps]

    def make(self, texts: Sequence[str]) -> str:
        """The text that the field is given; raises BadValue when a step can't do its work."""
        *_before, text = self.stages(texts)
        return text

    def stages(self, texts: Sequence[str]) -> Iterator[str]:
        """What the columns give together, then what each step makes of it; raises BadValue."""
        named = dict(zip(self.columns, texts, strict=True))
        text = self._begin(named)
        yield text
        for work in self._works:
            text = work(text, named)
            if len(text) > LONGEST:
                raise BadValue("too_long", "The text became longer than {most} characters.", most=LONGEST)
            yield text

    def _begin(self, named: Named) -> str:
        texts = [named[name] for name in self.sources]
        if len(texts) < 2:
            return texts[0] if texts else ""
        if self.joined == PERSON:
            return as_person(texts)
        return self.joined.join(text for text in texts if text and not text.isspace())


def asked(steps: Sequence[Step]) -> list[str]:
    """The columns at which steps look, besides their own."""
    return [step["column"] for step in steps if step.get("column")]


def _work(step: Step) -> Work:
    """One step, ready to be done many times."""
    if step["do"] == "default":
        return _default(step)
    if step["do"] == "when":
        return _when(step)
    if step["do"] == "map":
        step = {**step, "table": {folded(old): new for old, new in step["table"].items()}}
    work: Any = kinds[step["do"]].work
    return lambda text, _named: work(text, step)


def _default(step: Step) -> Work:
    column, value = step["column"], step["value"]

    def work(text: str, named: Named) -> str:
        if text and not text.isspace():
            return text
        other = named[column] if column else ""
        return other if other and not other.isspace() else value or text

    return work


def _when(step: Step) -> Work:
    column, comparison, than, value = step["column"], step["is"], step["than"], step["value"]

    def work(text: str, named: Named) -> str:
        return value if holds(named[column] if column else text, comparison, than) else text

    return work
