"""Everything the region of a list shows: the toolbar, and the list in its layout."""

from __future__ import annotations

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Access
from guanxi.engine.reading import Count
from guanxi.engine.wording import listed
from guanxi.web import addresses, layouts
from guanxi.web.cells import label
from guanxi.web.guard import Asking
from guanxi.web.lists.conditions import chips
from guanxi.web.lists.emptiness import empty
from guanxi.web.lists.state import ListState

Context = dict[str, Any]


def region(request: Asking, state: ListState) -> Context:
    """The context of parts/list_region.html: the toolbar and what the layout shows; raises NotFound, BadQuery."""
    access = request.user.access
    layout = layouts.chosen(state.layout, state.entity, access)
    shown = bar(state, access) | layout.render(request, state)
    shown |= {"layout": layout, "layout_template": layout.template}
    if not shown["rows"]:
        shown["empty"] = empty(state, request.user)
    return shown


def bar(state: ListState, access: Access) -> Context:
    """The toolbar: search, conditions, and the layouts one can switch to."""
    entity = state.entity
    return {
        "list_url": addresses.list_url(entity.name),
        "query_hidden": [(name, value) for name, value in state.parameters().items() if name != "q"],
        "quick": state.q if entity.searched else None,
        "conditions": chips(state, access),
        "filter_url": addresses.with_query(addresses.page_url("filter", entity.name), state.parameters()),
        "layouts": switch(state, access),
        **arrange_links(state, access),
    }


def arrange_links(state: ListState, access: Access) -> Context:
    """What opens the order and the columns, where the layout has any."""
    layout, name = layouts.chosen(state.layout, state.entity, access), state.entity.name
    links: Context = {}
    if layout.uses_sort:
        orders = state.sort or layout.usual_order(state.entity)
        links["sort_url"] = addresses.with_query(addresses.page_url("sort", name), state.parameters())
        links["sorted_label"] = listed(sorted_by(state.entity, order) for order in orders)
    if layout.uses_columns:
        links["arrange_url"] = addresses.with_query(addresses.page_url("columns", name), state.parameters())
    return links


def sorted_by(entity: Entity, order: str) -> str:
    """The field of an order, in words."""
    bare = order.removeprefix("-")
    return label(entity, bare) if bare in entity.fields else bare


def switch(state: ListState, access: Access) -> list[Context]:
    """The layouts to choose from; none where there is only the table."""
    offered = layouts.offered(state.entity, access)
    chosen = layouts.chosen(state.layout, state.entity, access)
    return [
        {"label": str(one.label), "icon": one.icon, "url": state.url(layout=one.name, settings={}), "on": one is chosen}
        for one in offered
        if len(offered) > 1
    ]


def counted(entity: Entity, total: Count) -> str:
    """ "186 customers"."""
    return entity.numbered(total.value, total)


def title(entity: Entity, *, deleted: bool) -> str:
    """The heading of the list."""
    plural = capfirst(entity.label_plural)
    return _("%(things)s in the recycle bin") % {"things": plural} if deleted else plural
