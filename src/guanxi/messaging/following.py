"""Following a record: by one's own word, by owning it, by having said something about it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from guanxi.engine.permissions import Actor
from guanxi.engine.prepared import Prepared
from guanxi.messaging.models import Follow
from guanxi.messaging.rooms import Room


def follow(room: Room, actor: Actor, *, wanted: bool) -> None:
    """The person's own word: it outlasts whatever happens by itself."""
    told = {"entity": room.entity.name, "wanted": wanted}
    Follow.objects.update_or_create(user=actor.pk, record=room.key, defaults=told)


def begin(entity: str, record: uuid.UUID, people: Iterable[uuid.UUID]) -> None:
    """Who takes part follows from now on, unless they said that they don't want to."""
    rows = [Follow(user=person, entity=entity, record=record) for person in dict.fromkeys(people)]
    Follow.objects.bulk_create(rows, ignore_conflicts=True)


_word = Prepared(
    lambda user, record: Follow.objects.filter(user=user, record=record).values_list("wanted"),
    (uuid.UUID(int=0), uuid.UUID(int=1)),
)
"""What somebody said about a record; one word at most."""


def follows(room: Room, actor: Actor, owner: uuid.UUID | None) -> bool:
    """Whether this person hears of the record."""
    word = next((wanted for (wanted,) in _word.rows(actor.pk, room.key)), None)
    return word if word is not None else owner is not None and owner == actor.pk


MOST_FOLLOWED = 200


def followed(actor: Actor) -> dict[str, list[uuid.UUID]]:
    """What this person follows by their own word or by taking part, by entity; the latest, up to a bound."""
    rows = Follow.objects.filter(user=actor.pk, wanted=True).order_by("-pk")
    found: dict[str, list[uuid.UUID]] = {}
    for entity, record in rows.values_list("entity", "record")[:MOST_FOLLOWED]:
        found.setdefault(entity, []).append(record)
    return found


def followers(records: Iterable[uuid.UUID]) -> dict[uuid.UUID, dict[uuid.UUID, bool]]:
    """What people said about each of the records: user to wanted."""
    said: dict[uuid.UUID, dict[uuid.UUID, bool]] = {}
    for record, user, wanted in Follow.objects.filter(record__in=list(records)).values_list("record", "user", "wanted"):
        said.setdefault(record, {})[user] = wanted
    return said
