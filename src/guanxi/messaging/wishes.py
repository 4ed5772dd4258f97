"""How a person wishes to be told: which kinds, and when they want peace."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.utils import timezone

from guanxi.engine.permissions import Actor
from guanxi.messaging.models import Wishes
from guanxi.messaging.models.notification import KINDS

SATURDAY = 5


def of(actor: Actor) -> Wishes:
    """The person's wishes; the usual ones when they never said any."""
    return Wishes.objects.filter(user=actor.pk).first() or Wishes(user=actor.pk)


def wish(
    actor: Actor,
    *,
    unwanted: Collection[str],
    quiet_from: dt.time | None,
    quiet_until: dt.time | None,
    quiet_weekends: bool,
) -> None:
    """Put down what a person wishes; one end of the quiet hours alone means none."""
    both = quiet_from is not None and quiet_until is not None and quiet_from != quiet_until
    told = {
        "unwanted": [kind for kind in KINDS if kind in unwanted],
        "quiet_from": quiet_from if both else None,
        "quiet_until": quiet_until if both else None,
        "quiet_weekends": quiet_weekends,
    }
    Wishes.objects.update_or_create(user=actor.pk, defaults=told)


def is_quiet(
    quiet_from: dt.time | None, quiet_until: dt.time | None, weekends: bool, zone: str, now: dt.datetime | None = None
) -> bool:
    """Whether a person in this time zone wants peace now; hours may go over midnight."""
    local = timezone.localtime(now, _zone(zone))
    if weekends and local.weekday() >= SATURDAY:
        return True
    if quiet_from is None or quiet_until is None:
        return False
    time = local.time()
    if quiet_from < quiet_until:
        return quiet_from <= time < quiet_until
    return time >= quiet_from or time < quiet_until


def carried_quiet(told: dict[str, Any] | None, zone: str) -> bool:
    """The same, from what came along with the person's own row."""
    if not told:
        return False
    first, last = (dt.time.fromisoformat(told[name]) if told[name] else None for name in ("quiet_from", "quiet_until"))
    return is_quiet(first, last, bool(told["weekends"]), zone)


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name or settings.TIME_ZONE)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)
