"""Two people changed the same fields: both values side by side, and which to keep."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import Conflict
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.link import Link, Ref
from guanxi.engine.reading import history
from guanxi.engine.reading.rows import titles_of
from guanxi.web import addresses, cells
from guanxi.web.forms.once import token
from guanxi.web.forms.values import Typed, as_key
from guanxi.web.guard import Asking
from guanxi.web.records.timeline import told_lines

KEEP = "keep-"
NOT_KEPT = ("csrfmiddlewaretoken", "version", "once")
Context = dict[str, Any]


def given_up(data: QueryDict) -> set[str]:
    """The fields of which the person chose the other's value."""
    return {name.removeprefix(KEEP) for name in data if name.startswith(KEEP) and data[name] == "theirs"}


def conflict_page(request: Asking, face: Entity, row: Context, both: Conflict) -> HttpResponse:
    """Nothing was saved; everything that was sent is still here."""
    last = history(face, row["id"], request.user, limit=1)[0]
    dropped = given_up(request.POST)
    hidden = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_KEPT and not name.startswith(KEEP) and not _belongs(name, dropped)
        for value in values
    ]
    record_url = addresses.record_url(face.name, row["id"])
    context = {
        "crumbs": [
            {"label": capfirst(face.label_plural), "url": addresses.list_url(face.name)},
            {"label": cells.title_of(face, row), "url": record_url},
            {"label": _("Edit")},
        ],
        "who": str(last.actor) if last.actor else _("System"),
        "when": timezone.localtime(last.at).strftime("%H:%M"),
        "record_url": record_url,
        "form_url": addresses.page_url("edit", face.name, row["id"]),
        "form_hidden": [*hidden, ("version", str(both.version)), token()],
        "differences": [_difference(request, face, name, sides) for name, sides in both.fields.items()],
    }
    return render(request, "web/conflict.html", context, status=409)


def _belongs(name: str, dropped: set[str]) -> bool:
    return name in dropped or any(name.startswith(f"{field}-") for field in dropped)


def _difference(request: Asking, face: Entity, name: str, sides: Mapping[str, Any]) -> Context:
    kind = face.fields.get(name)
    if kind is None:
        lines = face.lines[name]
        mine, theirs = told_lines(lines, sides["yours"]), told_lines(lines, sides["theirs"])
        return {"name": name, "label": cells.label(face, name), "mine": mine or "—", "theirs": theirs or "—"}
    titles = _titles(request, kind, sides)
    return {
        "name": name,
        "label": cells.kind_label(kind),
        "mine": _shown(kind, sides["yours"], titles),
        "theirs": _shown(kind, sides["theirs"], titles),
    }


def _titles(request: Asking, kind: Kind, sides: Mapping[str, Any]) -> dict[uuid.UUID, str]:
    if not isinstance(kind, Link):
        return {}
    keys = {key for side in ("yours", "theirs") if (key := as_key(str(sides[side] or "")))}
    return titles_of(kind.target, keys, request.user.access)


def _shown(kind: Kind, told: Any, titles: Mapping[uuid.UUID, str]) -> Any:
    """A side in full; what was typed and can't be read, as it was typed."""
    if told is None:
        return cells.EMPTY_CELL
    if isinstance(kind, Link):
        key = as_key(str(told))
        return cells.detail(kind, Ref(key, titles.get(key))) if key else str(told)
    try:
        return cells.detail(kind, kind.from_event(told))
    except (ValueError, TypeError, ArithmeticError, ValidationError):
        return Typed(told)
