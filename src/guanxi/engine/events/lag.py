"""How far the readers are behind."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from guanxi.engine.events.readers import beyond, readers
from guanxi.engine.models.event import Event, ReaderPosition

BOUND = 10_000


@dataclass(frozen=True)
class Lag:
    """One reader: how many events it has yet to read (at most BOUND is counted), how old the oldest of them is."""

    name: str
    unread: int
    oldest: dt.timedelta
    error: str = ""


def lags() -> list[Lag]:
    """Every declared reader's."""
    known = {position.name: position for position in ReaderPosition.objects.filter(name__in=readers)}
    return [_lag(known.get(name) or ReaderPosition(name=name)) for name in readers]


def _lag(position: ReaderPosition) -> Lag:
    unread = beyond(Event.objects.all(), position)
    first = unread.values_list("at", flat=True).first()
    age = timezone.now() - first if first else dt.timedelta(0)
    return Lag(position.name, unread.values("pk")[:BOUND].count(), age, position.error)
