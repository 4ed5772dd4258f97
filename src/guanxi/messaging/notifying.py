"""Telling people: the one service that writes notifications."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import F
from django.utils import timezone

from guanxi.engine.registry import registry
from guanxi.messaging import following, signals
from guanxi.messaging.models import Notification, Wishes
from guanxi.messaging.models.notification import WAITING


def notify(
    people: Iterable[uuid.UUID | None],
    kind: str,
    entity: str = "",
    record: uuid.UUID | None = None,
    *,
    by: uuid.UUID | None = None,
    source: uuid.UUID | None = None,
    told: dict[str, Any] | None = None,
) -> None:
    """Tell people of one thing, in the running transaction. Who doesn't want this kind isn't told.

    Unread ones of the same kind about the same record become one with a number; what waits for somebody stays apart.
    """
    wanted = willing({person for person in people if person is not None} - {by}, kind)
    if not wanted:
        return
    fold = "" if kind in WAITING else f"{kind}:{record or source}"
    fresh = wanted - (_told_anew(wanted, fold, by, source, told or {}) if fold else set())
    about = {"entity": entity, "record": record, "by": by, "source": source, "told": told or {}}
    rows = [Notification(user=person, kind=kind, fold=fold, waits=kind in WAITING, **about) for person in sorted(fresh)]
    Notification.objects.bulk_create(rows)
    signals.to_people(sorted(wanted))


def _told_anew(
    people: Collection[uuid.UUID], fold: str, by: uuid.UUID | None, source: uuid.UUID | None, told: dict[str, Any]
) -> set[uuid.UUID]:
    """Those who have an unread one of the same kind already: it counts on. Returns them."""
    unread = Notification.objects.filter(user__in=people, fold=fold, read_at=None)
    known = set(unread.values_list("user", flat=True))
    if known:
        unread.update(count=F("count") + 1, at=timezone.now(), by=by, source=source, told=told)
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
