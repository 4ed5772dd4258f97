"""Taking back what one did a moment ago, by the button of its message or Ctrl Z."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.engine import gate
from guanxi.engine.errors import EngineError
from guanxi.web import addresses, undoing
from guanxi.web.guard import Asking, face_of, page


@page("POST")
def undo(request: Asking, entity: str, deed: str) -> HttpResponse:
    """Take back what was done to records of an entity in the request of this number; each judged by itself."""
    face = face_of(request, entity)
    done, refused = [], {}
    for key in gate.done_in(face, deed, request.user):
        try:
            done.append(gate.undo(face, key, deed, actor=request.user))
        except EngineError as why:
            refused[key] = why.message
    if done:
        told = ngettext("Taken back", "Taken back: %(n)d %(things)s", len(done))
        way = undoing.offer(face, "update", back=addresses.way_back(request, ""))
        messages.success(request, told % {"n": len(done), "things": face.label_plural}, extra_tags=way)
    if refused and len(refused) + len(done) == 1:
        messages.warning(request, next(iter(refused.values())))
    elif refused:
        reasons = " ".join(dict.fromkeys(refused.values()))
        messages.warning(request, _("%(n)d were not taken back: %(why)s") % {"n": len(refused), "why": reasons})
    here = addresses.list_url(face.name)
    if len(done) == 1 and done[0].deleted_at is None:
        here = addresses.record_url(face.name, done[0].pk)
    return redirect(addresses.way_back(request, here))
