"""A person's notifications as they may read them now: rights are asked again, and words are read anew."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone

from guanxi.engine.permissions import Actor
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.registry import registry
from guanxi.messaging import signals
from guanxi.messaging.models import Notification
from guanxi.messaging.models.notification import COMMENT, MENTION
from guanxi.messaging.notifying import INSTEAD_OF, OTHER

WAITS, MENTIONS, ALL = "waits", "mentions", "all"
TABS = (WAITS, MENTIONS, ALL)
PAGE = 30


@dataclass(frozen=True)
class Told:
    """One notification with what its reader may know of it."""

    notification: Notification
    title: str
    who: str
    words: str
    """The beginning of the comment."""
    mentions: Sequence[Sequence[str]]
    instead_of: str = ""
    """The name of the person for whom its reader was told of it."""
    other: str = ""
    """The title of what else it tells of."""


@dataclass(frozen=True)
class Page:
    """Some notifications, newest first, and the mark to go on from."""

    items: list[Told]
    more: str


def read(actor: Actor, tab: str = ALL, *, before: str = "", limit: int = PAGE) -> Page:
    """What a person was told. What they may not see any more is left out, and no longer waits."""
    rows = _tab(actor, tab).order_by("-at", "-id")
    if place := _place(before):
        rows = rows.filter(Q(at__lt=place[0]) | Q(at=place[0], id__lt=place[1]))
    found = list(rows[: limit + 1])
    more = f"{found[limit - 1].at.isoformat()}~{found[limit - 1].pk}" if len(found) > limit else ""
    found = found[:limit]
    titles = _titles(actor, found)
    words = _words(actor, [one.source for one in found if one.kind in (MENTION, COMMENT) and one.source])
    people = registry.for_model(get_user_model()).name
    named = {key for one in found for key in (one.by, _place_of(one)) if key}
    names = titles_of(people, named, actor.access)
    others = _others(actor, found)
    items, gone = [], []
    for one in found:
        title = titles.get((one.entity, one.record), "") if one.record else ""
        said = words.get(one.source) if one.source else None
        if (one.record and not title) or (one.kind == MENTION and said is None):
            gone.append(one)
            continue
        who, whose = (names.get(key, "") if key else "" for key in (one.by, _place_of(one)))
        items.append(Told(one, title, who, *(said or ("", ())), whose, others.get(tuple(one.told.get(OTHER, ())), "")))
    stale = [one.pk for one in gone if one.waits and one.read_at is None]
    if stale:
        Notification.objects.filter(pk__in=stale).update(read_at=timezone.now())
    return Page(items, more)


def _place_of(one: Notification) -> uuid.UUID | None:
    """In whose place somebody was told."""
    return uuid.UUID(one.told[INSTEAD_OF]) if INSTEAD_OF in one.told else None


def counts(actor: Actor) -> dict[str, int]:
    """How many unread ones each tab has."""
    unread = Notification.objects.filter(user=actor.pk, read_at=None)
    rows = list(unread.filter(Q(waits=True) | Q(kind=MENTION)).values_list("waits", "kind")[:200])
    return {WAITS: sum(waits for waits, _kind in rows), MENTIONS: sum(kind == MENTION for _waits, kind in rows)}


def mark_read(actor: Actor, keys: Iterable[uuid.UUID] | None = None) -> int:
    """Mark a person's own notifications as read: these, or all of them."""
    mine = Notification.objects.filter(user=actor.pk, read_at=None)
    if keys is not None:
        mine = mine.filter(pk__in=list(keys))
    count = mine.update(read_at=timezone.now())
    if count:
        signals.to_people([actor.pk])
    return count


def no_longer_wait(kind: str, now: dt.datetime) -> int:
    """Mark as read what no longer matters; returns how many."""
    over = Notification.objects.filter(kind=kind, waits=True, read_at=None, until__lte=now)
    people = list(over.values_list("user", flat=True).distinct())
    count = over.update(read_at=now)
    if people:
        signals.to_people(people)
    return count


def done_with(kind: str, is_over: Callable[[Notification], bool]) -> int:
    """Mark as read what of one kind waits for somebody and is over; returns how many."""
    over = [one for one in Notification.objects.filter(kind=kind, waits=True, read_at=None) if is_over(one)]
    if over:
        Notification.objects.filter(pk__in=[one.pk for one in over]).update(read_at=timezone.now())
        signals.to_people(sorted({one.user for one in over}))
    return len(over)


def one(actor: Actor, key: uuid.UUID) -> Notification | None:
    """A person's own notification."""
    return Notification.objects.filter(user=actor.pk, pk=key).first()


def _tab(actor: Actor, tab: str) -> Any:
    mine = Notification.objects.filter(user=actor.pk)
    if tab == WAITS:
        return mine.filter(waits=True, read_at=None)
    return mine.filter(kind=MENTION) if tab == MENTIONS else mine


def _titles(actor: Actor, found: Iterable[Notification]) -> dict[tuple[str, uuid.UUID | None], str]:
    wanted: dict[str, set[uuid.UUID]] = defaultdict(set)
    for one_ in found:
        if one_.record is not None:
            wanted[one_.entity].add(one_.record)
    told: dict[tuple[str, uuid.UUID | None], str] = {}
    for entity, keys in wanted.items():
        told |= {(entity, key): title or "…" for key, title in titles_of(entity, keys, actor.access).items()}
    return told


def _others(actor: Actor, found: Iterable[Notification]) -> dict[tuple[str, ...], str]:
    """The titles of what notifications tell of besides their records, by entity and key as they name them."""
    wanted: dict[str, set[uuid.UUID]] = defaultdict(set)
    for one_ in found:
        if OTHER in one_.told:
            entity, key = one_.told[OTHER]
            wanted[entity].add(uuid.UUID(key))
    return {
        (entity, str(key)): title
        for entity, keys in wanted.items()
        for key, title in titles_of(entity, keys, actor.access).items()
    }


def _words(actor: Actor, keys: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[str, Sequence[Sequence[str]]]]:
    """The words of comments that still stand and that this person may read."""
    face = registry["comments"]
    if not keys or not actor.access.readable(face, "body"):
        return {}
    rows = actor.access.narrow(face, face.manager().filter(pk__in=keys))
    return {key: (body, mentions) for key, body, mentions in rows.values_list("pk", "body", "mentions")}


def _place(before: str) -> tuple[dt.datetime, uuid.UUID] | None:
    at, _tilde, key = before.partition("~")
    try:
        moment = dt.datetime.fromisoformat(at)
        return (moment, uuid.UUID(key)) if moment.tzinfo else None
    except ValueError:
        return None
