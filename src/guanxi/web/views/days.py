"""What the calendar of a list asks: the records of a span of days, and a record put on another day."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery
from guanxi.engine.fields.base import Kind
from guanxi.engine.permissions import Access
from guanxi.engine.reading import Query, read_page
from guanxi.engine.reading.allowed import among
from guanxi.web import addresses, cells
from guanxi.web.answers import done, for_scripts
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.layouts.calendar import chosen_day, days
from guanxi.web.lists.conditions import joined
from guanxi.web.lists.state import ListState

LONGEST_SPAN = dt.timedelta(days=100)
MOST = 500
TONES = {"open": "acc", "won": "ok", "done": "ok", "lost": "off", "closed": "off", "bad": "bad"}


@page()
@for_scripts
def entries(request: Asking, entity: str) -> HttpResponse:
    """The records of a list whose day lies between `start` and `end` (not included), at most five hundred."""
    face = face_of(request, entity)
    access = request.user.access
    state = ListState.read(face, request.GET)
    if not days(face, access):
        raise BadQuery(_("These records have no day."))
    by = chosen_day(state, access)
    kind = face.fields[by]
    first, after = moment(request.GET.get("start", "")), moment(request.GET.get("end", ""))
    if not dt.timedelta(0) < after - first <= LONGEST_SPAN:
        raise BadQuery(_("This span of time is too long."))
    within = [{"field": by, "op": op, "value": _operand(kind, value)} for op, value in (("gte", first), ("lt", after))]
    stage = _stage(face, access)
    wanted = tuple(dict.fromkeys((by, *_title(face, access), *((stage,) if stage else ()))))
    query = Query(joined(joined(state.filter, within[0]), within[1]), state.q, (by,), wanted, MOST)
    found = read_page(face, request.user, query)
    changeable = among(face, (row["id"] for row in found.rows), request.user, "update")
    told = [_entry(face, by, stage, row, row["id"] in changeable) for row in found.rows]
    note = _("Only the first %(most)d records of this time are shown. Add a condition to see fewer.")
    return JsonResponse({"events": told, "note": note % {"most": MOST} if found.next else ""})


@page("POST")
@for_scripts
def put_on_day(request: Asking, entity: str, key: uuid.UUID, field: str) -> HttpResponse:
    """Give a record another day, or another moment."""
    face = face_of(request, entity)
    if field not in days(face, request.user.access):
        raise BadQuery(_("There is no field “%(field)s”.") % {"field": field[:80]})
    start = moment(request.POST.get("start", ""))
    text = start.strftime("%Y-%m-%d %H:%M:%S" if face.fields[field].kind == "datetime" else "%Y-%m-%d")
    version = request.POST.get("version", "")
    gate.update(
        face,
        key,
        {field: text},
        actor=request.user,
        version=int(version) if version.isdecimal() and len(version) < 10 else None,
        given="text",
    )
    return done(_("Moved to %(day)s") % {"day": text.removesuffix(":00")})


def moment(text: str) -> dt.datetime:
    """A moment of the clock on the wall, in the person's time zone; raises BadQuery."""
    try:
        read = parse_datetime(text)
    except ValueError:
        read = None
    if read is None or read.tzinfo is not None or not 1000 <= read.year <= 9000:
        raise BadQuery(_("A time is expected here, like 2026-11-23 14:30."))
    return timezone.make_aware(read)


def _operand(kind: Kind, value: dt.datetime) -> str:
    return value.isoformat() if kind.kind == "datetime" else value.date().isoformat()


def _title(face: Entity, access: Access) -> tuple[str, ...]:
    return (face.title,) if access.readable(face, face.title) else ()


def _stage(face: Entity, access: Access) -> str:
    """The stage colours an entry, where it may be read."""
    name = face.stage.name if face.stage is not None else ""
    return name if name and access.readable(face, name) else ""


def _entry(face: Entity, by: str, stage: str, row: dict[str, Any], changeable: bool) -> dict[str, Any]:
    value = row[by]
    hours = face.fields[by].kind == "datetime"
    start = timezone.localtime(value).strftime("%Y-%m-%dT%H:%M:%S") if hours else value.isoformat()
    here = face.stage.kind_of(row[stage]) if stage and face.stage is not None else ""  # type: ignore[attr-defined]
    return {
        "id": str(row["id"]),
        "title": cells.title_of(face, row),
        "start": start,
        "allDay": not hours,
        "url": addresses.record_url(face.name, row["id"]),
        "tone": TONES.get(here, "acc"),
        "version": row["version"],
        "editable": changeable,
        "resizable": False,
    }
