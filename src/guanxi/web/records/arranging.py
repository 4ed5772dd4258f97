"""Where the panels of a record's page stand, and which are folded, as a person left them."""

from __future__ import annotations

from typing import Any

from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Actor
from guanxi.web.remembering import arrangement, recall

LEFT, MIDDLE, RIGHT = "left", "middle", "right"
COLUMNS = (LEFT, MIDDLE, RIGHT)
SIDES = (LEFT, RIGHT)
Panel = dict[str, Any]


def name(entity: Entity) -> str:
    """The name of this arrangement."""
    return f"record:{entity.name}"


def arranged(entity: Entity, actor: Actor, shipped: dict[str, list[Panel]]) -> dict[str, Any]:
    """The columns with their panels, {key, tab, …}, each with `folded`; and which columns are closed.

    A panel that the person never moved stands where it ships, after those they put there.
    """
    kept = recall(actor, name(entity)).get(name(entity)) or {}
    known = {panel["key"]: (column, panel) for column, panels in shipped.items() for panel in panels}
    columns: dict[str, list[Panel]] = {column: [] for column in COLUMNS}
    for column in COLUMNS:
        for key in kept.get(column, ()):
            if key in known and (column == MIDDLE) == (known[key][0] == MIDDLE):
                columns[column].append(known.pop(key)[1])
    for column, panel in known.values():
        columns[column].append(panel)
    folded = set(kept.get("folded", ()))
    for panels in columns.values():
        for panel in panels:
            panel["folded"] = panel["key"] in folded
    return {
        "arrangement": name(entity),
        "columns": columns,
        "closed": [side for side in SIDES if side in kept.get("closed", ())],
    }


def _fits(value: Any) -> bool:
    """Lists of keys of panels by column, of the folded ones, and of the closed columns."""
    return (
        isinstance(value, dict)
        and set(value) <= {*COLUMNS, "folded", "closed"}
        and all(isinstance(keys, list) and len(keys) <= 100 for keys in value.values())
        and all(isinstance(key, str) and len(key) <= 120 for keys in value.values() for key in keys)
    )


arrangement("record", _fits)
