"""A look at a file without fetching it: a picture, a text, the pages of a PDF."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat

from guanxi.engine import files
from guanxi.engine.errors import NotFound
from guanxi.engine.permissions import Actor
from guanxi.engine.registry import registry
from guanxi.web import addresses
from guanxi.web.files import shown_as
from guanxi.web.guard import Asking, page
from guanxi.web.htmx import is_partial

MOST_TEXT = 200_000
"""Bytes of a text that are shown; the whole is in the download."""
Context = dict[str, Any]


@page()
def preview(request: Asking, file: uuid.UUID) -> HttpResponse:
    """The file in a dialog, or as a page of its own; raises NotFound as the download does."""
    found = files.open_for(file, request.user)
    look = shown_as(found)
    context: Context = {
        "name": found.name,
        "size": filesizeformat(found.size),
        "url": addresses.page_url("file", found.pk),
        "look": look,
        **(_text(found) if look == "text" else {}),
        **_neighbours(found, request.user),
    }
    if is_partial(request):
        return render(request, "web/parts/preview.html", context)
    back = addresses.record_url(found.entity, found.record) if found.record else ""
    return render(request, "web/preview.html", {**context, "crumbs": [{"label": found.name}], "back_url": back})


def _text(file: files.StoredFile) -> Context:
    """Its beginning, in whichever of the usual encodings it is; never as marks, always as plain words."""
    try:
        with files.path_of(file).open("rb") as data:
            head = data.read(MOST_TEXT)
    except FileNotFoundError:
        raise NotFound() from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = head.decode(encoding)
        except UnicodeDecodeError as broken:
            if broken.start < len(head) - 4:
                continue
            text = head[: broken.start].decode(encoding)  # the cut went through a character
        return {"text": text, "cut": file.size > MOST_TEXT}
    return {"text": head.decode("utf-8", errors="replace"), "cut": file.size > MOST_TEXT}


def _neighbours(file: files.StoredFile, actor: Actor) -> Context:
    """The files before and after it on the same record."""
    face = registry.get(file.entity)
    if face is None or file.record is None:
        return {}
    keys = [one.pk for one in files.files_of(face, file.record, actor)]
    if file.pk not in keys:
        return {}
    place = keys.index(file.pk)
    before, after = keys[place - 1 : place] if place else [], keys[place + 1 : place + 2]
    return {
        "previous_url": addresses.page_url("file-preview", before[0]) if before else "",
        "next_url": addresses.page_url("file-preview", after[0]) if after else "",
        "place": place + 1,
        "count": len(keys),
    }
