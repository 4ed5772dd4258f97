"""Kinds of field that hold what was measured of a relationship, each closed to whom its source is closed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from guanxi.engine import fields
from guanxi.engine.fields.base import Kind
from guanxi.grading.models.rating import Reason


def sources(model: Any, of: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """The entities and fields from which something was measured."""
    there, deals = getattr(model, "contact_map", None), getattr(model, "deals", None)
    told: dict[str, tuple[str, ...]] = {}
    if there and "people" in of:
        told[there.entity] = (there.lines,)
    if there and there.rivals and "rivals" in of:
        told[there.rivals] = (there.rivals_lines,)
    if deals and "deals" in of:
        told[deals.entity] = (deals.link, deals.day)
    return told


class Sourced(Kind):
    """A field that says what it was measured by."""

    of: tuple[str, ...] = ()
    model: Any

    def tells_of(self) -> Mapping[str, tuple[str, ...]]:
        return sources(self.model, self.of)


class Measured(Sourced, fields.Integer):
    """A number that the night measures."""

    def __init__(self, *args: Any, of: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"null": True, "blank": True, "editable": False, **kwargs})


class MeasuredDay(Sourced, fields.Date):
    """A day that the night finds."""

    def __init__(self, *args: Any, of: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"null": True, "blank": True, "editable": False, **kwargs})


class Unanswered(Sourced, fields.YesNo):
    """Whether the last purchase came after the last talk."""

    of = ("deals",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"editable": False, **kwargs})


class Level(fields.Choice):
    """How deep a relationship is: rules set it, nobody else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"blank": True, "editable": False, "fixed": True, **kwargs})


class Step(Sourced, fields.Choice):
    """One of the company's steps."""

    of = ("people", "deals", "rivals")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"blank": True, "editable": False, **kwargs})


class Why(Reason):
    """Why a depth is what it is: kept as numbers, told in the reader's language on the day they read it."""

    of: tuple[str, ...] = ("people", "deals")

    def tells_of(self) -> Mapping[str, tuple[str, ...]]:
        return sources(self.model, self.of)

    def told(self, value: Any) -> Any:
        """The reason in words; a text that is none stays what it is."""
        try:
            why = json.loads(value) if value else None
        except ValueError:
            return value
        return self.words(why) if isinstance(why, dict) and "known" in why else value

    def words(self, why: Mapping[str, Any]) -> str:
        from guanxi.grading import depth_words

        return depth_words.of_depth(why)


class StepReason(Why):
    """Why a step is suggested."""

    of = ("people", "deals", "rivals")

    def words(self, why: Mapping[str, Any]) -> str:
        from guanxi.grading import depth_words

        return depth_words.of_step(why)
