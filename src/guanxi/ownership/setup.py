"""A pool in the company of the demo, with what fell there and a rule that lets more fall."""

from __future__ import annotations

import datetime as dt
import random

from django.utils import timezone

from guanxi.engine import gate
from guanxi.engine.demo import Demo, demo_part
from guanxi.engine.permissions.policies import presets
from guanxi.engine.registry import registry
from guanxi.ownership import pools, touching
from guanxi.people.models import Role

WAITING = 24
LONGEST = 120
REASONS = ("三次联系都没有回音", "暂时没有预算", "换了采购负责人，要重新开始", "离得太远，交给当地同事更合适")


@demo_part(66)
def follow_ups(demo: Demo) -> None:
    """What the demo's calls and visits say of the last follow-up, before anybody reads the log."""
    for entity in registry.follow_ups():
        touching.move(entity, entity.manager())


@demo_part(70)
def public_pool(demo: Demo) -> None:
    """One pool for all salespeople; some records wait there, given back for good reasons."""
    entity = next(pools.pooled(), None)
    if entity is None or registry["pools"].manager().exists() or "sales_representative" not in presets:
        return
    roles = dict(Role._base_manager.values_list("key", "pk"))
    members = [
        {"role": roles["sales_representative"]},
        {"role": roles["sales_manager"], "manages": True},
    ]
    values = {"name": "公海", "entity": entity.name, "members": members, "daily_cap": 10, "wait_former": 15}
    pool = gate.create(registry["pools"], values, actor=demo.system)
    rule = {"name": "60 天没有跟进", "entity": entity.name, "pool": pool.pk, "days": 60, "warn_days": 7}
    gate.create(registry["recycle-rules"], rule, actor=demo.system)
    dice = random.Random(demo.seed)  # noqa: S311 (sample data)
    rows = entity.manager().filter(deleted_at=None).exclude(owner=None).order_by("sort_key")
    keys = list(rows.values_list("pk", flat=True))
    for key in sorted(dice.sample(keys, min(WAITING, len(keys) // 12))):
        gate.act(entity, key, "give_back", {"reason": dice.choice(REASONS)}, actor=demo.system)
        since = timezone.now() - dt.timedelta(days=dice.randrange(LONGEST))
        entity.manager().filter(pk=key).update(held_since=since)
