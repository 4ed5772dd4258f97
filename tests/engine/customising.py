"""Fields of the company's own, as tests add them."""

from __future__ import annotations

from typing import Any

from guanxi.engine import gate
from guanxi.engine.customfields import living
from guanxi.engine.registry import registry

QUOTES = registry["quotes"]
FIELDS = registry["custom-fields"]


def add(actor: Any, label: str, kind: str = "text", **more: Any) -> Any:
    """A field on quotes."""
    made = gate.create(FIELDS, {"label": label, "entity": "quotes", "kind": kind, **more}, actor=actor)
    living.refresh()  # with the commit, outside of tests
    return made
