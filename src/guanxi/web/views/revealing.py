"""A masked value, shown after one said what for; that it was shown is kept."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from guanxi.engine import fields
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.reading import read_one
from guanxi.engine.reading.revealing import LONGEST_REASON, may_reveal, reveal
from guanxi.engine.wording import labelled
from guanxi.web import addresses, cells
from guanxi.web.forms.fields import field_row
from guanxi.web.guard import Asking, face_of, page

WHY = fields.Text(gettext_lazy("what for"), max_length=LONGEST_REASON)
WHY.set_attributes_from_name("why")


@page("GET", "POST")
def show(request: Asking, entity: str, key: uuid.UUID, field: str) -> HttpResponse:
    """Ask what for; then show the value once, on a page that nothing keeps."""
    face = face_of(request, entity)
    row = read_one(face, key, request.user)
    if field not in row:
        raise NotFound()
    if not may_reveal(face, key, field, request.user):
        raise NotAllowed()
    label, title, url = cells.label(face, field), cells.title_of(face, row), addresses.record_url(face.name, key)
    why, bad, value = request.POST.get("why", ""), None, None
    if request.method == "POST":
        try:
            value = reveal(face, key, field, request.user, why=why)
        except Invalid as refused:
            bad = refused
    shown = request.method == "POST" and bad is None
    context = {
        "crumbs": [
            {"label": face.label_plural, "url": addresses.list_url(face.name)},
            {"label": title, "url": url},
            {"label": label},
        ],
        "title": labelled(label, title),
        "shown": shown,
        "html": cells.detail(face.fields[field], value) if shown else "",
        "fields": [field_row(WHY, why, name="why", errors=bad.errors.get("why") if bad else None, needed=True)],
        "form_url": addresses.page_url("reveal", face.name, key, field),
        "back_url": url,
    }
    return render(request, "web/reveal.html", context, status=422 if bad else 200)
