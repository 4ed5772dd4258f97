"""Departments in a few letters, for numbers that tell them."""

from __future__ import annotations

from typing import Any

from guanxi.kit.naming import identifier
from guanxi.people.models.department import Department

MOST = 8


def short_department(actor: Any) -> str:
    """The first letters of the actor's department: XSYB for 销售一部, EAST for East; nothing without one."""
    place = getattr(getattr(actor, "access", None), "place", None)
    if place is None or place.department is None:
        return ""
    name = Department._base_manager.filter(pk=place.department).values_list("name", flat=True).first()
    return shortened(name or "")


def shortened(name: str) -> str:
    """The same of a name."""
    words = identifier(name).split("_")
    return ("".join(word[:1] for word in words) if len(words) > 1 else words[0])[:MOST].upper()
