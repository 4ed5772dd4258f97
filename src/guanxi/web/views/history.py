"""Every change of one record: by field, person, verb and time, with its differences, and the way back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, NotFound
from guanxi.engine.permissions import Actor, Mode
from guanxi.engine.reading import history
from guanxi.engine.reading.allowed import verbs_on
from guanxi.engine.reading.history import Wanted, who_and_what
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.uniting.leading import survivor_of
from guanxi.web import addresses, cells, marks
from guanxi.web.forms.values import as_key
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.merging import past
from guanxi.web.records.changes import changes
from guanxi.web.records.timeline import verb_label
from guanxi.web.views.record import crumbs, found

EVENTS = 50
Context = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What the address asks for, as it stands in the form again."""

    field: str
    person: str
    verb: str
    since: str
    until: str

    @classmethod
    def read(cls, data: Mapping[str, str]) -> Asked:
        return cls(*(data.get(name, "")[:120] for name in ("field", "person", "verb", "from", "to")))

    def told(self) -> dict[str, str]:
        """For addresses."""
        return {"field": self.field, "person": self.person, "verb": self.verb, "from": self.since, "to": self.until}

    def wanted(self) -> Wanted:
        """For the engine; raises BadQuery."""
        person = as_key(self.person) if self.person else None
        if self.person and person is None:
            raise BadQuery(_("This filter can't be read."))
        until = _day(self.until)
        return Wanted(self.field, person, self.verb, _day(self.since), until + dt.timedelta(days=1) if until else None)


@page()
def whole_history(request: Asking, entity: str, key: uuid.UUID) -> HttpResponse:
    """Who, when, what, from, to, from where; newest first."""
    face, actor = face_of(request, entity), request.user
    row, is_deleted = found(face, key, actor)
    asked = Asked.read(request.GET)
    told_of = _told_of(face, key, request.GET.get("of", ""))
    before = _version(request.GET.get("before", ""))
    happenings = history(face, told_of, actor, before=before, limit=EVENTS, wanted=asked.wanted(), asked=True)
    url = addresses.with_query(addresses.page_url("history", face.name, key), asked.told())
    changing = (
        not is_deleted
        and told_of == key
        and "update" in face.verbs
        and "update" in verbs_on(face, key, actor, ("update",))
    )
    editable = set(actor.access.changeable(face)) if changing else set()
    context = {
        "crumbs": [*crumbs(face, row, linked=True), {"label": _("All changes")}],
        "title": _("%(title)s: history") % {"title": cells.title_of(face, row)},
        "form_url": addresses.page_url("history", face.name, key),
        "filters": _filters(face, told_of, actor, asked),
        "mergers": past.told(face, row, actor, told_of) if not is_deleted else [],
        "of": str(told_of) if told_of != key else "",
        "asked": asked,
        "narrowed": any(asked.told().values()),
        "timeline": changes(face, row, happenings, editable, field=asked.field, back=url),
        "more_url": _more(face, key, asked, happenings[-1].version, told_of) if len(happenings) == EVENTS else "",
    }
    return render(request, "web/history.html", context)


def _filters(face: Entity, key: uuid.UUID, actor: Actor, asked: Asked) -> list[Context]:
    """What can be chosen: fields this person may read, and people and verbs that occur."""
    access = actor.access
    people, verbs = who_and_what(face, key)
    fields = [
        (name, cells.label(face, name))
        for name in (*face.fields, *face.lines)
        if access.mode(face, name) >= Mode.READ_ONLY and name not in _NEVER
    ]
    names = titles_of(marks.people(), people, access)
    persons = sorted(((str(person), name) for person, name in names.items()), key=lambda option: option[1])
    return [
        _choice("field", _("Field"), fields, asked.field),
        _choice("person", pgettext("who did it", "Person"), persons, asked.person),
        _choice("verb", _("What"), [(verb, verb_label(face, verb)) for verb in sorted(verbs)], asked.verb),
    ]


_NEVER = ("created_at", "created_by", "updated_at", "updated_by", "deleted_at")


def _choice(name: str, label: str, options: list[tuple[str, str]], chosen: str) -> Context:
    told = [{"value": value, "label": text, "chosen": value == chosen} for value, text in options]
    return {"name": name, "label": label, "options": told}


def _more(face: Entity, key: uuid.UUID, asked: Asked, version: int, told_of: uuid.UUID) -> str:
    if version <= 1:
        return ""
    query = asked.told() | {"before": version, "of": str(told_of) if told_of != key else ""}
    return addresses.with_query(addresses.page_url("history", face.name, key), query)


def _told_of(face: Entity, key: uuid.UUID, text: str) -> uuid.UUID:
    """The record whose history is asked for: this one, or one that was merged into it; raises NotFound."""
    wanted = as_key(text) if text else key
    if wanted is None or (wanted != key and survivor_of(face, wanted) != key):
        raise NotFound()
    return wanted


def _day(text: str) -> dt.datetime | None:
    """Midnight of a day, where this person is; raises BadQuery."""
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or not 1900 < day.year < 2200:
        raise BadQuery(_("This filter can't be read."))
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _version(text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise BadQuery(_("This page mark can't be read. Begin again from the first page."))
    return int(text)
