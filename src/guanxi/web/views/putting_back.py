"""A field gets back the value it had before a change: from the history, or as the undo of an edit in place."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guanxi.engine import gate
from guanxi.engine.errors import BadQuery, Conflict, Invalid, NotFound
from guanxi.engine.reading import read_one
from guanxi.engine.reading.former import former
from guanxi.web import addresses, cells
from guanxi.web.guard import Asking, face_of, page


@page("POST")
def put_back(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """The value a field had before the change that made this version; through the gate like every other change."""
    face = face_of(request, entity)
    name, version = request.GET.get("field", ""), request.GET.get("version", "")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise BadQuery(_("This change can't be found."))
    row = read_one(face, key, request.user)
    if name not in row or name not in request.user.access.changeable(face):
        raise NotFound()
    value = former(face, key, name, int(version), request.user)
    try:
        gate.update(face, key, {name: value}, actor=request.user, version=row["version"], given="json")
    except Invalid as bad:
        messages.error(request, " ".join(text for texts in bad.errors.values() for text in texts))
    except Conflict as both:
        messages.error(request, both.message)
    else:
        messages.success(request, _("Put back: %(field)s") % {"field": cells.label(face, name)})
    return redirect(addresses.way_back(request, addresses.record_url(face.name, key)))
