"""Where views are kept: with the list of an entity, or with a pool, whose members see it by the pool's rights."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery
from guanxi.engine.permissions import Actor
from guanxi.ownership.membership import Member
from guanxi.web import addresses
from guanxi.web.lists.poolstate import PoolState
from guanxi.web.lists.state import ALL, ListState
from guanxi.web.savedviews.model import SavedView
from guanxi.web.savedviews.opening import SHORT, Opened, is_sound, views_of


@dataclass(frozen=True)
class Shelf:
    """A list that has views, and who sees it."""

    entity: Entity
    user: Actor
    """Whose views they are."""
    member: Member | None = None
    """The same person in a pool, where the list is a pool's."""

    @property
    def actor(self) -> Actor:
        """By whose rights the list is seen."""
        return self.member or self.user

    @property
    def pool(self) -> uuid.UUID | None:
        return self.member.pool.pk if self.member else None

    @property
    def name(self) -> str:
        return self.member.pool.name if self.member else capfirst(self.entity.label_plural)

    @property
    def home(self) -> str:
        return addresses.page_url("waiting", self.pool) if self.member else addresses.list_url(self.entity.name)

    def page(self, name: str, *args: Any) -> str:
        """One of its pages about views."""
        if self.member:
            return addresses.page_url(f"waiting-{name}", self.pool, *args)
        return addresses.page_url(name, self.entity.name, *args)

    def read(self, asked: Mapping[str, Any]) -> ListState:
        """Out of an address; raises BadQuery."""
        return PoolState.asked(self.member, asked) if self.member else ListState.read(self.entity, asked)

    def views(self) -> tuple[SavedView, ...]:
        """Those that are this person's or meant for them."""
        return views_of(self.entity, self.user, self.pool)

    def marks(self) -> dict[str, Any]:
        """What a new view says of where it belongs."""
        return {"entity": self.entity.name} | ({"pool": str(self.pool)} if self.member else {})


def opened_in(shelf: Shelf, asked: QueryDict) -> Opened:
    """A pool as its address asks for it: all of it says the state, `view` alone a view as it was saved."""
    views = shelf.views()
    known = {str(view.pk): view for view in views}
    state = shelf.read(asked)
    if state.view not in known:
        return Opened(replace(state, view=""), views, "", None)
    base = replace(shelf.read(QueryDict(known[state.view].query)), view=state.view, cursor="")
    if set(asked) <= SHORT:
        state = replace(base, cursor=state.cursor)
    return Opened(state, views, "", base)


def tabs_in(shelf: Shelf, here: Opened) -> list[dict[str, Any]]:
    """All that waits, and the views; what a view that somebody else made can't show to this person is left out."""
    state = here.state
    shown = [{"id": ALL, "label": _("All"), "url": shelf.home, "active": not state.view and not state.filter}]
    for view in here.views:
        if _is_fit(shelf, view):
            url = addresses.with_query(shelf.home, {"view": view.pk})
            active = state.view == str(view.pk)
            shown.append(
                {
                    "id": str(view.pk),
                    "label": view.name,
                    "url": url,
                    "active": active,
                    "edited": active and here.edited,
                }
            )
    return shown


def _is_fit(shelf: Shelf, view: SavedView) -> bool:
    try:
        return is_sound(shelf.read(QueryDict(view.query)), shelf.actor)
    except BadQuery:
        return False
