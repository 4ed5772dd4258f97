"""Telling people: the one service that writes notifications."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from guanxi.engine.registry import registry
from guanxi.messaging import following, signals
from guanxi.messaging.models import Notification, Wishes
from guanxi.messaging.models.notification import WAITING
from guanxi.people import standing_in

Place = tuple[int, uuid.UUID | None]
NOWHERE: Place = (0, None)
INSTEAD_OF = "instead_of"
"""What a notification tells besides: for whom its reader stands in."""
OTHER = "other"
"""And what else it is about, as an entity and a key."""
LONGEST_FOLD = 107


def notify(
    people: Iterable[uuid.UUID | None],
    kind: str,
    entity: str = "",
    record: uuid.UUID | None = None,
    *,
    by: uuid.UUID | None = None,
    source: uuid.UUID | None = None,
    told: dict[str, Any] | None = None,
    fold: str = "",
    count: int = 1,
    place: Place = NOWHERE,
    until: dt.datetime | None = None,
) -> None:
    """Tell people of one thing, in the running transaction. Who doesn't want this kind isn't told.

    Unread ones with the same `fold` become one with a number; without one, what only tells is folded by its record and
    what waits for somebody stays apart. `place`: up to where in the event log this tells; what was told isn't again.
    `until`: when it no longer matters. Who stands in for one of them is told as well, where the records are lent.
    """
    wanted = willing({person for person in people if person is not None} - {by}, kind)
    if not wanted:
        return
    fold = fold or (f"{kind}:{record or source}" if kind not in WAITING or place != NOWHERE else "")
    about: dict[str, Any] = {"record": record, "by": by, "source": source, "told": told or {}}
    about |= {"transaction": place[0], "event": place[1], "until": until}
    _tell(wanted, kind, entity, fold, count, about)
    for person, others in _standing_in(wanted, entity).items():
        theirs = about | {"told": about["told"] | {INSTEAD_OF: str(person)}}
        in_place = f"{fold[:LONGEST_FOLD]}~{person.hex[-12:]}" if fold else ""
        _tell(willing(others - wanted - {by}, kind), kind, entity, in_place, count, theirs)


def _standing_in(people: Collection[uuid.UUID], entity: str) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Who else is told, because they stand in for one of the people; by that one."""
    face = registry.get(entity)
    found: dict[uuid.UUID, set[uuid.UUID]] = {}
    for one in standing_in.substitutes(people) if face is not None and face.lent else ():
        found.setdefault(one.person.pk, set()).add(one.substitute.pk)
    return found


def _tell(people: Collection[uuid.UUID], kind: str, entity: str, fold: str, count: int, about: dict[str, Any]) -> None:
    wanted = set(people) - _know_already(people, fold, (about["transaction"], about["event"]))
    fresh = wanted - (_told_anew(wanted, fold, count, about) if fold else set())
    rows = [
        Notification(user=person, kind=kind, entity=entity, fold=fold, count=count, waits=kind in WAITING, **about)
        for person in sorted(fresh)
    ]
    Notification.objects.bulk_create(rows)
    if wanted:
        signals.to_people(sorted(wanted))


def _know_already(people: Collection[uuid.UUID], fold: str, place: Place) -> set[uuid.UUID]:
    """Those who were told of this place in the log or a later one."""
    if place == NOWHERE or not people:
        return set()
    told = Notification.objects.filter(user__in=people, fold=fold)
    later = Q(transaction__gt=place[0]) | Q(transaction=place[0], event__gte=place[1])
    return set(told.filter(later).values_list("user", flat=True))


def told_of(people: Collection[uuid.UUID], fold: str) -> set[uuid.UUID]:
    """Those who were told of this before, whether they read it or not."""
    return set(Notification.objects.filter(user__in=people, fold=fold).values_list("user", flat=True))


def _told_anew(people: Collection[uuid.UUID], fold: str, count: int, about: dict[str, Any]) -> set[uuid.UUID]:
    """Those who have an unread one of the same kind already: it counts on. Returns them."""
    unread = Notification.objects.filter(user__in=people, fold=fold, read_at=None)
    known = set(unread.values_list("user", flat=True))
    if known:
        unread.update(count=F("count") + count, at=timezone.now(), **about)
    return known


def willing(people: Collection[uuid.UUID], kind: str) -> set[uuid.UUID]:
    """Those of the people who didn't say that they don't want this kind."""
    if not people:
        return set()
    against = Wishes.objects.filter(user__in=people, unwanted__contains=[kind]).values_list("user", flat=True)
    return set(people) - set(against)


def hearers(entity: str, record: uuid.UUID) -> set[uuid.UUID]:
    """Who follows a record: by their word, or as its owner."""
    said = following.followers([record]).get(record, {})
    owners = owners_of(entity, [record])
    people = {user for user, wanted in said.items() if wanted}
    owner = owners.get(record)
    return people | ({owner} if owner is not None and said.get(owner) is not False else set())


def owners_of(entity: str, records: Collection[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID | None]:
    """The owner of each of the records."""
    face = registry.get(entity)
    if face is None or face.owner_path != "owner":
        return {}
    return dict(face.manager().filter(pk__in=list(records)).values_list("pk", "owner"))
