"""Customers, what they bought, and the rules that grade them."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from decimal import Decimal
from typing import Any

from django.utils import timezone

from guanxi.engine import gate
from guanxi.engine.jobs import Job, enqueue
from guanxi.engine.reading import read_one
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.grading.measuring import today
from guanxi.messaging import talking
from guanxi.messaging.rooms import Room
from guanxi.modules.customers.models import Customer
from tests.house import House

CUSTOMERS, PURCHASES, RULES, CYCLES = (
    registry[name] for name in ("customers", "purchases", "grading-rules", "contact-cycles")
)
STEPS = (
    {"rating": "customers:grade:A", "amount": Decimal(100_000), "days": 180},
    {"rating": "customers:grade:B", "amount": Decimal(10_000)},
    {"rating": "customers:grade:C", "count": 1},
)


class Grades:
    """The house with customers of its own making."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.numbers = itertools.count(1)

    def customer(self, name: str, who: str = "owner", *bought: tuple[int, int], **more: Any) -> uuid.UUID:
        """A customer who bought for so much so many days ago."""
        values = {"name": name, "owner": self.house.keys[who], **more}
        key: uuid.UUID = gate.create(CUSTOMERS, values, actor=self.house["clerk"]).pk
        for amount, days in bought:
            self.buy(key, amount, days)
        return key

    def buy(self, key: uuid.UUID, amount: int, days: int = 0) -> None:
        day = today() - dt.timedelta(days=days)
        values = {"number": f"N-{next(self.numbers)}", "customer": key, "day": day, "amount": Decimal(amount)}
        gate.create(PURCHASES, values, actor=self.house["clerk"])

    def rule(self, *, active: bool = True, steps: Any = STEPS, **more: Any) -> Any:
        values = {"name": "By value", "entity": "customers", "otherwise": "customers:grade:D", "steps": list(steps)}
        made = gate.create(RULES, {**values, **more}, actor=self.house["admin"])
        return gate.act(RULES, made.pk, "activate", actor=self.house["admin"]) if active else made

    def cooperation(self, **more: Any) -> Any:
        steps = (
            {"rating": "customers:cooperation:cooperating", "days": 180},
            {"rating": "customers:cooperation:again", "followed": 60},
        )
        told = {"name": "Cooperation", "axis": "cooperation", "otherwise": "customers:cooperation:not"}
        return self.rule(steps=steps, **told, **more)

    def cycle(self, days: int, *, active: bool = True, **more: Any) -> Any:
        values = {"name": f"Every {days} days", "entity": "customers", "days": days, **more}
        made = gate.create(CYCLES, values, actor=self.house["admin"])
        return gate.act(CYCLES, made.pk, "activate", actor=self.house["admin"]) if active else made

    def call(self, key: uuid.UUID, days: int = 0, who: str = "owner") -> uuid.UUID:
        """A call so many days ago."""
        told = {"kind": "call", "title": "Call", "happened_at": timezone.now() - dt.timedelta(days=days, minutes=1)}
        return talking.write_note(Room(CUSTOMERS, key), told, self.house[who]).pk

    def night(self) -> dict[str, Any]:
        """The work of one night; how many got another rating."""
        job = enqueue("grading.grade", {}, actor=None)
        run_jobs_now()
        done = Job._base_manager.get(pk=job.pk)
        assert done.state == "done", done.error
        assert done.done == done.total
        return dict(done.result["graded"])

    def now(self, key: uuid.UUID) -> Customer:
        return Customer._base_manager.get(pk=key)

    def grade(self, key: uuid.UUID) -> str:
        return self.now(key).grade

    def why(self, key: uuid.UUID, who: str = "owner", axis: str = "grade") -> str:
        """The reason as somebody reads it."""
        row = read_one(CUSTOMERS, key, self.house[who])
        name = f"{axis}_why"
        return CUSTOMERS.fields[name].to_text(row[name])
