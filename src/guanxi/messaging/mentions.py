"""Naming a colleague in a comment: who can be named, who was, and how the name is shown."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guanxi.engine.errors import Invalid
from guanxi.engine.permissions import Actor
from guanxi.engine.reading import Query, read_page
from guanxi.engine.registry import registry
from guanxi.engine.wording import listed
from guanxi.messaging.rooms import Room, may_read

MOST = 20
OFFERED = 8
Mentions = list[list[str]]
_ADDRESS = re.compile(r"(https?://[^\s<>\"'，。；：！？）】」]+)")


def offered(room: Room, text: str, actor: Actor) -> list[dict[str, Any]]:
    """Colleagues that a few typed signs mean, by characters, pinyin or initials, through the actor's own rights.

    Who couldn't read the record is offered as such, so that nobody names somebody who will never see it.
    """
    people = registry.for_model(get_user_model())
    active = [{"field": "is_active", "op": "eq", "value": True}] if actor.access.readable(people, "is_active") else []
    wanted = tuple(name for name in (people.title, "job_title") if actor.access.readable(people, name))
    query = Query(q=text, filter={"all": active} if active else None, fields=wanted, limit=OFFERED + 1)
    found = [row for row in read_page(people, actor, query).rows if row["id"] != actor.pk][:OFFERED]
    known = {person.pk: person for person in _people(row["id"] for row in found)}
    return [
        {
            "id": str(row["id"]),
            "name": str(row.get(people.title, "")),
            "meta": str(row.get("job_title") or ""),
            "may": may_read(room.entity, room.key, known[row["id"]]),
        }
        for row in found
        if row["id"] in known
    ]


def checked(room: Room, body: str, wanted: Sequence[str], actor: Actor) -> Mentions:
    """Those of the wanted people whose names stand in the text; raises Invalid for who may not read the record."""
    keys = {key for text in wanted[:MOST] if (key := _key(text)) is not None}
    people = registry.for_model(get_user_model())
    named = [person for person in _people(keys) if f"@{person}" in body]
    seen = actor.access.narrow(people, people.manager().filter(pk__in=[p.pk for p in named])) if named else ()
    visible = {person.pk for person in seen}
    named = [person for person in named if person.pk in visible]
    closed = [str(person) for person in named if not may_read(room.entity, room.key, person)]
    if closed:
        told = _(
            "%(names)s can't see this record and wouldn't hear of it. Take the “@” away, or have the record opened to "
            "them first."
        )
        raise Invalid({"body": [told % {"names": listed(closed)}]})
    return [[str(person.pk), str(person)] for person in sorted(named, key=lambda person: -len(str(person)))]


def standing(body: str, mentions: Iterable[Sequence[str]]) -> Mentions:
    """The mentions whose names still stand in a text that was changed."""
    return [[key, name] for key, name in mentions if f"@{name}" in body]


def shown(body: str, mentions: Iterable[Sequence[str]], reader: uuid.UUID | None = None) -> SafeString:
    """A comment's words for a page: names marked, addresses linked, everything else escaped."""
    keys = {name: key for key, name in mentions}
    names = sorted(keys, key=len, reverse=True)
    parts = re.split(f"(@(?:{'|'.join(map(re.escape, names))}))", body) if names else [body]
    return format_html_join("", "{}", ((_part(part, keys, reader),) for part in parts if part))


def _part(text: str, keys: dict[str, str], reader: uuid.UUID | None) -> SafeString:
    key = keys.get(text[1:]) if text.startswith("@") else None
    if key is not None:
        return format_html('<span class="gx-at{}">{}</span>', " gx-me" if key == str(reader) else "", text)
    link = '<a href="{0}" rel="noopener noreferrer nofollow">{0}</a>'
    pieces = (format_html(link if n % 2 else "{}", piece) for n, piece in enumerate(_ADDRESS.split(text)))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _people(keys: Iterable[Any]) -> list[Any]:
    """Active users by their keys, each able to say what they may."""
    wanted = list(keys)
    rows: Any = get_user_model().objects
    return list(rows.filter(pk__in=wanted, is_active=True, deleted_at__isnull=True)) if wanted else []


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None
