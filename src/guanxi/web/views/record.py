"""The page of one record, and its whole history."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, NotFound
from guanxi.engine.permissions import Actor
from guanxi.engine.reading import history, read_one
from guanxi.engine.reading.allowed import verbs_on
from guanxi.web import addresses, cells, files
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.records import facts
from guanxi.web.records.actions import buttons
from guanxi.web.records.related import related
from guanxi.web.records.timeline import timeline
from guanxi.web.talk import column

EVENTS = 50
Context = dict[str, Any]


@page()
def record(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """Everything about one record that this person may see."""
    face, actor = face_of(request, entity), request.user
    row, is_deleted = found(face, key, actor)
    actions, more = ([], []) if is_deleted else buttons(face, row, actor)
    edit_url = next((action["url"] for action in actions if action.get("primary")), "")
    context = {
        "crumbs": crumbs(face, row),
        "record": facts.header(face, row),
        "deleted": _deleted(face, row, actor) if is_deleted else None,
        "actions": actions,
        "more_actions": more,
        "path": facts.path(face, row),
        "facts": facts.key_facts(face, row),
        "groups": facts.groups(face, row, edit_url),
        "lines": facts.lines(face, row, actor.access),
        "talk": column.column(face, row, actor, is_deleted=is_deleted),
        "follow": column.follow(face, row, actor),
        "related": related(face, key, actor),
        "files": files.panel(face, key, actor, may_change=bool(edit_url)),
    }
    return render(request, "web/record.html", context)


@page()
def whole_history(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """Every change of one record: who, when, from, to, from where."""
    face, actor = face_of(request, entity), request.user
    row, _is_deleted = found(face, key, actor)
    before = _version(request.GET.get("before", ""))
    happenings = history(face, key, actor, before=before, limit=EVENTS)
    more_url = ""
    if len(happenings) == EVENTS and happenings[-1].version > 1:
        more_url = addresses.page_url("history", face.name, key, before=happenings[-1].version)
    title = _("%(title)s: history") % {"title": cells.title_of(face, row)}
    context = {
        "crumbs": [*crumbs(face, row, linked=True), {"label": _("History")}],
        "title": title,
        "timeline": timeline(face, happenings, full=True),
        "more_url": more_url,
    }
    return render(request, "web/history.html", context)


def found(face: Entity, key: uuid.UUID, actor: Actor) -> tuple[Context, bool]:
    """The record's row, and whether it lies in the recycle bin; raises NotFound."""
    try:
        return read_one(face, key, actor), False
    except NotFound:
        return read_one(face, key, actor, deleted=True), True


def crumbs(face: Entity, row: Context, *, linked: bool = False) -> list[Context]:
    """The list, then the record."""
    url = addresses.record_url(face.name, row["id"]) if linked else ""
    return [
        {"label": capfirst(face.label_plural), "url": addresses.list_url(face.name)},
        {"label": cells.title_of(face, row), "url": url},
    ]


def _deleted(face: Entity, row: Context, actor: Actor) -> Context:
    may = "restore" in face.verbs and "restore" in verbs_on(face, row["id"], actor, ("restore",))
    when = timezone.localtime(row["deleted_at"]).strftime("%Y-%m-%d %H:%M") if row.get("deleted_at") else ""
    return {
        "text": _("In the recycle bin since %(when)s.") % {"when": when} if when else _("In the recycle bin."),
        "restore_url": addresses.page_url("restore", face.name, row["id"]) if may else "",
    }


def _version(text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise BadQuery(_("This page mark can't be read. Begin again from the first page."))
    return int(text)
