"""What pages need of a declaration is checked at start-up: a missing icon fails `check`, not every page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error

from guanxi.engine.entity import Entity
from guanxi.engine.registry import registry
from guanxi.web import icons, keys
from guanxi.web.reserved import FIXED


def check_faces(**_kwargs: Any) -> list[CheckMessage]:
    """Every problem of every face."""
    found = [message for entity in registry for message in problems(entity)]
    return found + [Error(text, id="guanxi.E103") for text in keys.clashes()]


def problems(entity: Entity) -> Iterator[CheckMessage]:
    """Icons that the sprite doesn't hold, and names that are the addresses of other pages."""
    named = [entity.icon, *(action.icon for action in entity.actions.values() if action.icon)]
    for name in named:
        if name not in icons.names():
            text = f"{type(entity).__name__}: the icon {name!r} is not in web/icons.txt; add it and build the front end"
            yield Error(text, obj=entity.model, id="guanxi.E101")
    if entity.name in FIXED:
        text = f"{type(entity).__name__}: {entity.name!r} is the address of another page; name it otherwise"
        yield Error(text, obj=entity.model, id="guanxi.E102")
