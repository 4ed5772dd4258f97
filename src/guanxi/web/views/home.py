"""The first page: what one changed last, what there is, what runs."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Actor
from guanxi.engine.reading import Query, count, read_page
from guanxi.web import addresses, cells, marks, places
from guanxi.web.guard import Asking, page
from guanxi.web.views.jobs import running_jobs

RECENT = 8
Context = dict[str, Any]


@page()
def home(request: Asking) -> HttpResponse:
    """A plain beginning; boards and work lists take this place later."""
    actor = request.user
    faces = [face for face in places.readable(actor.access) if not places.is_last(face)]
    context = {
        "title": _("Home"),
        "greeting": _greeting(str(actor)),
        "today": date_format(timezone.localdate(), "DATE_FORMAT"),
        "tiles": [_tile(face, actor) for face in faces],
        "recent": _recent(faces, actor),
        "jobs": running_jobs(actor),
    }
    return render(request, "web/home.html", context)


def _greeting(name: str) -> str:
    hour = timezone.localtime().hour
    if hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    return (_("Good afternoon, %(name)s") if hour < 18 else _("Good evening, %(name)s")) % {"name": name}


def _tile(face: Entity, actor: Actor) -> Context:
    tile = {
        "label": capfirst(face.label_plural),
        "icon": face.icon,
        "url": addresses.list_url(face.name),
        "count": str(count(face, actor, Query())),
    }
    if actor.access.may(face.name, "create"):
        tile["new_url"] = addresses.page_url("new", face.name)
        tile["new_label"] = _("New %(thing)s") % {"thing": face.label}
    return tile


def _recent(faces: list[Entity], actor: Actor) -> list[Context]:
    """What this person changed last, over all entities, newest first."""
    mine = {"field": "updated_by", "op": "eq", "value": "me"}
    found = []
    for face in faces:
        if not (actor.access.readable(face, "updated_by") and actor.access.readable(face, "updated_at")):
            continue
        query = Query(filter=mine, sort=("-updated_at",), fields=(face.title, "updated_at"), limit=RECENT)
        found += [(row["updated_at"], face, row) for row in read_page(face, actor, query).rows]
    found.sort(key=lambda item: item[0], reverse=True)
    return [_recent_row(face, row) for _when, face, row in found[:RECENT]]


def _recent_row(face: Entity, row: Context) -> Context:
    label = cells.title_of(face, row)
    return {
        "label": label,
        "url": addresses.record_url(face.name, row["id"]),
        "mark": marks.letter(label),
        "kind": capfirst(face.label),
        "when": cells.cell(face.fields["updated_at"], row["updated_at"]),
    }
