"""How a list is arranged: its columns, its order, the menu of a head."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery
from guanxi.engine.permissions import Access
from guanxi.engine.reading.query import MOST_ORDERS
from guanxi.web import addresses
from guanxi.web.filtering.paths import offered
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.htmx import is_partial
from guanxi.web.lists import orders
from guanxi.web.lists.arranging import MOST_FROZEN, STEP, Arrangement, Shown, keep, own
from guanxi.web.lists.columns import Column, arranged_as, columns_for, is_sortable, usual
from guanxi.web.lists.state import ListState

Context = dict[str, Any]


@page("GET", "POST")
def columns(request: Asking, entity: str) -> HttpResponse:
    """Choose and order the columns; a POST changes them and leads back to the list."""
    face = face_of(request, entity)
    state = ListState.read(face, request.POST if request.method == "POST" else request.GET)
    present = columns_for(face, request.user.access, state.columns or own(face, request.user), state.view)
    if request.method != "POST":
        return _drawn(request, "columns", state, _panel(request, state, present))
    if not request.POST.get("do"):
        return redirect(state.url())  # A form that says nothing keeps nothing.
    told = changed(arranged_as(present), request.POST.get("do", ""), request.POST.getlist("c"), request.POST)
    if told == Arrangement() and request.POST.get("do") != "reset":
        raise BadQuery(_("A list has at least one column."))
    if state.keeps_columns:
        return redirect(state.url(columns=told))
    keep(face, request.user, told)
    return redirect(state.url(columns=Arrangement()))


def changed(present: Arrangement, do: str, chosen: list[str], sent: Any) -> Arrangement:
    """The columns after one change; "set" takes them all from the form."""
    verb, _colon, name = do.partition(":")
    at = present.place(name)
    if verb == "reset":
        return Arrangement()
    if verb == "set":
        widths = {one.name: one.width for one in present.columns}
        told = Arrangement.read(",".join(chosen)).widened(widths)
        frozen = sent.get("frozen", "0")
        return told.freezing(int(frozen) if frozen.isdigit() and len(frozen) < 3 else 0)
    if verb == "widths":
        told = Arrangement.read(sent.get("widths", ""))
        return present.widened({one.name: one.width for one in told.columns})
    if at < 0:
        return present
    if verb == "hide":
        return present.without(name)
    if verb in ("left", "right"):
        return present.moved(name, at + (1 if verb == "right" else -1))
    if verb == "move":
        before = present.without(name).place(sent.get("before", ""))
        return present.moved(name, before if before >= 0 else len(present.columns))
    if verb in ("pin", "unpin"):
        return present.freezing(at + 1 if verb == "pin" else at)
    if verb in ("wider", "narrower", "natural"):
        width = sent.get("width", "")
        now = present.columns[at].width or (int(width) if width.isdigit() and len(width) < 5 else 160)
        step = {"wider": STEP, "narrower": -STEP, "natural": -now}[verb]
        return present.widened({name: now + step})
    return present


def _panel(request: Asking, state: ListState, present: list[Column]) -> Context:
    """The columns one sees, in order, then those one could see."""
    face, access = state.entity, request.user.access
    shown = [{"name": one.name, "label": one.label, "fixed": one.name == face.title} for one in present]
    taken = {one.name for one in present}
    own_fields = [name for name in face.fields if access.visible(face) and name in access.visible(face)]
    lines = [name for name in face.lines if access.readable(face, name)]
    rest = columns_for(face, access, Arrangement(tuple(Shown(n) for n in (*own_fields, *lines) if n not in taken)))
    groups = [
        {"label": label, "columns": [{"name": path, "label": said} for path, said in fields if path not in taken]}
        for label, fields in offered(face, access)[1:]
        if not any(path in face.lines for path, _said in fields)
    ]
    return {
        "columns_url": addresses.page_url("columns", face.name),
        "form_hidden": list(state.parameters().items()),
        "list_url": state.url(),
        "shown": shown,
        "rest": [{"name": one.name, "label": one.label} for one in rest if one.name not in taken],
        "linked": [group for group in groups if group["columns"]],
        "frozen": arranged_as(present).frozen,
        "freezable": range(min(MOST_FROZEN, len(present) - 1) + 1),
        "usual": _is_usual(face, present, request.user.access),
    }


@page()
def sort(request: Asking, entity: str) -> HttpResponse:
    """The order, by up to four fields; its form is the address of the list."""
    face = face_of(request, entity)
    state = ListState.read(face, request.GET)
    now = [*(state.sort or face.orders_[:1]), *([""] * MOST_ORDERS)][:MOST_ORDERS]
    known = orders.choices(face, request.user.access)
    context = {
        "list_url": addresses.list_url(face.name),
        "form_hidden": [pair for pair in state.parameters().items() if pair[0] != "sort"],
        "orders": [
            {
                "label": _("Sort by") if not place else _("then by"),
                "groups": [
                    {"label": label, "orders": [{"value": v, "label": said, "chosen": v == order} for v, said in both]}
                    for label, both in known
                ],
            }
            for place, order in enumerate(now)
        ],
    }
    return _drawn(request, "sort", state, context)


def _is_usual(face: Entity, present: list[Column], access: Access) -> bool:
    """Whether the list is as nobody arranged it."""
    return list(usual(face, access)) == [one.name for one in present] and not any(one.width for one in present)


@page()
def head(request: Asking, entity: str) -> HttpResponse:
    """What can be done with one column, from its head."""
    face = face_of(request, entity)
    access = request.user.access
    name = request.GET.get("column", "")
    state = ListState.read(face, request.GET)
    present = columns_for(face, access, state.columns or own(face, request.user), state.view)
    place = next((at for at, one in enumerate(present) if one.name == name), -1)
    if place < 0:
        raise BadQuery(_("There is no field “%(field)s”.") % {"field": name[:80]})
    column = present[place]
    filterable = access.readable(face, name.partition(".")[0]) and (column.kind is None or bool(column.kind.operators))
    builder = addresses.page_url("filter", face.name)
    context = {
        "column": column,
        "sorts": _sorts(face, column, state, request),
        "filter_url": addresses.with_query(builder, state.parameters() | {"field": name}) if filterable else "",
        "columns_url": addresses.page_url("columns", face.name),
        "form_hidden": list(state.parameters().items()),
        "list_url": state.url(),
        "first": place == 0,
        "last": place == len(present) - 1,
        "pinned": column.frozen,
        "pinnable": place < min(MOST_FROZEN, len(present) - 1),
        "hideable": name != face.title,
    }
    return _drawn(request, "head", state, context)


def _sorts(face: Entity, column: Column, state: ListState, request: Asking) -> list[Context]:
    if column.kind is None or not is_sortable(face, column.name, request.user.access):
        return []
    up, down = orders.both_ways(column.kind)
    ways = [
        {"label": str(up), "icon": "sort-ascending", "url": state.url(sort=(column.name,))},
        {"label": str(down), "icon": "sort-descending", "url": state.url(sort=(f"-{column.name}",))},
    ]
    others = tuple(name for name in state.sort or face.orders_[:1] if name.removeprefix("-") != column.name)
    if others and len(others) < MOST_ORDERS:
        label = _("Sort by it as well")
        ways.append({"label": label, "icon": "arrows-sort", "url": state.url(sort=(*others, column.name))})
    return ways


def _drawn(request: Asking, part: str, state: ListState, context: Context) -> HttpResponse:
    """Above the list for htmx, else a page of its own."""
    if is_partial(request):
        return render(request, f"web/parts/list_{part}.html", context | {"floats": True})
    face = state.entity
    title = {"columns": _("Columns"), "sort": _("Order"), "head": capfirst(face.label_plural)}[part]
    crumbs = [{"label": capfirst(face.label_plural), "url": state.url()}, {"label": title}]
    context |= {"crumbs": crumbs, "title": title, "part": f"web/parts/list_{part}.html"}
    return render(request, "web/arrange.html", context)
