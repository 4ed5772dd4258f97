"""Saved views as tiles: the first records of each, and how many there are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.http import QueryDict
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Actor
from guanxi.engine.reading import Query, count, read_page
from guanxi.web import addresses
from guanxi.web.home.shipped import FACES, FEW, business, record_row
from guanxi.web.home.tiles import WIDE, Content, Tile, tiles_from
from guanxi.web.lists.state import ListState
from guanxi.web.savedviews.model import SavedView
from guanxi.web.savedviews.opening import is_sound, views_of


def tiles(actor: Actor) -> Iterator[Tile]:
    """A tile for each view that is this person's or meant for them."""
    for face in business(actor.access)[:FACES]:
        if actor.access.readable(face, face.title):
            for view in views_of(face, actor):
                name = f"view-{view.pk}"
                yield Tile(name, view.name, face.icon, partial(records, face, view), size=WIDE, place=80)


def records(face: Entity, view: SavedView, actor: Actor) -> Content:
    """The first records of a view, in its order, as far as the actor may see them."""
    state = ListState.read(face, QueryDict(view.query))
    url = addresses.with_query(addresses.list_url(face.name), {"view": view.pk})
    more = (_("Show all"), url)
    if not is_sound(state, actor):
        return Content(more=more, empty=_("This view names what you may not see."))
    shown = [name for name in (face.title, "updated_at") if actor.access.readable(face, name)]
    query = state.query(tuple(shown))
    rows = read_page(face, actor, Query(query.filter, query.q, query.sort, tuple(shown), FEW)).rows
    total = str(count(face, actor, query)) if rows else ""
    return Content([record_row(face, row) for row in rows], total, more, _("No record fits this view now."))


tiles_from(tiles, ships=False)
