"""The same change to everything a query means, chunk by chunk, each record judged by the gate."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.gate import BulkResult
from guanxi.engine.jobs import Job, Run, enqueue, job
from guanxi.engine.permissions.access import Actor
from guanxi.engine.reading import Query, select
from guanxi.engine.registry import registry
from guanxi.kit.uuids import uuid7
from guanxi.kit.values.texts import as_text

CHUNK = 100
MOST_TOLD = 200
"""Refusals that are told one by one; of the others only the number."""


@dataclass(frozen=True)
class Wish:
    """What shall be done to which records; `values` as a form gives them."""

    entity: str
    verb: str
    values: dict[str, Any] = field(default_factory=dict)
    filter: Any = None
    q: str = ""
    deleted: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "q", as_text(self.q))  # the rest finds nothing, and can't be kept with the work

    @property
    def face(self) -> Entity:
        return registry.written(self.entity)

    def rows(self, actor: Actor) -> QuerySet[Any]:
        """The records it means, as far as the actor sees them; raises NotFound, BadQuery."""
        return select(self.face, actor, Query(filter=self.filter, q=self.q, deleted=self.deleted)).order_by()


def matching_keys(wish: Wish, actor: Actor, most: int) -> list[uuid.UUID] | None:
    """The records by key when there are no more than that, else None."""
    keys = list(wish.rows(actor).order_by("pk").values_list("pk", flat=True)[: most + 1])
    return keys if len(keys) <= most else None


def begin(wish: Wish, actor: Actor, title: str) -> Job:
    """Have it done in the background; what is made afterwards isn't touched. Raises NotFound, BadQuery."""
    wish.rows(actor).exists()
    payload = {
        "entity": wish.entity, "verb": wish.verb, "values": wish.values, "filter": wish.filter,
        "q": wish.q, "deleted": wish.deleted, "until": str(uuid7()),
    }  # fmt: skip
    return enqueue("records.change", payload, actor=actor, title=title, entity=wish.entity)


@job("records.change", label=gettext_lazy("Change many records"), retries=1)
def change(
    run: Run, *, entity: str, verb: str, values: dict[str, Any], filter: Any, q: str, deleted: bool, until: str
) -> dict[str, Any]:
    """Go through the records in the order of their keys; a chunk and what is remembered of it commit together."""
    wish = Wish(entity, verb, values, filter, q, deleted)
    rows = wish.rows(run.actor).filter(pk__lte=uuid.UUID(until))
    total = run.memory.setdefault("total", rows.count())
    while True:
        run.check()
        ahead = rows.filter(pk__gt=uuid.UUID(run.memory["last"])) if "last" in run.memory else rows
        keys = list(ahead.order_by("pk").values_list("pk", flat=True)[:CHUNK])
        if not keys:
            return outcome(run, entity, verb)
        with run.transaction():
            told = gate.bulk(wish.face, keys, verb, values or None, actor=run.actor, given="text")
            run.memory["last"] = str(keys[-1])
            put_down(run, told, total)


def put_down(run: Run, told: BulkResult, total: int) -> None:
    """Remember what came of a chunk, and tell how far it is."""
    memory = run.memory
    memory["done"] = memory.get("done", 0) + len(told.done)
    memory["refusals"] = memory.get("refusals", 0) + len(told.refused)
    kept = memory.setdefault("refused", [])
    kept += [[str(key), error.message] for key, error in told.refused.items()][: MOST_TOLD - len(kept)]
    through = memory["done"] + memory["refusals"]
    run.progress(through, max(total, through))


def outcome(run: Run, entity: str, verb: str) -> dict[str, Any]:
    """What the job's page shows: how many were changed, and why the others were not."""
    memory = run.memory
    return {
        "entity": entity,
        "verb": verb,
        "done": memory.get("done", 0),
        "refusals": memory.get("refusals", 0),
        "refused": memory.get("refused", []),
    }
