"""What a form's record may be the same as, told while it is filled in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from guanxi.engine.duplicates.finding import find
from guanxi.engine.errors import NotFound
from guanxi.web.forms.submission import Submission
from guanxi.web.forms.values import as_key
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.likeness import as_told, stored_of


@page("POST")
def alike(request: Asking, entity: str) -> HttpResponse:
    """The records that look like what a form holds now; nothing is written."""
    face = face_of(request, entity)
    key = as_key(request.GET.get("key", ""))
    if face.identity is None or ("key" in request.GET and key is None):
        raise NotFound()
    sent = Submission(face, request.POST, request.user.access)
    found = find(face, stored_of(face, sent), request.user, without=key)
    return render(request, "web/parts/alike.html", {"alike": as_told(face, found)})
