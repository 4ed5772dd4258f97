"""What members see of a pool, and how much of it a day."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine.errors import NotAllowed
from guanxi.engine.fields.anchor import written
from guanxi.engine.sql import take_turns
from guanxi.ownership import pools
from guanxi.ownership.membership import Member
from guanxi.ownership.models import OwnershipEntry, SeenInPool

BOUND = 1_000
MOST_ENTRIES = 20
ORDER = "held_since"


def number(member: Member) -> int:
    """How many records wait, counted up to a bound."""
    return int(pools.waiting(member.pool).values("pk")[: BOUND + 1].count())


def note(member: Member, record: uuid.UUID) -> None:
    """Somebody opens a record; raises NotAllowed when the pool lets them open no more today."""
    cap, today = member.pool.view_cap, timezone.localdate(timezone=timezone.get_default_timezone())
    if cap is None or member.manages:
        return
    from django.db import transaction

    with transaction.atomic():
        take_turns(f"looking:{member.pk}")
        seen = SeenInPool.objects.filter(person=member.pk, pool=member.pool.pk, day=today)
        if seen.filter(record=record).exists():
            return
        if seen.count() >= cap:
            raise NotAllowed(_("You opened %(n)d records of this pool today; more tomorrow.") % {"n": cap})
        SeenInPool.objects.create(person=member.pk, pool=member.pool.pk, day=today, record=record)


def entries(member: Member, record: uuid.UUID) -> list[Any]:
    """Who had a record before, the latest first; for who manages its pool."""
    about = written(member.entity.name, record)
    rows = OwnershipEntry._base_manager.filter(about=about).select_related(
        "from_owner", "to_owner", "from_pool", "to_pool"
    )
    return list(rows.order_by("-created_at")[:MOST_ENTRIES])
