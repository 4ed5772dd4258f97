"""What a company asks for before a record comes to a stage."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid
from guanxi.engine.expressions import Expression, Type, Wrong, compile_expression

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Gate:
    """The rule of one stage."""

    told: str
    """What people read whose record can't come there yet."""
    only_when: str = ""
    in_order: bool = False
    """Whether the stages before it can't be passed over; the way back is free."""
    longest: int | None = None
    """For how many days a record may stay there before it counts as stuck."""


def conditions(entity: Entity) -> dict[str, Expression]:
    """What has to hold, by stage; a condition that doesn't fit the fields any more holds nobody up."""
    stage: Any = entity.stage
    found: dict[str, Expression] = {}
    for key, gate in stage.gates.items() if stage is not None else ():
        if not gate.only_when:
            continue
        try:
            condition = compile_expression(gate.only_when, entity.fields)
        except Wrong as wrong:
            logger.warning("What the stage %s of %s asks for can't be told any more: %s", key, entity.name, wrong)
            continue
        if condition.type is Type.TRUTH:
            found[key] = condition
    return found


def check_gate(entity: Entity, record: Any, before: Mapping[str, Any] | None = None) -> None:
    """Raise Invalid where a record comes to a stage that it can't come to yet.

    A new record (no `before`) may begin at any stage whose condition holds, as one does that comes from another system.
    """
    stage: Any = entity.stage
    if stage is None or not stage.gates:
        return
    here, came_from = getattr(record, stage.attname), before and before[stage.name]
    gate = stage.gates.get(here)
    if gate is None or here == came_from:
        return
    condition = entity.gates.get(here)
    is_early = condition is not None and not condition.holds(record)
    if is_early or (gate.in_order and before is not None and _passes_over(list(stage.steps), came_from, here)):
        raise Invalid({stage.name: [gate.told]})


def _passes_over(steps: list[str], came_from: Any, here: str) -> bool:
    """Whether a stage lies between; one that is no longer offered lies nowhere."""
    return came_from in steps and here in steps and steps.index(here) > steps.index(came_from) + 1
