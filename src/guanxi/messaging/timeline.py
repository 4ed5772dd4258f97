"""What happened around a record: changes, comments, notes, files, newest first, read page by page."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import functools
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject, Left
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery
from guanxi.engine.permissions import Actor
from guanxi.engine.prepared import Prepared
from guanxi.engine.reading import Happening, history
from guanxi.engine.reading.rows import Reader, Row
from guanxi.engine.registry import registry
from guanxi.messaging.models import Comment, Reaction
from guanxi.messaging.rooms import Room

ALL, TALK, CHANGES, FILES = "all", "talk", "changes", "files"
KINDS = (ALL, TALK, CHANGES, FILES)
FILE_VERBS = ("attach", "detach")
QUOTED = 160
TOLD = ("title", "kind", "happened_at", "direction", "outcome", "minutes", "place", "body")
NOTE_FIELDS = (*TOLD, "owner", "created_at")
COMMENT_FIELDS = ("body", "owner", "created_at", "updated_at")
Place = tuple[str, str] | None


@dataclass(frozen=True)
class Item:
    """One thing that happened: a change (`happening`), or a comment or note as a row."""

    at: dt.datetime
    kind: str
    key: uuid.UUID
    happening: Happening | None = None
    row: Row = field(default_factory=dict)


@dataclass(frozen=True)
class Stretch:
    """Some of what happened, and the mark from which to go on; "" at the end."""

    items: list[Item]
    more: str


@dataclass
class Cursor:
    """How far each source was read."""

    version: int | None = None
    comments: Place = None
    notes: Place = None


def read(place: Room, actor: Actor, *, what: str = ALL, mark: str = "", limit: int = 15) -> Stretch:
    """A stretch of what happened around a record whose right to be read was asked; raises BadQuery."""
    cursor, talk = _cursor(mark), what in (ALL, TALK)
    comments = _comments(place, actor, cursor.comments, limit + 1) if talk else []
    notes = _notes(place, actor, cursor.notes, limit + 1) if talk else []
    changes = _changes(place, actor, what, cursor.version, limit + 1) if what != TALK else []
    merged = sorted((*comments, *notes, *changes), key=lambda item: (item.at, item.key), reverse=True)
    items = merged[:limit]
    return Stretch(items, _mark(cursor, items) if len(merged) > limit else "")


def one_comment(place: Room, key: uuid.UUID, actor: Actor) -> Item | None:
    """One comment as the timeline shows it."""
    return next(iter(_comments(place, actor, None, 1, Q(pk=key))), None)


def _changes(place: Room, actor: Actor, what: str, before: int | None, limit: int) -> list[Item]:
    verbs = FILE_VERBS if what == FILES else ()
    found = history(place.entity, place.key, actor, before=before, limit=limit, verbs=verbs, asked=True)
    return [Item(one.at, "change", one.id, happening=one) for one in found]


def _comments(place: Room, actor: Actor, after: Place, limit: int, only: Q | None = None) -> list[Item]:
    return _rows(registry["comments"], place, actor, COMMENT_FIELDS, after, limit, only, ("mentions",), _around_comment)


def _around_comment() -> dict[str, Any]:
    signs = Reaction.objects.filter(comment=OuterRef("pk")).order_by("at")
    quoted = Comment.objects.filter(pk=OuterRef("quotes"), deleted_at__isnull=True)
    return {
        "told_signs": ArraySubquery(signs.values(told=JSONObject(user="user", sign="sign"))),
        "told_quote": Subquery(quoted.values(told=JSONObject(by="owner", body=Left("body", QUOTED), id="id"))),
    }


def _notes(place: Room, actor: Actor, after: Place, limit: int) -> list[Item]:
    return _rows(registry["notes"], place, actor, NOTE_FIELDS, after, limit, None, (), dict)


def _rows(
    face: Entity,
    place: Room,
    actor: Actor,
    fields: Sequence[str],
    after: Place,
    limit: int,
    only: Q | None,
    beside: Sequence[str],
    more: Callable[[], dict[str, Any]],
) -> list[Item]:
    """Rows that hang on the record, with what of their fields the actor may see."""
    access = actor.access
    allowed = access.rows(face, "read", beside=False)
    if allowed is None or not access.readable(face, "created_at"):
        return []
    reader = Reader(face, [name for name in fields if access.readable(face, name)], access)
    hanging, width = Hanging(face, tuple(reader.columns), tuple(beside), more), len(reader.columns)
    if after is None and only is None and not allowed:
        found = _newest(hanging, limit).rows(place.about)
    else:
        rows = hanging.rows(place.about).filter(allowed, only or Q())
        if after is not None:
            at, key = dt.datetime.fromisoformat(after[0]), uuid.UUID(after[1])
            rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=key))
        found = list(rows[:limit])
    names = (*beside, *_names(more))
    read_rows = reader.read(values[:width] for values in found)
    for row, values in zip(read_rows, found, strict=True):
        row.update(zip(names, values[width:], strict=True))
    return [Item(row["created_at"], face.name, row["id"], row=row) for row in read_rows]


@functools.cache
def _names(more: Callable[[], dict[str, Any]]) -> tuple[str, ...]:
    return tuple(more())


@dataclass(frozen=True)
class Hanging:
    """What is read of the rows that hang on a record."""

    face: Entity
    columns: tuple[str, ...]
    beside: tuple[str, ...]
    more: Callable[[], dict[str, Any]]

    def rows(self, about: str) -> QuerySet[Any, Any]:
        """All of them, the newest first."""
        more = self.more()
        rows = self.face.manager().filter(about=about, deleted_at__isnull=True).annotate(**more)
        return rows.order_by("-created_at", "-pk").values_list(*self.columns, *self.beside, *more)


@functools.lru_cache(maxsize=200)
def _newest(hanging: Hanging, limit: int) -> Prepared:
    """The newest ones, for who may see them all."""
    return Prepared(lambda about: hanging.rows(about)[:limit], ("a record",))


def _mark(cursor: Cursor, items: Sequence[Item]) -> str:
    for item in items:
        if item.happening is not None:
            cursor.version = item.happening.version
        elif item.kind == "comments":
            cursor.comments = (item.at.isoformat(), str(item.key))
        else:
            cursor.notes = (item.at.isoformat(), str(item.key))
    told = [cursor.version, cursor.comments, cursor.notes]
    return base64.urlsafe_b64encode(msgspec.json.encode(told)).decode().rstrip("=")


def _cursor(mark: str) -> Cursor:
    if not mark:
        return Cursor()
    try:
        told = base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4))
        version, comments, notes = msgspec.json.decode(told, type=tuple[int | None, Place, Place])
        for place in (comments, notes):
            if place is not None:
                uuid.UUID(place[1])
                if dt.datetime.fromisoformat(place[0]).tzinfo is None:
                    raise ValueError(place)
        if version is not None and not 0 <= version < 2**31:
            raise ValueError(version)
    except (binascii.Error, ValueError, msgspec.DecodeError) as bad:
        raise BadQuery(_("This page mark can't be read. Begin again from the first page.")) from bad
    return Cursor(version, comments, notes)
