"""Who saw what is sensitive, who took out what: the part of the event log that is no change."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import Q
from django.utils.dateparse import parse_datetime

from guanxi.engine.errors import BadQuery, NotFound
from guanxi.engine.models.event import TRACES, Event
from guanxi.engine.permissions.access import Actor

RIGHT = ("traces", "read")
PAGE = 50
_SALT = "guanxi.engine.events.traces"


@dataclass(frozen=True)
class Wanted:
    """Only traces of a person, by themselves or in their place, of a record, of one kind."""

    actor: uuid.UUID | None = None
    record: uuid.UUID | None = None
    verb: str = ""


@dataclass(frozen=True)
class TracePage:
    """Traces, newest first, and the mark of the next page."""

    rows: list[Event]
    next: str | None


def traces(actor: Actor, wanted: Wanted, cursor: str = "", limit: int = PAGE) -> TracePage:
    """A page of them; raises NotFound where the actor may not know, BadQuery."""
    if not actor.access.may(*RIGHT):
        raise NotFound()
    if wanted.verb and wanted.verb not in TRACES:
        raise BadQuery("verb")
    rows = Event.objects.filter(verb__in=TRACES)
    if wanted.verb:
        rows = rows.filter(verb=wanted.verb)
    if wanted.actor is not None:
        rows = rows.filter(Q(actor=wanted.actor) | Q(instead_of=wanted.actor))
    if wanted.record is not None:
        rows = rows.filter(record=wanted.record)
    if cursor:
        at, key = _opened(cursor)
        rows = rows.filter(Q(at__lt=at) | Q(at=at, id__lt=key))
    found = list(rows.order_by("-at", "-id")[: limit + 1])
    page = found[:limit]
    more = signing.dumps([page[-1].at.isoformat(), page[-1].pk.hex], salt=_SALT) if len(found) > limit else None
    return TracePage(page, more)


def _opened(cursor: str) -> tuple[dt.datetime, uuid.UUID]:
    try:
        told: Any = signing.loads(cursor, salt=_SALT)
        moment = parse_datetime(told[0])
        if moment is None:
            raise BadQuery("cursor")
        return moment, uuid.UUID(told[1])
    except (signing.BadSignature, ValueError, TypeError, IndexError) as bad:
        raise BadQuery("cursor") from bad
