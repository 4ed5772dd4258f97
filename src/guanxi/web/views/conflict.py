"""Two people changed the same fields: both values side by side, and which to keep."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.engine.entity import Entity, LineSet
from guanxi.engine.errors import Conflict
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.link import Link, Ref
from guanxi.engine.reading import history
from guanxi.engine.reading.history import Happening
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.wording import listed
from guanxi.kit.differences import Piece, differences
from guanxi.web import addresses, cells
from guanxi.web.forms.once import token
from guanxi.web.forms.values import Typed, as_key
from guanxi.web.guard import Asking

KEEP = "keep-"
NOT_KEPT = ("csrfmiddlewaretoken", "version", "once")
MOST_EVENTS = 50
Context = dict[str, Any]


def given_up(data: QueryDict) -> set[str]:
    """The fields of which the person chose the other's value."""
    return {name.removeprefix(KEEP) for name in data if name.startswith(KEEP) and data[name] == "theirs"}


def conflict_page(request: Asking, face: Entity, row: Context, both: Conflict) -> HttpResponse:
    """Nothing was saved; everything that was sent is still here."""
    dropped = given_up(request.POST)
    hidden = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_KEPT and not name.startswith(KEEP) and not _belongs(name, dropped)
        for value in values
    ]
    record_url = addresses.record_url(face.name, row["id"])
    context = conflict_context(request, face, row["id"], both) | {
        "crumbs": [
            {"label": capfirst(face.label_plural), "url": addresses.list_url(face.name)},
            {"label": cells.title_of(face, row), "url": record_url},
            {"label": _("Edit")},
        ],
        "record_url": record_url,
        "form_url": addresses.page_url("edit", face.name, row["id"]),
        "form_hidden": [*hidden, ("version", str(both.version)), token()],
    }
    return render(request, "web/conflict.html", context, status=409)


def conflict_context(request: Asking, face: Entity, key: uuid.UUID, both: Conflict) -> Context:
    """What `web/parts/conflict_fields.html` shows: who, when, the fields to choose for, those that merged."""
    since = _since(request, face, key, _number(request.POST.get("version", "")))
    last = since[0] if since else history(face, key, request.user, limit=1)[0]
    return {
        "who": last.who or _("System"),
        "by_me": by_oneself(request, last),
        "when": timezone.localtime(last.at).strftime("%H:%M"),
        "differences": [_difference(request, face, name, sides) for name, sides in both.fields.items()],
        "merged": listed(_labels(face, (name for name in _changed(face, since) if name not in both.fields))),
    }


def by_oneself(request: Asking, event: Happening) -> bool:
    """Whether it was the same person, in another window."""
    return event.actor is not None and event.actor.id == request.user.pk


def merged(request: Asking, face: Entity, row: Context, version: int) -> str:
    """What to tell after saving when others changed other fields meanwhile; "" when nobody did."""
    if row["version"] <= version:
        return ""
    since = _since(request, face, row["id"], version, up_to=row["version"])
    since = [event for event in since if event.actor and event.actor.id != request.user.pk]
    names = _labels(face, _changed(face, since))
    who = listed(dict.fromkeys(event.who for event in since if event.changes))
    if not names or not who:
        return ""
    told = ngettext(
        "Saved. %(who)s changed this field meanwhile, and both changes are kept: %(fields)s",
        "Saved. %(who)s changed these fields meanwhile, and both changes are kept: %(fields)s",
        len(names),
    )
    return told % {"who": who, "fields": listed(names)}


def _since(request: Asking, face: Entity, key: uuid.UUID, version: int, up_to: int | None = None) -> list[Happening]:
    """What happened after a version, newest first; in the words this person may read."""
    before = up_to + 1 if up_to else None
    found = history(face, key, request.user, before=before, limit=MOST_EVENTS)
    return [event for event in found if event.version > version]


def _changed(face: Entity, events: Iterable[Happening]) -> list[str]:
    """What people changed; what was worked out of it isn't told."""
    names = dict.fromkeys(change.field for event in events for change in event.changes)
    return [name for name in names if name not in face.fields or face.fields[name].editable]  # type: ignore[attr-defined]


def _labels(face: Entity, names: Iterable[str]) -> list[str]:
    return [cells.label(face, name) for name in names if name in face.fields or name in face.lines]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _belongs(name: str, dropped: set[str]) -> bool:
    return name in dropped or any(name.startswith(f"{field}-") for field in dropped)


def _difference(request: Asking, face: Entity, name: str, sides: Mapping[str, Any]) -> Context:
    kind = face.fields.get(name)
    if kind is None:
        lines = face.lines[name]
        texts = [_line_words(request, lines, sides[side]) for side in ("yours", "theirs")]
        return {"name": name, "label": cells.label(face, name), **_marked(*texts)}
    told = {"name": name, "label": cells.kind_label(kind)}
    known = titles(request, kind, (sides["yours"], sides["theirs"]))
    mine, theirs = (told_side(kind, sides[side], known) for side in ("yours", "theirs"))
    if isinstance(mine, SafeString) or isinstance(theirs, SafeString):
        return told | {"mine": mine, "theirs": theirs}
    return told | _marked(mine, theirs)


def _marked(mine: str, theirs: str) -> Context:
    here, there = differences(mine, theirs)
    return {"mine": _pieces(here), "theirs": _pieces(there)}


def _pieces(pieces: list[Piece]) -> SafeString:
    """The text with what differs marked; a dash for nothing."""
    if not pieces:
        return cells.EMPTY_CELL
    told = ((format_html("<mark>{}</mark>", text) if differs else text,) for text, differs in pieces)
    return format_html_join("", "{}", told)


def titles(request: Asking, kind: Kind, values: Iterable[Any]) -> dict[uuid.UUID, str]:
    """The names of linked records, as far as this person may know them."""
    if not isinstance(kind, Link):
        return {}
    keys = {key for value in values if (key := as_key(str(value or "")))}
    return titles_of(kind.target, keys, request.user.access)


def told_side(kind: Kind, told: Any, titles: Mapping[uuid.UUID, str]) -> str:
    """A side in full: plain words, which can be compared, or markup for a link; what was typed stays as it was."""
    if told is None or told == "":
        return ""
    if isinstance(kind, Link):
        key = as_key(str(told))
        return cells.detail(kind, Ref(key, titles.get(key))) if key else str(told)
    try:
        return cells.words(kind, kind.from_event(told))
    except (ValueError, TypeError, ArithmeticError, ValidationError):
        return str(Typed(told))


def _line_words(request: Asking, lines: LineSet, value: Any) -> str:
    """Lines, a row each: what their fields say."""
    rows = [row for row in value or () if isinstance(row, dict)]
    known: dict[str, Mapping[uuid.UUID, str]] = {
        name: titles(request, kind, (row.get(name) for row in rows)) for name, kind in lines.fields.items()
    }
    return "\n".join(
        " · ".join(word for name, kind in lines.fields.items() if (word := _word(kind, row.get(name), known[name])))
        for row in rows
    )


def _word(kind: Kind, told: Any, titles: Mapping[uuid.UUID, str]) -> str:
    if isinstance(kind, Link):
        key = as_key(str(told or ""))
        return titles.get(key) or "" if key else ""
    return str(told_side(kind, told, titles))
