"""Kinds of records of the company's own, as tests make them."""

from __future__ import annotations

from typing import Any

from guanxi.engine import gate
from guanxi.engine.customfields import living
from guanxi.engine.entity import Entity
from guanxi.engine.registry import registry

KINDS = registry["custom-entities"]
STAGES = (
    {"label": "寄出", "key": "sent"},
    {"label": "Arrived", "kind": "won"},
    {"label": "Lost", "kind": "lost", "tone": "bad"},
)


def shipments(actor: Any, **more: Any) -> Any:
    """The row of the kind "sample shipment", on quotes' partners."""
    given = {
        "label": "Sample shipment",
        "label_plural": "Sample shipments",
        "icon": "package",
        "group": "Administration",
        "numbering": "SS-{year}-{0000}",
        "hint": "What went out to be tried.",
        "stages": [dict(stage) for stage in STAGES],
        "relations": [{"target": "partners"}],
        "names": [{"language": "zh-hans", "label": "样品寄送"}],
    }
    return kind(actor, **{**given, **more})


def kind(actor: Any, label: str, **more: Any) -> Any:
    """A kind of record with this name."""
    row = gate.create(KINDS, {"label": label, **more}, actor=actor)
    living.refresh()  # with the commit, outside of tests
    return row


def face(row: Any) -> Entity:
    return registry[row.key]
