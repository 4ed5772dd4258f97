"""Paths that say when records entered or left a stage: `stage.signed.entered`."""

from __future__ import annotations

from collections.abc import Sequence

from guanxi.engine.entity import Entity

ENTERED, LEFT = "entered", "left"
WHEN = (ENTERED, LEFT)


def passing(entity: Entity, steps: Sequence[str]) -> tuple[str, str] | None:
    """The stage a path means, and whether it was entered or left; None for any other path."""
    stage = entity.stage
    if entity.stage_since is None or stage is None or len(steps) != 3:
        return None
    name, key, when = steps
    known = name == stage.name and when in WHEN and key in stage.labels  # type: ignore[attr-defined]
    return (key, when) if known else None


def path(entity: Entity, key: str, when: str) -> str:
    """The path that means it."""
    return f"{entity.stage.name}.{key}.{when}"  # type: ignore[union-attr]
