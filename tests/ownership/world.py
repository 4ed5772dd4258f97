"""A company with a pool, for the tests of ownership."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from guanxi.engine import gate
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.modules.customers.models import Customer
from guanxi.ownership import membership
from guanxi.ownership.membership import Member
from guanxi.ownership.models import OwnershipEntry, Pool
from tests.house import House, build

CUSTOMERS, POOLS, RULES, LIMITS = (registry[name] for name in ("customers", "pools", "recycle-rules", "holding-limits"))


class Pools:
    """The house, one pool and what happens in it."""

    def __init__(self, **rules: Any) -> None:
        self.house: House = build()
        self.admin = self.house["admin"]
        self.pool = self.make_pool("East", **rules)

    def make_pool(self, name: str, **rules: Any) -> Pool:
        """A pool whose members are the people of the East; the manager manages it."""
        members = [
            {"department": self.house.departments["East"]},
            {"person": self.house.keys["manager"], "manages": True},
        ]
        values = {"name": name, "entity": "customers", "members": members, **rules}
        made: Any = gate.create(POOLS, values, actor=self.admin)
        return Pool._base_manager.get(pk=made.pk)  # type: ignore[no-any-return]

    def set(self, **rules: Any) -> None:
        """Change the rules of the pool."""
        gate.update(POOLS, self.pool.pk, rules, actor=self.admin)

    def rule(self, *, active: bool = True, **more: Any) -> Any:
        """A recycle rule that leads to the pool."""
        values = {"name": "Neglected", "entity": "customers", "pool": self.pool.pk, "days": 30, **more}
        made = gate.create(RULES, values, actor=self.admin)
        return gate.act(RULES, made.pk, "activate", actor=self.admin) if active else made

    def limit(self, most: int, **more: Any) -> Any:
        """A limit, for the people of the East unless said otherwise."""
        subject = {"department": self.house.departments["East"]} if not more.keys() & {"person", "role"} else {}
        return gate.create(
            LIMITS, {"name": "Not too many", "entity": "customers", "most": most, **subject, **more}, actor=self.admin
        )

    def member(self, who: str, pool: Pool | None = None) -> Member:
        """Somebody as a member, as the next request would find them."""
        found = membership.in_pool(self.house[who], (pool or self.pool).pk)
        assert found is not None
        return found

    def owned(self, who: str = "owner", name: str = "Harbour", **more: Any) -> uuid.UUID:
        """A customer of somebody's."""
        made = gate.create(CUSTOMERS, {"name": name, "owner": self.house.keys[who], **more}, actor=self.house["clerk"])
        return made.pk

    def waiting(self, name: str = "Harbour", **more: Any) -> uuid.UUID:
        """A customer that waits in the pool and was nobody's before."""
        made = gate.create(CUSTOMERS, {"name": name, "owner": None, **more}, actor=self.house["clerk"])
        gate.act(CUSTOMERS, made.pk, "to_pool", {"pool": self.pool.pk}, actor=self.house["clerk"])
        return made.pk

    def claim(self, who: str, key: uuid.UUID, reason: str = "") -> Any:
        return gate.act(CUSTOMERS, key, "claim", {"reason": reason}, actor=self.member(who))

    def give_back(self, who: str, key: uuid.UUID, reason: str = "no time") -> Any:
        return gate.act(CUSTOMERS, key, "give_back", {"reason": reason}, actor=self.house[who])

    def now(self, key: uuid.UUID) -> Customer:
        return Customer._base_manager.get(pk=key)

    def owner_of(self, key: uuid.UUID) -> str:
        """By name; "pool" while it waits, "" for nowhere."""
        row = self.now(key)
        if row.owner_id is None:  # type: ignore[attr-defined]
            return "pool" if row.pool_id == self.pool.pk else ""  # type: ignore[attr-defined]
        return next(name for name, pk in self.house.keys.items() if pk == row.owner_id)  # type: ignore[attr-defined]

    def log(self, key: uuid.UUID) -> list[str]:
        """What happened to it, in order."""
        rows = OwnershipEntry._base_manager.filter(about__startswith=str(key)).order_by("created_at", "pk")
        return list(rows.values_list("step", flat=True))

    def age(self, key: uuid.UUID, days: float, *names: str) -> None:
        """Let time go by: what was written on these days was written earlier."""
        moment = timezone.now() - dt.timedelta(days=days)
        Customer._base_manager.filter(pk=key).update(**dict.fromkeys(names or ("held_since",), moment))

    def night(self) -> dict[str, Any]:
        """The work of one night; what it told."""
        from guanxi.engine.jobs import Job, enqueue

        job = enqueue("ownership.recycle", {}, actor=None)
        run_jobs_now()
        done = Job._base_manager.get(pk=job.pk)
        assert done.state == "done", done.error
        return dict(done.result or {})
