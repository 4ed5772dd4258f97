"""Saved views of a list: kept, changed, opened first, counted, taken away."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, Invalid, NotAllowed, NotFound
from guanxi.engine.reading import read_one
from guanxi.engine.reading.allowed import verbs_on
from guanxi.engine.registry import registry
from guanxi.ownership import membership
from guanxi.web import addresses
from guanxi.web.forms.fields import field_row
from guanxi.web.forms.once import do_once, token
from guanxi.web.forms.values import titles_for, to_shown
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.lists.state import ALL, MINE, ListState
from guanxi.web.savedviews.counting import counted
from guanxi.web.savedviews.opening import Opened, choose_first, is_view, mine_of, ready_of
from guanxi.web.savedviews.shelf import Shelf
from guanxi.web.templatetags.gx import UNDO

Context = dict[str, Any]
ASKED = ("name", "audience", "department", "role", "opens_first")


def views() -> Entity:
    """The face of saved views."""
    return registry["views"]


@page("GET", "POST")
def save(request: Asking, entity: str) -> HttpResponse:
    """Keep the list as it is under a new name; with `key`, change the name and the audience of a view."""
    return _save(request, of_list(request, entity))


@page("GET", "POST")
def save_in_pool(request: Asking, key: uuid.UUID) -> HttpResponse:
    """The same with what waits in a pool."""
    return _save(request, of_pool(request, key))


def of_list(request: Asking, entity: str) -> Shelf:
    """The views of a list; raises NotFound."""
    return Shelf(face_of(request, entity), request.user)


def of_pool(request: Asking, key: uuid.UUID) -> Shelf:
    """The views of a pool of which this person is a member; raises NotFound."""
    member = membership.in_pool(request.user, key)  # type: ignore[arg-type]
    if member is None:
        raise NotFound()
    return Shelf(member.entity, request.user, member)


def _save(request: Asking, shelf: Shelf) -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    state = shelf.read(sent)
    key = _key(sent.get("key", ""))
    if request.method != "POST":
        return _asking(request, shelf, state, key, read_one(views(), key, request.user) if key else {})
    if not key and not request.user.access.may("views", "create"):
        raise NotAllowed()
    values = {name: request.POST.get(name, "") for name in asked_in(shelf) if name in request.POST}

    def work() -> dict[str, str]:
        if key:
            gate.update(views(), key, values, actor=request.user, given="text")
            return {"id": str(key)}
        told = values | shelf.marks() | {"query": query_of(state)}
        return {"id": str(gate.create(views(), told, actor=request.user, given="text").pk)}

    try:
        saved = do_once(request, work)["id"]
    except Invalid as bad:
        return _asking(request, shelf, state, key, values, bad)
    messages.success(request, _("Saved the view “%(name)s”") % {"name": values.get("name", "")})
    return redirect(addresses.with_query(shelf.home, {"view": saved}))


def asked_in(shelf: Shelf) -> tuple[str, ...]:
    """What is asked of a view; a pool opens with all that waits."""
    return tuple(name for name in ASKED if not (shelf.member and name == "opens_first"))


def query_of(state: ListState) -> str:
    """What a view keeps of a list: everything but the place and the view it came from."""
    told = QueryDict(mutable=True)
    told.update(replace(state, cursor="", view="", deleted=False).parameters())
    return told.urlencode()


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError as bad:
        raise BadQuery(_("There is no such view.")) from bad


def _asking(
    request: Asking, shelf: Shelf, state: ListState, key: uuid.UUID | None, values: Context, bad: Invalid | None = None
) -> HttpResponse:
    open_ = [name for name in asked_in(shelf) if name in request.user.access.writable(views())]
    if not request.user.access.may("roles", "read") and "role" in open_:
        open_.remove("role")
    kinds = {name: views().fields[name] for name in open_}
    if bad is not None:
        titles = titles_for([(kind, values.get(name)) for name, kind in kinds.items()], request.user.access)
        values = {name: to_shown(kind, values.get(name), titles) for name, kind in kinds.items()}
    errors = bad.errors if bad else {}
    others = [text for name, texts in errors.items() if name not in kinds for text in texts]
    title = _("Change the view") if key else _("Save as a view")
    context = {
        "crumbs": [{"label": shelf.name, "url": state.url()}, {"label": title}],
        "title": title,
        "text": " ".join(others) or ("" if key else _what_is_kept(shelf)),
        "fields": [
            field_row(kind, values.get(name), name=name, errors=errors.get(name), focus=name == "name" and not bad)
            for name, kind in kinds.items()
        ],
        "form_url": shelf.page("view-save"),
        "form_hidden": [*state.parameters().items(), *([("key", str(key))] if key else []), token()],
        "submit_label": _("Save"),
        "cancel_url": state.url(),
        "icon": "bookmark",
    }
    return render(request, "web/confirm.html", context, status=422 if bad else 200)


def _what_is_kept(shelf: Shelf) -> str:
    if shelf.member:
        return _("It keeps the conditions, the search and the order of the pool's page.")
    return _("It keeps the conditions, order, columns and layout of the list.")


@page("POST")
def update(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """Keep the list as it is now under the view's name."""
    return _update(request, of_list(request, entity), key)


@page("POST")
def update_in_pool(request: Asking, key: uuid.UUID, record: uuid.UUID) -> HttpResponse:
    """The same with a view of a pool."""
    return _update(request, of_pool(request, key), record)


def _update(request: Asking, shelf: Shelf, key: uuid.UUID) -> HttpResponse:
    state = shelf.read(request.POST)
    changed = gate.update(views(), key, {"query": query_of(state)}, actor=request.user)
    messages.success(request, _("Saved the view “%(name)s”") % {"name": changed})
    return redirect(addresses.with_query(shelf.home, {"view": key}))


@page("POST")
def remove(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """Take a view away; the message offers to bring it back."""
    return _remove(request, of_list(request, entity), key)


@page("POST")
def remove_in_pool(request: Asking, key: uuid.UUID, record: uuid.UUID) -> HttpResponse:
    """The same with a view of a pool."""
    return _remove(request, of_pool(request, key), record)


def _remove(request: Asking, shelf: Shelf, key: uuid.UUID) -> HttpResponse:
    gone = gate.delete(views(), key, actor=request.user)
    back = addresses.with_query(shelf.home, {} if shelf.member else {"view": ALL})
    undo = addresses.page_url("restore-many", "views", ids=str(key), next=back)
    messages.success(request, _("Deleted the view “%(name)s”") % {"name": gone}, extra_tags=f"{UNDO}{undo}")
    return redirect(back)


@page("POST")
def first(request: Asking, entity: str) -> HttpResponse:
    """Open the list with this view from now on, or with what it opens with by itself."""
    face = face_of(request, entity)
    name = request.POST.get("view", "")
    if name and not is_view(name):
        raise BadQuery(_("There is no such view."))
    choose_first(face, request.user, name)
    messages.success(request, _("This view opens first now") if name else _("The list opens as usual again"))
    return redirect(addresses.way_back(request, addresses.list_url(face.name)))


@page()
def counts(request: Asking, entity: str) -> HttpResponse:
    """The number of records in each view, for the tabs."""
    face = face_of(request, entity)
    told = [(ALL, counted(ListState(face), request.user))]
    if mine := mine_of(face, request.user):
        told.append((MINE, counted(ListState(face, filter=mine), request.user)))
    told += [(name, counted(ready, request.user)) for name, ready in ready_of(face, request.user).items()]
    return _counted(request, told, Shelf(face, request.user))


@page()
def counts_in_pool(request: Asking, key: uuid.UUID) -> HttpResponse:
    """The same for the views of a pool: of what waits, as its member sees it."""
    shelf = of_pool(request, key)
    return _counted(request, [(ALL, counted(shelf.read({}), shelf.actor))], shelf)


def _counted(request: Asking, told: list[tuple[str, str]], shelf: Shelf) -> HttpResponse:
    for view in shelf.views():
        try:
            state = shelf.read(QueryDict(view.query))
        except BadQuery:
            continue
        told.append((str(view.pk), counted(state, shelf.actor)))
    return render(request, "web/parts/view_counts.html", {"counts": [pair for pair in told if pair[1]]})


def menu(request: Asking, shelf: Shelf, here: Opened) -> Context | None:
    """What can be done with the present view."""
    access, state, saved, edited = request.user.access, here.state, here.saved, here.edited
    if state.deleted or not access.may("views", "create"):
        return None
    said = state.parameters()
    told: Context = {
        "hidden": list(said.items()),
        "save_url": addresses.with_query(shelf.page("view-save"), said),
        "first_url": "" if shelf.member else shelf.page("view-first"),
        "view": state.view or ALL,
        "is_first": (state.view or ALL) == (here.first or ALL),
        "back": state.url(),
        "edited": edited,
    }
    if saved is None:
        return told
    allowed = verbs_on(views(), saved.pk, request.user, ("update", "delete"))
    key = str(saved.pk)
    if "update" in allowed:
        told["update_url"] = shelf.page("view-update", key) if edited else ""
        told["change_url"] = addresses.with_query(shelf.page("view-save"), said | {"key": key})
    if "delete" in allowed:
        told["remove_url"] = shelf.page("view-remove", key)
    if edited:
        told["reset_url"] = addresses.with_query(shelf.home, {"view": key})
    return told
