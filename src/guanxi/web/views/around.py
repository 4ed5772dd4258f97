"""The records before and after one, in the list a person came from."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from guanxi.engine.reading.around import around as neighbours
from guanxi.web import addresses, cells
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.lists.state import ListState

Context = dict[str, Any]


@page()
def around(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """Two ways on; the query of the address is that of the list."""
    face = face_of(request, entity)
    state = ListState.read(face, request.GET)
    before, after = neighbours(face, request.user, state.query(()), key)
    told = [
        {"label": cells.title_of(face, row), "url": addresses.record_url(face.name, row["id"])} if row else None
        for row in (before, after)
    ]
    return render(request, "web/records/around.html", {"before": told[0], "after": told[1], "list_url": state.url()})
