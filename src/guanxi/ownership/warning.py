"""Owners are told before what is theirs falls to a pool: once a day, with the number and the first day."""

from __future__ import annotations

from django.utils import timezone

from guanxi.messaging import notifying
from guanxi.messaging.models.notification import FALLING
from guanxi.ownership import falling, pools


def tell() -> int:
    """In the running transaction; returns how many people were told."""
    today, count = timezone.localdate(timezone=timezone.get_default_timezone()), 0
    for entity in pools.pooled():
        for owner, first, number in falling.falling_soon(entity):
            fold = f"{FALLING}:{entity.name}:{today}"
            if not notifying.told_of([owner], fold):
                told = {"first": first.isoformat()}
                notifying.notify([owner], FALLING, entity.name, told=told, fold=fold, count=number)
                count += 1
    return count
