"""Customers with people, talks and the rules of depth and of next steps."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from guanxi.engine import gate
from guanxi.engine.jobs import Job, enqueue
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.messaging import talking
from guanxi.messaging.rooms import Room
from tests.grading.world import CUSTOMERS, Grades

CONTACTS, DEPTHS, STEPS = (registry[name] for name in ("contacts", "depth-rules", "step-rules"))
PLAIN = {
    "people_points": 40, "people_full": 2, "ways_points": 0, "recent_points": 20, "half_life": 10,
    "theirs_points": 20, "theirs_full": 2, "bought_points": 20, "bought_full": 2, "tailored_from": 30,
    "partner_from": 60,
}  # fmt: skip
"""Numbers that can be added up by hand."""


class Bonds(Grades):
    """The house of grades with contacts and talks."""

    def person(self, name: str, at: uuid.UUID, who: str = "owner", **line: Any) -> uuid.UUID:
        """A contact at a customer."""
        given = {key: str(value) if isinstance(value, uuid.UUID) else value for key, value in line.items()}
        values = {"name": name, "owner": str(self.house.keys[who]), "affiliations": [{"customer": str(at), **given}]}
        return gate.create(CONTACTS, values, actor=self.house["clerk"], given="json").pk

    def talk(
        self, key: uuid.UUID, entity: str = "contacts", days: int = 0, who: str = "owner", **more: Any
    ) -> uuid.UUID:
        """A call so many days ago, about a contact or a customer."""
        at = timezone.now() - dt.timedelta(days=days, minutes=1)
        told = {"kind": "call", "title": "Call", "happened_at": at, **more}
        return talking.write_note(Room(registry[entity], key), told, self.house[who]).pk

    def depth_rule(self, *, active: bool = True, **more: Any) -> Any:
        values = {"name": "Depth", "entity": "customers", **PLAIN, **more}
        made = gate.create(DEPTHS, values, actor=self.house["admin"])
        return gate.act(DEPTHS, made.pk, "activate", actor=self.house["admin"]) if active else made

    def step_rule(self, key: str, condition: Any, *, active: bool = True, **more: Any) -> Any:
        values = {"name": key, "entity": "customers", "step": f"customers:{key}", "filter": condition, **more}
        made = gate.create(STEPS, values, actor=self.house["admin"])
        return gate.act(STEPS, made.pk, "activate", actor=self.house["admin"]) if active else made

    def measure(self) -> dict[str, int]:
        """The work of one night; how many came to another level."""
        job = enqueue("grading.deepen", {}, actor=None)
        run_jobs_now()
        done = Job._base_manager.get(pk=job.pk)
        assert done.state == "done", done.error
        return dict(done.result["changed"])

    def told(self, key: uuid.UUID, name: str = "depth_why") -> str:
        """A reason in words."""
        return str(CUSTOMERS.fields[name].to_text(getattr(self.now(key), name)))
