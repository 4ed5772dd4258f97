"""How much waits for a person: it comes along with their own row, so that no page asks for it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject

from guanxi.messaging import wishes
from guanxi.messaging.models import Notification, Wishes

WAITING, QUIET = "waiting_now", "quiet_now"
MOST_COUNTED = 99


def number() -> Any:
    """The number of unread notifications that wait for a user, from their index."""
    unread = Notification.objects.filter(user=OuterRef("pk"), waits=True, read_at=None).order_by()
    return Coalesce(Subquery(unread.values("user").annotate(n=Count("pk")).values("n")), 0)


def peace() -> Any:
    """A user's quiet hours, as they stand in the database."""
    told = JSONObject(quiet_from="quiet_from", quiet_until="quiet_until", weekends="quiet_weekends")
    return Subquery(Wishes.objects.filter(user=OuterRef("pk")).values(told=told))


def waiting(user: Any) -> int:
    """What the bell shows: nothing in quiet hours, when all of it waits."""
    if wishes.carried_quiet(getattr(user, QUIET, None), user.time_zone):
        return 0
    found: int | None = getattr(user, WAITING, None)
    if found is None:
        found = Notification.objects.filter(user=user.pk, waits=True, read_at=None).count()
    return min(found, MOST_COUNTED)
