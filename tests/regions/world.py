"""A company with a market, for the tests of regions."""

from __future__ import annotations

import uuid
from typing import Any

from guanxi.engine import gate
from guanxi.engine.permissions import as_system
from guanxi.engine.reading import Query, read_page
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.modules.customers.models import Customer
from guanxi.people.models import Region
from tests.house import House, build

CUSTOMERS, REGIONS, ROLES, POOLS, RULES = (
    registry[name] for name in ("customers", "regions", "roles", "pools", "recycle-rules")
)
JINAN, LIAOCHENG, HANGZHOU = (
    "山东省济南市历下区泺源大街 8 号",
    "聊城市东昌府区兴华西路 12 号",
    "杭州市西湖区文三路 1 号",
)


class Market:
    """The house, its regions, and customers here and there."""

    def __init__(self) -> None:
        self.house: House = build()
        self.regions: dict[str, uuid.UUID] = {}

    def region(self, name: str, *divisions: str, part_of: str = "", by: str = "admin", **more: Any) -> uuid.UUID:
        """A new region."""
        values = {"name": name, "divisions": list(divisions), "parent": self.regions.get(part_of), **more}
        self.regions[name] = gate.create(REGIONS, values, actor=self.house[by]).pk
        return self.regions[name]

    def change(self, name: str, by: str = "admin", **values: Any) -> None:
        gate.update(REGIONS, self.regions[name], values, actor=self.house[by])

    def customer(self, name: str, address: str = "", who: str | None = "owner", **more: Any) -> uuid.UUID:
        """A customer of somebody's, or of nobody's."""
        owner = self.house.keys[who] if who else None
        values = {"name": name, "address": address, "owner": owner, **more}
        return gate.create(CUSTOMERS, values, actor=self.house["clerk"]).pk

    def now(self, key: uuid.UUID) -> Customer:
        return Customer._base_manager.get(pk=key)

    def where(self, key: uuid.UUID) -> str:
        """The name of the region in which a customer lies; "" for none."""
        region = self.now(key).sales_region_id  # type: ignore[attr-defined]
        return Region._base_manager.get(pk=region).name if region else ""

    def sees(self, who: str, **asked: Any) -> set[str]:
        """The names of the customers that somebody's list has."""
        return {row["name"] for row in read_page(CUSTOMERS, self.house[who], Query(**asked)).rows}

    def role(self, who: str, **permission: Any) -> None:
        """Give somebody a role of one permission on customers, and nothing else."""
        line = {"entity": "customers", "verbs": "read update", "scope": "own", **permission}
        everybody = [{"entity": name, "verbs": "read", "scope": "all"} for name in ("users", "regions", "departments")]
        with as_system("a role for a test") as system:
            values = {"key": f"r_{who}", "name": f"Role of {who}", "permissions": [line, *everybody]}
            gate.create(ROLES, values, actor=system)
        self.house.give(who, f"r_{who}")

    def work(self) -> None:
        """What was asked for is done."""
        run_jobs_now()
