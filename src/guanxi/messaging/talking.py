"""Saying something about a record: comments, notes, signs; through the gate, and with everything that follows."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from guanxi.engine import gate
from guanxi.engine.errors import Invalid, NotFound
from guanxi.engine.fields.anchor import parted
from guanxi.engine.gate.cleaning import Given
from guanxi.engine.permissions import Actor
from guanxi.engine.registry import registry
from guanxi.engine.transactions import atomically
from guanxi.messaging import following, mentions, notifying, pictures, signals
from guanxi.messaging.models import Comment, Note, Reaction
from guanxi.messaging.models.comment import SIGNS
from guanxi.messaging.models.notification import COMMENT, MENTION, NOTE
from guanxi.messaging.rooms import Room, may_read, room

MOST_SIGNS = 3
"""Of one person under one comment."""


def comment(place: Room, body: str, actor: Actor, *, named: Sequence[str] = (), quotes: str = "") -> Comment:
    """Say something about a record that `room` gave; raises Invalid."""
    found = mentions.checked(place, body, named, actor)
    beside = {"about": place.about, "owner_id": actor.pk, "mentions": found, "quotes": _quoted(place, quotes)}
    made: Any = gate.add(registry["comments"], {"body": body}, actor=actor, given="text", beside=beside)
    return made  # type: ignore[no-any-return]


def edit(key: uuid.UUID, body: str, actor: Actor, *, version: int | None = None, named: Sequence[str] = ()) -> Comment:
    """Other words for a comment of one's own; who is named in them anew hears of it. Raises as the gate does."""
    face = registry["comments"]

    def work() -> Comment:
        was = face.manager().filter(pk=key).first()
        if was is None or not was.about:
            raise NotFound()
        entity, record = parted(was.about)
        place = room(registry[entity], record, actor)
        found = mentions.checked(place, body, [*(k for k, _name in was.mentions), *named], actor)
        changed: Any = gate.update(face, key, {"body": body}, actor=actor, version=version, given="text")
        face.manager().filter(pk=key).update(mentions=found)
        changed.mentions = found
        _tell_named(changed, record, entity, {k for k, _name in found} - {k for k, _name in was.mentions})
        return changed  # type: ignore[no-any-return]

    return atomically(work)


def write_note(
    place: Room, values: Mapping[str, Any], actor: Actor, *, given: Given = "text", key: uuid.UUID | None = None
) -> Note:
    """Put a note, a call or a visit on a record that `room` gave; raises NotAllowed, Invalid.

    `key`: the one it was given where it was written, such as on a phone.
    """
    beside = {"about": place.about} | ({"id": key} if key else {})
    made: Any = gate.create(registry["notes"], values, actor=actor, given=given, beside=beside)
    return made  # type: ignore[no-any-return]


def react(key: uuid.UUID, sign: str, actor: Actor) -> uuid.UUID:
    """Put a sign under a comment, or take it away again; raises NotFound, Invalid."""
    if sign not in dict(SIGNS):
        raise Invalid({"sign": [_("This sign isn't one of those there are.")]})
    face = registry["comments"]
    if not may_read(face, key, actor):
        raise NotFound()

    def work() -> uuid.UUID:
        mine = Reaction.objects.filter(comment=key, user=actor.pk)
        if not mine.filter(sign=sign).delete()[0]:
            if mine.count() >= MOST_SIGNS:
                raise Invalid({"sign": [_("At most three signs of yours under one comment.")]})
            Reaction.objects.bulk_create([Reaction(comment_id=key, user=actor.pk, sign=sign)], ignore_conflicts=True)
        about = face.manager().values_list("about", flat=True).get(pk=key)
        if about:
            signals.about_record(parted(about)[1], actor.pk)
        return key

    return atomically(work)


def after_comment(made: Comment, verb: str, changes: dict[str, Any]) -> None:
    """What follows in the transaction of a comment."""
    if not made.about:
        return
    entity, record = parted(made.about)
    signals.about_record(record, made.updated_by_id)  # type: ignore[attr-defined]
    if verb == "create":
        named = [uuid.UUID(key) for key, _name in made.mentions]
        author: uuid.UUID | None = made.owner_id  # type: ignore[attr-defined]
        following.begin(entity, record, [*([author] if author else []), *named])
        _tell_named(made, record, entity, {str(key) for key in named})
        others = notifying.hearers(entity, record) - {author, *named}
        notifying.notify(others, COMMENT, entity, record, by=author, source=made.pk)


def after_note(made: Note, verb: str, changes: dict[str, Any]) -> None:
    """What follows in the transaction of a note."""
    pictures.settle("notes", made.pk, made.body, made.updated_by_id)  # type: ignore[attr-defined]
    if not made.about:
        return
    entity, record = parted(made.about)
    signals.about_record(record, made.updated_by_id)  # type: ignore[attr-defined]
    if verb == "create":
        author: uuid.UUID | None = made.created_by_id  # type: ignore[attr-defined]
        following.begin(entity, record, [author] if author else [])
        others = notifying.hearers(entity, record) - {author}
        notifying.notify(others, NOTE, entity, record, by=author, source=made.pk, told={"kind": made.kind})


def _tell_named(made: Comment, record: uuid.UUID, entity: str, keys: set[str]) -> None:
    people = {uuid.UUID(key) for key in keys} - {made.owner_id}  # type: ignore[attr-defined]
    following.begin(entity, record, people)
    notifying.notify(people, MENTION, entity, record, by=made.owner_id, source=made.pk)  # type: ignore[attr-defined]


def _quoted(place: Room, text: str) -> uuid.UUID | None:
    """The comment that is answered, if it stands on the same record."""
    try:
        key = uuid.UUID(text) if text else None
    except ValueError:
        return None
    rows = registry["comments"].manager().filter(pk=key, about=place.about, deleted_at__isnull=True)
    return key if key is not None and rows.exists() else None
