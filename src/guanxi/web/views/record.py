"""The page of one record."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotFound
from guanxi.engine.models.customfield import CustomField
from guanxi.engine.permissions import Actor
from guanxi.engine.reading import read_one
from guanxi.engine.reading.allowed import verbs_on
from guanxi.web import addresses, cells
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.records import standing_in
from guanxi.web.records.whole import whole
from guanxi.web.talk import column

Context = dict[str, Any]


@page()
def record(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """Everything about one record that this person may see."""
    face, actor = face_of(request, entity), request.user
    row, is_deleted = found(face, key, actor, since=face.stage.name if face.stage else "")
    context = {
        "crumbs": crumbs(face, row),
        "deleted": _deleted(face, row, actor) if is_deleted else None,
        "lent": standing_in.told(face, row, actor),
        **whole(face, row, actor, is_deleted=is_deleted),
        "around_url": addresses.page_url("around", face.name, key),
        "talk": column.column(face, row, actor, is_deleted=is_deleted),
        "follow": column.follow(face, row, actor),
    }
    return render(request, "web/record.html", context)


def found(face: Entity, key: uuid.UUID, actor: Actor, *, since: str = "") -> tuple[Context, bool]:
    """The record's row, and whether it lies in the recycle bin; raises NotFound."""
    try:
        return read_one(face, key, actor, since=since), False
    except NotFound:
        return read_one(face, key, actor, deleted=True, since=since), True


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
        "drop_url": addresses.page_url("drop-field", row["id"]) if may and face.model is CustomField else "",
        "restore_url": addresses.page_url("restore", face.name, row["id"]) if may else "",
    }
