"""A custom field deleted for good, out of the recycle bin: first what is lost, then the deed."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.customfields.dropping import drop, held
from guanxi.engine.models.customfield import CustomField
from guanxi.engine.reading import read_one
from guanxi.engine.registry import registry
from guanxi.web import addresses, cells
from guanxi.web.guard import Asking, face_of, page


@page("GET", "POST")
def drop_field(request: Asking, key: uuid.UUID) -> HttpResponse:
    """Asks, with what would be lost; then it is gone."""
    face = face_of(request, registry.for_model(CustomField).name)
    if request.method == "POST":
        label = drop(key, actor=request.user)
        messages.success(request, _("Deleted %(title)s for good") % {"title": label})
        return redirect(addresses.list_url(face.name))
    lost = held(key, request.user)
    row = read_one(face, key, request.user, deleted=True)
    title, url = cells.title_of(face, row), addresses.record_url(face.name, key)
    number = lost.count.value
    told = {"records": lost.entity.numbered(number, f"{number:,}" if lost.count.exact else f"{number:,}+")}
    context = {
        "crumbs": [
            {"label": capfirst(face.label_plural), "url": addresses.list_url(face.name)},
            {"label": title, "url": url},
            {"label": _("Delete for good")},
        ],
        "title": _("Delete “%(title)s” for good") % {"title": title},
        "text": (
            _("What stands in it is lost, in %(records)s, and can't be brought back. Export it first if it matters.")
            % told
            if number
            else _("Nothing stands in it, in any record. It can't be brought back.")
        ),
        "items": lost.values,
        "items_more": max(0, number - len(lost.values)) if lost.values else 0,
        "form_url": addresses.page_url("drop-field", key),
        "submit_label": _("Delete for good"),
        "cancel_url": url,
        "danger": True,
    }
    return render(request, "web/confirm.html", context)
