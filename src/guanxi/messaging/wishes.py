"""How a person wishes to be told: which kinds, and when they want peace."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.utils import timezone

from guanxi.engine.permissions import Actor
from guanxi.messaging.models import Wishes
from guanxi.messaging.models.notification import KINDS, MAILED

SATURDAY = 5


def of(actor: Actor) -> Wishes:
    """The person's wishes; the usual ones when they never said any."""
    return Wishes.objects.filter(user=actor.pk).first() or Wishes(user=actor.pk)


def wish(
    actor: Actor,
    *,
    unwanted: Collection[str],
    unmailed: Collection[str] = (),
    quiet_from: dt.time | None,
    quiet_until: dt.time | None,
    quiet_weekends: bool,
) -> None:
    """Put down what a person wishes; one end of the quiet hours alone means none."""
    both = quiet_from is not None and quiet_until is not None and quiet_from != quiet_until
    told = {
        "unwanted": [kind for kind in KINDS if kind in unwanted],
        "unmailed": [kind for kind in MAILED if kind in unmailed],
        "quiet_from": quiet_from if both else None,
        "quiet_until": quiet_until if both else None,
        "quiet_weekends": quiet_weekends,
    }
    Wishes.objects.update_or_create(user=actor.pk, defaults=told)


def mailed(people: Collection[uuid.UUID], kind: str) -> set[uuid.UUID]:
    """Those of the people to whom this kind goes by e-mail as well."""
    if kind not in MAILED or not people:
        return set()
    against = Wishes.objects.filter(user__in=people, unmailed__contains=[kind]).values_list("user", flat=True)
    return set(people) - set(against)


def is_quiet(
    quiet_from: dt.time | None, quiet_until: dt.time | None, weekends: bool, zone: str, now: dt.datetime | None = None
) -> bool:
    """Whether a person in this time zone wants peace now; hours may go over midnight."""
    local = timezone.localtime(now, zone_of(zone))
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


def zone_of(name: str) -> zoneinfo.ZoneInfo:
    """The person's time zone, or the installation's."""
    try:
        return zoneinfo.ZoneInfo(name or settings.TIME_ZONE)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)
