"""One cell of a table: its control, and the change made in it."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse, QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _

from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, Conflict, NotAllowed
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.link import Link, Ref
from guanxi.engine.permissions import Access, Mode
from guanxi.engine.reading import history, read_one
from guanxi.engine.reading.allowed import verbs_on
from guanxi.engine.reading.rows import titles_of
from guanxi.web import cells
from guanxi.web.answers import done, for_scripts
from guanxi.web.cellediting import offering
from guanxi.web.forms.fields import attributes, control
from guanxi.web.forms.submission import Submission
from guanxi.web.forms.values import as_key
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.lists.columns import Column
from guanxi.web.views.conflict import by_oneself

MOST_COLUMNS = 60


@page("GET", "POST")
@for_scripts
def cell(request: Asking, entity: str, key: uuid.UUID, field: str) -> HttpResponse:
    """The control that stands in the cell, with the value as it is now; or the value given in it."""
    face = face_of(request, entity)
    if field not in offering.editable(face, request.user.access):
        read_one(face, key, request.user, fields=())
        raise NotAllowed()
    if request.method != "POST":
        return (
            _shown(request, face, key, request.GET) if "columns" in request.GET else _control(request, face, key, field)
        )
    sent = Submission(face, _only(request.POST, field), request.user.access).fields
    if field not in sent:
        raise BadQuery(_("There is no field “%(field)s”.") % {"field": field[:80]})
    try:
        before = _version(request.POST)
        made = gate.update(face, key, sent, actor=request.user, version=before, given="text")
    except Conflict as both:
        if field not in both.fields:
            raise
        return _conflict(request, face, key, field, both)
    offering.count_use(request.user)
    told: dict[str, Any] = {"version": made.version}
    if made.version != before:
        told |= {"message": _("Saved: %(field)s") % {"field": cells.label(face, field)}, "undo": _("Undo")}
    return _shown(request, face, key, request.POST, **told)


def _control(request: Asking, face: Entity, key: uuid.UUID, field: str) -> HttpResponse:
    row = read_one(face, key, request.user, fields=(field,))
    if "update" not in verbs_on(face, key, request.user, ("update",)):
        raise NotAllowed()
    kind = face.fields[field]
    attrs = attributes(required=False, label=cells.kind_label(kind))
    made = control(kind, row[field], name=field, ident="cell", attrs=attrs)
    return JsonResponse(
        {
            "html": str(format_html('<form class="gx-celledit" novalidate>{}</form>', made)),
            "version": row["version"],
            "hint": offering.is_new_to_it(request.user),
        }
    )


def _only(data: QueryDict, field: str) -> QueryDict:
    """Nothing but the one field, whatever else was sent."""
    kept = QueryDict(mutable=True)
    if field in data:
        kept.setlist(field, data.getlist(field))
    return kept


def _shown(request: Asking, face: Entity, key: uuid.UUID, data: QueryDict, **told: Any) -> HttpResponse:
    """The row's cells as they are now: a change can show in more than the one."""
    access = request.user.access
    asked = data.get("columns", "").split(",")[:MOST_COLUMNS]
    names = [name for name in asked if name in face.fields and access.mode(face, name) > Mode.HIDDEN]
    lines = [name for name in asked if name in face.lines and access.mode(face, name) > Mode.HIDDEN]
    row = read_one(face, key, request.user, fields=(*names, *lines))
    return done(cells={name: str(Column(face, name).cell(row)["html"]) for name in (*names, *lines)}, **told)


def _conflict(request: Asking, face: Entity, key: uuid.UUID, field: str, both: Conflict) -> HttpResponse:
    """Both values in words, and the version from which keeping one's own goes on."""
    last = history(face, key, request.user, limit=1)[0]
    sides = both.fields[field]
    kind = face.fields[field]
    who = last.who or _("System")
    message = _("%(who)s just changed this to “%(theirs)s”.")
    if by_oneself(request, last):
        message = _("You changed this to “%(theirs)s” in another window.")
    told: dict[str, Any] = {side: _words(kind, sides[side], request.user.access) for side in ("yours", "theirs")}
    return JsonResponse(
        {
            "code": both.code,
            "message": message % {"who": who, "theirs": told["theirs"]},
            "version": both.version,
            **told,
        },
        status=both.status,
    )


def _words(kind: Kind, value: Any, access: Access) -> str:
    """A side of a conflict, as the event log keeps it, for people."""
    if value is None:
        return "—"
    if isinstance(kind, Link):
        key = as_key(str(value))
        return str(Ref(key, titles_of(kind.target, {key}, access).get(key))) if key else str(value)
    try:
        return cells.words(kind, kind.from_event(value))
    except (ValueError, TypeError, ArithmeticError, ValidationError):
        return str(value)


def _version(data: QueryDict) -> int | None:
    text = data.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None
