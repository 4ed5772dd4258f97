"""Forty fields of the company's own on every customer, and lists narrowed, ordered and grouped by them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bench.timing import Client, measure
from guanxi.engine import gate
from guanxi.engine.customfields import living
from guanxi.engine.jobs.working import perform
from guanxi.engine.models import Job
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry

if TYPE_CHECKING:
    from bench.work import Work

MANY = 40
SEGMENTS = ("Gold", "Silver", "Bronze", "Iron", "Tin", "Lead", "Zinc", "Copper")
INDEXED = {"score": "integer", "segment": "choice", "seen": "date"}
FURTHER = ("text", "integer", "decimal", "date", "yes_no")
FIELDS = {**INDEXED, **{f"extra_{place}": FURTHER[place % len(FURTHER)] for place in range(MANY - len(INDEXED))}}
"""Keys, and what the fields hold."""
FILLED: dict[str, Callable[[int], Any]] = {
    "text": lambda number: f"W{number % 997}",
    "integer": lambda number: number * 7919 % 100_003,
    "decimal": lambda number: number % 100_003 / 4,
    "date": lambda number: dt.date(2020, 1, 1) + dt.timedelta(days=number * 31 % 2_000),
    "yes_no": lambda number: number % 3 == 0,
    "choice": lambda number: SEGMENTS[number % len(SEGMENTS)].lower(),
}


def provide() -> None:
    """Add the fields through the gate, as an administrator does, and have three of them indexed."""
    entity = registry["custom-fields"]
    with as_system("bench") as system:
        for key, kind in FIELDS.items():
            values: dict[str, Any] = {"label": key, "key": key, "entity": "customers", "kind": kind}
            if kind == "choice":
                values["choices"] = [{"label": label, "key": label.lower()} for label in SEGMENTS]
            row = gate.create(entity, values, actor=system)
            if key in INDEXED:
                gate.act(entity, row.pk, "build_index", {}, actor=system)
        living.catch_up()
        for job in Job.objects.filter(name="customfields.index"):
            perform(job.pk, job.ticket)


def fill(customer: Any, number: int) -> None:
    """What stands in the fields of a customer, by its number."""
    for key, kind in FIELDS.items():
        if hasattr(customer, f"custom_{key}"):
            setattr(customer, f"custom_{key}", FILLED[kind](number))


def reads(work: Work) -> None:
    """The same lists as without such fields."""
    api, page, bare = Client(work.server.port, work.api), Client(work.server.port, work.page), work.bare
    listing = "/api/v1/customers?limit=50&fields=name,custom_score,custom_segment,custom_seen"
    narrow = quote(json.dumps({"field": "custom_score", "op": "eq", "value": 4711}))
    of_few = "custom_score = 4711 ORDER BY sort_key, id"
    work.three(
        "narrowed by an own number",
        lambda: bare.where(of_few),
        (api, f"{listing}&filter={narrow}"),
        (page, f"/customers/?filter={narrow}"),
    )
    broad = quote(json.dumps({"field": "custom_segment", "op": "eq", "value": "gold"}))
    of_many = "custom_segment = 'gold' ORDER BY sort_key, id"
    work.three(
        "narrowed by an own choice",
        lambda: bare.where(of_many),
        (api, f"{listing}&filter={broad}"),
        (page, f"/customers/?filter={broad}"),
    )
    work.three(
        "ordered by an own day",
        lambda: bare.where("TRUE ORDER BY custom_seen DESC NULLS LAST, id DESC"),
        (api, f"{listing}&sort=-custom_seen"),
        (page, "/customers/?sort=-custom_seen"),
    )
    keys = tuple(label.lower() for label in SEGMENTS)
    work.note("grouped by an own choice", "sql", measure(lambda: bare.groups(keys), work.rounds))
    address = "/customers/?layout=groups&by=custom_segment"
    work.note("grouped by an own choice", "page", measure(lambda: page.get(address), work.rounds))
