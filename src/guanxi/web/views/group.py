"""The rows of one group of a grouped list."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guanxi.engine.errors import BadQuery
from guanxi.engine.reading import read_page
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.layouts import groups
from guanxi.web.lists.columns import wanted_fields
from guanxi.web.lists.conditions import joined
from guanxi.web.lists.state import ListState
from guanxi.web.lists.table import columns_of, rows_of

ROWS = 20


@page()
def group(request: Asking, entity: str) -> HttpResponse:
    """A page of rows of the group that the address names, and the way to the next ones."""
    face = face_of(request, entity)
    access = request.user.access
    state = ListState.read(face, request.GET)
    if not groups.fields(face, access):
        raise BadQuery(_("There is no such group."))
    by, told = groups.chosen(state, access), request.GET.get("group", "")
    narrowed = joined(state.filter, groups.condition(face, by, told))
    columns = columns_of(state, request.user)
    query = replace(state.query(wanted_fields(columns, access)), filter=narrowed, limit=ROWS)
    found = read_page(face, request.user, query)
    context = {
        "rows": rows_of(face, columns, found.rows, request.user),
        "width": len(columns),
        "more_url": groups.rows_url(state, by, told, found.next) if found.next else "",
    }
    return render(request, "web/parts/group_rows.html", context)
