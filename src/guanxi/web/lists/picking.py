"""Which records a bulk operation means: those picked on the page, or everything the list shows."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import QueryDict

from guanxi.engine import mass
from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Actor
from guanxi.engine.reading import Count, count
from guanxi.web import addresses
from guanxi.web.guard import Asking
from guanxi.web.lists.bulk import keys
from guanxi.web.lists.state import ListState

FEW = 50
"""So many are done at once; more of them in the background."""


@dataclass(frozen=True)
class Picked:
    """The records, and the list they were picked in."""

    entity: Entity
    back: str
    state: ListState
    keys: tuple[uuid.UUID, ...] | None
    """None: everything the list shows, too much to be done at once."""
    every: bool = False

    def size(self, actor: Actor) -> Count:
        return (
            count(self.entity, actor, self.state.query(())) if self.keys is None else Count(len(self.keys), exact=True)
        )

    def wish(self, verb: str, values: dict[str, Any] | None = None) -> mass.Wish:
        """The same as a wish for the background."""
        return mass.Wish(self.entity.name, verb, values or {}, self.state.filter, self.state.q, self.state.deleted)

    def hidden(self) -> list[tuple[str, str]]:
        """The fields with which a page in between sends it on."""
        told = [("every", "1")] if self.every else [("ids", str(key)) for key in self.keys or ()]
        return [("next", self.back), *told]

    def narrowing(self) -> Any:
        """The filter that means exactly these records, for an export."""
        if self.every:
            return self.state.filter
        return {"field": "id", "op": "in", "value": [str(key) for key in self.keys or ()]}


def picked(request: Asking, face: Entity) -> Picked:
    """Out of a form; raises BadQuery."""
    back = addresses.way_back(request, addresses.list_url(face.name))
    state = ListState.read(face, QueryDict(urlsplit(back).query))
    if not request.POST.get("every"):
        return Picked(face, back, state, tuple(keys(request.POST.getlist("ids"))))
    found = mass.matching_keys(Picked(face, back, state, None).wish(""), request.user, FEW)
    return Picked(face, back, state, None if found is None else tuple(found), every=True)
