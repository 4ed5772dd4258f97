"""When somebody was on the first page before: what changed since then is news."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from guanxi.engine.permissions import Actor
from guanxi.web.remembering import arrangement, recall, remember

NAME = "home-seen"
A_VISIT = dt.timedelta(hours=1)
"""Coming back within this time is the same visit."""
FURTHEST = dt.timedelta(days=14)
BEGINNING = dt.timedelta(days=7)


def _is_seen(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(_moment(one) is not None for one in value)


arrangement(NAME, _is_seen)


def _moment(text: Any) -> dt.datetime | None:
    try:
        found = parse_datetime(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return found if found is not None and timezone.is_aware(found) else None


def note(actor: Actor) -> None:
    """Somebody is on the first page: a visit begins, unless the last one goes on."""
    now = timezone.now()
    before, latest = _kept(actor)
    if latest is None or now - latest > A_VISIT:
        before = latest or now - BEGINNING
        remember(actor, NAME, [before.isoformat(), now.isoformat()])


def since(actor: Actor) -> dt.datetime:
    """The end of the visit before this one; some days ago for who comes first, and never further than two weeks."""
    now = timezone.now()
    before, latest = _kept(actor)
    here = latest is not None and now - latest <= A_VISIT
    return max((before if here else latest) or now - BEGINNING, now - FURTHEST)


def _kept(actor: Actor) -> tuple[dt.datetime | None, dt.datetime | None]:
    before, latest = recall(actor, NAME).get(NAME) or (None, None)
    return _moment(before), _moment(latest)
