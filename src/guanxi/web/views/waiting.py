"""What waits in public pools, for their members to look at; what is done with it: views/claims.py."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.engine.errors import NotFound
from guanxi.engine.permissions import Mode
from guanxi.engine.reading import read_one, read_page
from guanxi.ownership import claiming, looking, membership
from guanxi.ownership.membership import Member
from guanxi.ownership.pools import GUARDED
from guanxi.web import addresses, cells
from guanxi.web.forms.once import token
from guanxi.web.guard import Asking, page
from guanxi.web.htmx import is_partial
from guanxi.web.lists.columns import columns_for, wanted_fields
from guanxi.web.lists.conditions import chips
from guanxi.web.lists.poolstate import PoolState
from guanxi.web.savedviews.shelf import Shelf, opened_in, tabs_in
from guanxi.web.views import saved
from guanxi.web.views.filtering import built

Context = dict[str, Any]
NOT_SHOWN = ("owner", "pool", "falls_on", "updated_at")
"""Columns that say nothing of what waits."""


@page()
def pools(request: Asking) -> HttpResponse:
    """The pools of which somebody is a member; one alone is opened at once."""
    mine = membership.of(request.user)  # type: ignore[arg-type]
    if len(mine) == 1:
        return redirect(addresses.page_url("waiting", mine[0].pool.pk))
    cards = [
        {
            "name": one.pool.name,
            "note": one.pool.note,
            "icon": one.entity.icon,
            "number": one.entity.numbered(*_bounded(one)),
            "url": addresses.page_url("waiting", one.pool.pk),
            "left": _left(one),
        }
        for one in mine
    ]
    return render(request, "web/pools.html", {"title": _("Public pools"), "cards": cards, "empty": _no_pool(request)})


def _bounded(one: Member) -> tuple[int, str | None]:
    number = looking.number(one)
    return (number, f"{looking.BOUND:,}+") if number > looking.BOUND else (number, None)


def _no_pool(request: Asking) -> Context:
    may = request.user.access.may("pools", "create")
    action = {"label": _("New pool"), "url": addresses.page_url("new", "pools"), "icon": "plus", "primary": True}
    return {
        "title": _("You are in no public pool"),
        "text": _("What nobody owns waits in pools. Ask whoever looks after them to make you a member."),
        "actions": [action] if may else [],
    }


def _left(one: Member) -> str:
    """How many more may be claimed today, in words."""
    left = claiming.claims_left(one)
    if left is None:
        return ""
    return _("You may claim %(n)d more today") % {"n": left}


def member(request: Asking, key: uuid.UUID) -> Member:
    """Who asks, as a member of a pool; raises NotFound."""
    found = membership.in_pool(request.user, key)  # type: ignore[arg-type]
    if found is None:
        raise NotFound()
    return found


@page()
def pool(request: Asking, key: uuid.UUID) -> HttpResponse:
    """What waits in one pool, the longest first."""
    one = member(request, key)
    face, shelf = one.entity, Shelf(one.entity, request.user, one)
    here = opened_in(shelf, request.GET)
    state = here.state
    names = tuple(name for name in face.columns if name not in NOT_SHOWN)
    columns = [column for column in columns_for(face, one.access) if column.name in names]
    found = read_page(face, one, state.query((*wanted_fields(columns, one.access), "held_since")))
    context: Context = {
        "title": one.pool.name,
        "tabs": _tabs(request, key),
        "pool": one.pool,
        "q": state.q,
        "hidden": [(name, value) for name, value in state.parameters().items() if name != "q"],
        "views": tabs_in(shelf, here),
        "counts_url": shelf.page("view-counts"),
        "oob": is_partial(request, "list"),
        "view_menu": saved.menu(request, shelf, here),
        "conditions": chips(state, one.access),
        "filter_url": addresses.with_query(state.builder, state.parameters()),
        "left": _left(one),
        "columns": [{"label": column.label, "numeric": column.numeric} for column in columns[1:]],
        "rows": [_row(one, columns, row) for row in found.rows],
        "claim_url": addresses.page_url("waiting-claim", key),
        "back": state.url(cursor=state.cursor),
        "once": token(),
        "manages": one.manages,
        "sorts": [
            {"label": _("The longest waiting first"), "url": state.url(sort=()), "on": not state.sort},
            {"label": _("By name"), "url": state.url(sort=(face.title,)), "on": bool(state.sort)},
        ],
        "pager": {
            "text": _("%(shown)s shown") % {"shown": face.counted(len(found.rows))},
            "previous_url": state.url(cursor=found.previous) if found.previous else "",
            "next_url": state.url(cursor=found.next) if found.next else "",
        },
        "empty": {
            "title": _("Nothing matches") if state.narrowed else _("Nothing waits here"),
            "text": _("Try another word, or fewer conditions.")
            if state.narrowed
            else _("What falls or is returned to this pool stands here."),
        },
    }
    return render(request, "web/pool.html", context)


@page()
def conditions(request: Asking, key: uuid.UUID) -> HttpResponse:
    """The filter builder over what waits: only with the fields that the pool opens to this member."""
    one = member(request, key)
    return built(request, PoolState.asked(one, request.GET), one, one.pool.name)


def _tabs(request: Asking, key: uuid.UUID) -> list[Context]:
    return [
        {"label": one.pool.name, "url": addresses.page_url("waiting", one.pool.pk), "on": one.pool.pk == key}
        for one in membership.of(request.user)  # type: ignore[arg-type]
    ]


def _row(one: Member, columns: list[Any], row: Context) -> Context:
    since = row.get("held_since")
    return {
        "key": str(row["id"]),
        "label": cells.title_of(one.entity, row),
        "url": addresses.page_url("waiting-record", one.pool.pk, row["id"]),
        "cells": [column.cell(row) for column in columns[1:]],
        "waits": _waited(since),
    }


def _waited(since: dt.datetime | None) -> str:
    days = (timezone.now() - since).days if since else 0
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days} if days else _("today")


@page()
def record(request: Asking, key: uuid.UUID, record: uuid.UUID) -> HttpResponse:
    """What a member may read of one record before it is claimed."""
    one = member(request, key)
    face = one.entity
    looking.note(one, record)
    try:
        row = read_one(face, record, one)
    except NotFound:
        claiming.tell_too_late(face.model, record, one)  # type: ignore[arg-type]
        raise
    skipped = {"owner", "pool", face.title, "falls_on", "falls_by", "deleted_at", *GUARDED}
    facts = [
        {"label": cells.label(face, name), "html": cells.detail(face.fields[name], row[name])}
        for name in one.access.visible(face)
        if name not in skipped and name in row and not face.fields[name].is_nothing(row[name])
    ]
    modes = {name: one.access.mode(face, name) for name in face.fields}
    hidden, masked = membership.names_of(one.pool, one.pool.veiled), membership.names_of(one.pool, one.pool.masked)
    veiled = [cells.label(face, name) for name in face.fields if name in hidden]
    outlined = [cells.label(face, name) for name in face.fields if name in masked and modes[name] is Mode.MASKED]
    context = {
        "title": cells.title_of(face, row),
        "pool": one.pool,
        "crumbs": [
            {"label": one.pool.name, "url": addresses.page_url("waiting", key)},
            {"label": cells.title_of(face, row)},
        ],
        "facts": facts,
        "veiled": veiled if not one.manages else [],
        "masked": outlined,
        "key": str(record),
        "left": _left(one),
        "claim_url": addresses.page_url("waiting-claim", key),
        "once": token(),
        "manages": one.manages,
        "entries": looking.entries(one, record) if one.manages else [],
    }
    return render(request, "web/pool_record.html", context)
