"""What waits in public pools: for their members, to look at and to claim; for who manages them, to hand out."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.engine import gate
from guanxi.engine.errors import BadQuery, EngineError, Invalid, NotFound
from guanxi.engine.reading import Query, read_one, read_page
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.wording import labelled, listed
from guanxi.ownership import claiming, looking, membership
from guanxi.ownership.membership import Member
from guanxi.web import addresses, answers, cells
from guanxi.web.forms.once import do_once, token
from guanxi.web.forms.values import as_key
from guanxi.web.guard import Asking, page
from guanxi.web.lists.columns import columns_for, wanted_fields

Context = dict[str, Any]
PAGE = 50
MOST = 200
MOST_TOLD = 5
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
    face, q = one.entity, request.GET.get("q", "").strip()
    names = tuple(name for name in face.columns if name not in NOT_SHOWN)
    columns = [column for column in columns_for(face, one.access) if column.name in names]
    wanted = (*wanted_fields(columns, one.access), "held_since")
    order = request.GET.get("sort", "")
    if order not in ("", face.title):
        raise BadQuery(_("This order isn't known."))
    found = read_page(
        face, one, Query(None, q, (order or looking.ORDER,), wanted, PAGE, request.GET.get("cursor") or None)
    )
    here = {"q": q, "sort": order}
    context: Context = {
        "title": one.pool.name,
        "tabs": _tabs(request, key),
        "pool": one.pool,
        "q": q,
        "sort": order,
        "left": _left(one),
        "columns": [{"label": column.label, "numeric": column.numeric} for column in columns[1:]],
        "rows": [_row(one, columns, row) for row in found.rows],
        "claim_url": addresses.page_url("waiting-claim", key),
        "once": token(),
        "manages": one.manages,
        "sorts": [
            {"label": _("The longest waiting first"), "url": addresses.page_url("waiting", key, q=q), "on": not order},
            {"label": _("By name"), "url": addresses.page_url("waiting", key, q=q, sort=face.title), "on": bool(order)},
        ],
        "pager": {
            "text": _("%(shown)s shown") % {"shown": face.counted(len(found.rows))},
            "previous_url": _turned(key, here, found.previous),
            "next_url": _turned(key, here, found.next),
        },
        "empty": {
            "title": _("Nothing matches") if q else _("Nothing waits here"),
            "text": _("Try another word.") if q else _("What falls or is returned to this pool stands here."),
        },
    }
    return render(request, "web/pool.html", context)


def _turned(key: uuid.UUID, here: dict[str, str], cursor: str | None) -> str:
    return addresses.page_url("waiting", key, **{**here, "cursor": cursor}) if cursor else ""


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
    skipped = {"owner", "pool", face.title, "falls_on", "falls_by", "protected_until", "protected_why", "deleted_at"}
    facts = [
        {"label": cells.label(face, name), "html": cells.detail(face.fields[name], row[name])}
        for name in one.access.visible(face)
        if name not in skipped and name in row and not face.fields[name].is_nothing(row[name])
    ]
    veiled = [cells.label(face, name) for name in face.fields if f"{face.name}.{name}" in one.pool.veiled]
    context = {
        "title": cells.title_of(face, row),
        "pool": one.pool,
        "crumbs": [
            {"label": one.pool.name, "url": addresses.page_url("waiting", key)},
            {"label": cells.title_of(face, row)},
        ],
        "facts": facts,
        "veiled": veiled if not one.manages else [],
        "key": str(record),
        "left": _left(one),
        "claim_url": addresses.page_url("waiting-claim", key),
        "once": token(),
        "manages": one.manages,
        "entries": looking.entries(one, record) if one.manages else [],
    }
    return render(request, "web/pool_record.html", context)


@page("POST")
def claim(request: Asking, key: uuid.UUID) -> HttpResponse:
    """Claim what was chosen, or hand it to somebody; each is judged by itself and told."""
    one = member(request, key)
    keys = [found for text in request.POST.getlist("key")[:MOST] if (found := as_key(text)) is not None]
    back = addresses.page_url("waiting", key)
    handing = one.manages and "hand" in request.POST
    to = as_key(request.POST.get("to", "")) if handing else None
    if not keys or (handing and to is None):
        messages.error(request, _("Choose at least one.") if not keys else _("Choose to whom."))
        return redirect(back)
    if to is None and one.pool.batch_cap is not None and len(keys) > one.pool.batch_cap:
        raise Invalid({"": [_("At most %(n)d at once.") % {"n": one.pool.batch_cap}]})

    def work() -> Context:
        verb, said = ("assign", {"to": str(to)}) if to else ("claim", {"reason": request.POST.get("reason", "")})
        done, refused = [], []
        for chosen in dict.fromkeys(keys):
            try:
                gate.act(one.entity, chosen, verb, said, actor=one, given="text")
                done.append(str(chosen))
            except EngineError as bad:
                refused.append([str(chosen), answers.told(bad)])
        return {"done": done, "refused": refused}

    outcome = do_once(request, work)
    _tell(request, one, outcome, handed=to is not None)
    if to is None and len(keys) == 1 and outcome["done"] and request.user.access.may(one.entity.name, "read"):
        return redirect(addresses.record_url(one.entity.name, keys[0]))
    return redirect(back)


def _tell(request: Asking, one: Member, outcome: Context, *, handed: bool) -> None:
    """What came of it."""
    number = len(outcome["done"])
    if number:
        pattern = _("Handed out: %(things)s") if handed else _("Claimed: %(things)s")
        messages.success(request, pattern % {"things": one.entity.numbered(number)})
    titles = titles_of(one.entity.name, {uuid.UUID(key) for key, _why in outcome["refused"]}, one.access)
    reasons: dict[str, list[str]] = {}
    for key, why in outcome["refused"]:
        reasons.setdefault(why, []).append(titles.get(uuid.UUID(key), ""))
    for why, names in list(reasons.items())[:MOST_TOLD]:
        named = [name for name in names if name]
        shown = listed([*named[:MOST_TOLD], *(["…"] if len(named) > MOST_TOLD else [])])
        messages.error(request, labelled(shown, capfirst(why)) if shown else capfirst(why))
