"""Which view a list opens with, and the tabs of those there are."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from guanxi.engine import readyviews
from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery
from guanxi.engine.filters import compile_filter
from guanxi.engine.models.share import shared_records
from guanxi.engine.permissions import Actor
from guanxi.engine.prepared import kept
from guanxi.engine.reading.query import wanted_orders
from guanxi.web import addresses
from guanxi.web.lists.state import ALL, MINE, ListState
from guanxi.web.remembering import arrangement, recall, remember
from guanxi.web.savedviews.model import EVERYBODY, SavedView

MOST_TABS = 30
NEEDED = ("id", "version", "owner_id", "name", "query", "audience", "opens_first")
SHORT = {"view", "cursor"}
"""An address with nothing else asks for a view as it was saved."""


@dataclass(frozen=True)
class Opened:
    """A list as it was asked for, the views one has of it, and which of them this is."""

    state: ListState
    views: tuple[SavedView, ...]
    first: str
    """The view that opens when none is named."""
    base: ListState | None
    """The present view as it was saved."""

    @property
    def edited(self) -> bool:
        """Whether it was changed since it was saved."""
        return self.base is not None and not same(self.state, self.base)

    @property
    def saved(self) -> SavedView | None:
        return next((view for view in self.views if str(view.pk) == self.state.view), None)


def opened(entity: Entity, asked: QueryDict, actor: Actor) -> Opened:
    """Out of an address: all of it says the state, `view` alone a view as it was saved, nothing the first one."""
    views = views_of(entity, actor)
    known = {str(view.pk): view for view in views}
    first = first_of(entity, actor, known)
    state = ListState.read(entity, asked)
    if set(asked) <= SHORT:
        base = _as_saved(entity, state.view or first, known, actor)
        if not state.view and not is_sound(base, actor):
            base = ListState(entity, view=ALL)
        return Opened(replace(base, cursor=state.cursor), views, first, base)
    if state.view not in (*known, MINE, ALL, *ready_of(entity, actor)):
        state = replace(state, view="")
    return Opened(state, views, first, _as_saved(entity, state.view, known, actor) if state.view else None)


def _as_saved(entity: Entity, name: str, known: Mapping[str, SavedView], actor: Actor) -> ListState:
    if name in known:
        return replace(ListState.read(entity, QueryDict(known[name].query)), view=name, cursor="")
    if name == MINE and (mine := mine_of(entity, actor)):
        return ListState(entity, filter=mine, view=MINE)
    if name in (ready := ready_of(entity, actor)):
        return ready[name]
    return ListState(entity, view=ALL if name else "")


def ready_of(entity: Entity, actor: Actor) -> dict[str, ListState]:
    """The views that the list has by itself besides all and one's own, by name."""
    if mine_of(entity, actor) is None:
        return {}
    return {
        view.name: ListState(entity, filter=told, sort=view.order, view=view.name)
        for view, told in readyviews.offered(entity, actor.access)
    }


def is_sound(state: ListState, actor: Actor) -> bool:
    """Whether this person can see the list so: a view that somebody else made may name what they can't."""
    try:
        compile_filter(state.entity, state.filter, actor.access)
        wanted_orders(state.entity, state.query(()), actor.access)
    except BadQuery:
        return False
    return True


def same(one: ListState, other: ListState) -> bool:
    """Whether two lists show the same in the same way."""
    return replace(one, cursor="", view="").parameters() == replace(other, cursor="", view="").parameters()


def mine_of(entity: Entity, actor: Actor) -> dict[str, Any] | None:
    """The condition under which a record is one's own, where records have owners."""
    owner = entity.owner_path if entity.owner_path in entity.fields else ""
    return {"field": owner, "op": "eq", "value": "me"} if owner and actor.access.readable(entity, owner) else None


def views_of(entity: Entity, actor: Actor, pool: uuid.UUID | None = None) -> tuple[SavedView, ...]:
    """The views of a list, or of a pool, that are this person's or meant for them; not all that one could read."""
    access = actor.access
    if not access.may("views", "read"):
        return ()

    def make() -> QuerySet[Any, Any]:
        meant = Q(owner=actor.pk) | Q(audience=EVERYBODY)
        if (shared := shared_records("views", access.place.subjects)) is not None:
            meant |= shared
        rows = SavedView.objects.visible_to(actor).filter(meant, entity=entity.name, pool=pool)
        return rows.order_by("sort_key", "id").values_list(*NEEDED)[:MOST_TABS]

    statement = kept(access, ("views", entity.name, actor.pk, pool), make)
    return tuple(SavedView.from_db("default", NEEDED, row) for row in statement.rows()) if statement else ()


# --- which opens first ------------------------------------------------------------------------------------------------


def _name(entity: Entity) -> str:
    return f"view:{entity.name}"


def is_view(value: Any) -> bool:
    """Whether a kept value can name a view."""
    return isinstance(value, str) and (value in (ALL, MINE) or value in readyviews.names() or _is_key(value))


def _is_key(value: str) -> bool:
    try:
        return str(uuid.UUID(value)) == value
    except ValueError:
        return False


def first_of(entity: Entity, actor: Actor, known: Mapping[str, SavedView]) -> str:
    """The person's own choice, else what was shared to open first: with fewer people before with everybody."""
    chosen = recall(actor, f"list:{entity.name}", _name(entity)).get(_name(entity))
    if chosen in (ALL, MINE) or chosen in known or (chosen and chosen in ready_of(entity, actor)):
        return str(chosen)
    given = [view for view in known.values() if view.opens_first]
    given.sort(key=lambda view: view.audience == EVERYBODY)
    return str(given[0].pk) if given else ""


def choose_first(entity: Entity, actor: Actor, name: str) -> None:
    """Open the list with this view from now on; "" for what it opens with by itself."""
    remember(actor, _name(entity), name or None)


# --- tabs -------------------------------------------------------------------------------------------------------------


def tabs(entity: Entity, here: Opened, actor: Actor) -> list[dict[str, Any]]:
    """All, one's own, those that are ready, the saved ones, and what was deleted."""
    state, access = here.state, actor.access
    list_url = addresses.list_url(entity.name)
    mine = mine_of(entity, actor)
    plain = not state.view and not state.deleted
    all_url = addresses.with_query(list_url, {"view": ALL}) if here.first else list_url
    on_all = state.view == ALL or (plain and not state.narrowed)
    shown: list[dict[str, Any]] = [
        {"id": ALL, "label": _("All"), "url": all_url, "active": on_all and not state.deleted}
    ]
    if mine:
        on_mine = state.view == MINE or (plain and state.filter == mine)
        url = addresses.with_query(list_url, {"view": MINE})
        shown.append({"id": MINE, "label": _("Mine"), "url": url, "active": on_mine})
    for name in ready_of(entity, actor):
        url = addresses.with_query(list_url, {"view": name})
        label = str(readyviews.named(name).label)  # type: ignore[union-attr]
        shown.append({"id": name, "label": label, "url": url, "active": state.view == name})
    for view in here.views:
        url = addresses.with_query(list_url, {"view": view.pk})
        shown.append({"id": str(view.pk), "label": view.name, "url": url, "active": state.view == str(view.pk)})
    for tab in shown:
        tab["edited"] = tab["active"] and here.edited and state.view != ALL
    if "restore" in entity.verbs and access.may(entity.name, "restore"):
        url = addresses.with_query(list_url, {"deleted": "1"})
        shown.append({"label": _("Recycle bin"), "url": url, "active": state.deleted})
    return shown


arrangement("view", is_view)
