"""The work that brings records' divisions and regions up to how addresses are read and to the tree of regions."""

from __future__ import annotations

import time
import uuid
from typing import Any

from django.db import connection

from guanxi.engine import origin
from guanxi.engine.entity import Entity
from guanxi.engine.events.readers import Horizon
from guanxi.engine.jobs import Run
from guanxi.engine.rows_sql import write_rows
from guanxi.people import regions
from guanxi.people.models.placed import EDITION

CHUNK = 1_000
PAUSE = 0.2
MOST_WAITS = 150


class Ahead(Horizon):
    """The first transaction that hasn't begun yet: everything below it is over or goes on."""

    template = "pg_snapshot_xmax(pg_current_snapshot())::text::bigint"


def place_all(run: Run) -> dict[str, Any]:
    """Kind by kind; broken off, it goes on where it was."""
    wait_for_others(run)
    told: dict[str, Any] = run.memory.setdefault("told", {})
    for entity in list(regions.placed()):
        if entity.name in run.memory.setdefault("done", []):
            continue
        counts = told.setdefault(entity.name, {"read": 0, "moved": 0})
        _read_anew(run, entity, counts)
        _move(run, entity, counts)
        run.memory["done"].append(entity.name)
        run.memory.pop("after", None)
        run.memory.pop("division", None)
    return told


def wait_for_others(run: Run) -> None:
    """Until every change that began before the tree was what it is now is over: it may place records by the old one.

    After half a minute the work begins all the same; the next night's finds what was missed.
    """
    if connection.in_atomic_block:
        return  # nobody else sees the change yet
    mark = run.mine().values_list(Ahead(), flat=True).first() or 0
    for _wait in range(MOST_WAITS):
        if (run.mine().values_list(Horizon(), flat=True).first() or 0) >= mark:
            return
        run.check()
        time.sleep(PAUSE)


def _read_anew(run: Run, entity: Entity, counts: dict[str, int]) -> None:
    """Read the places of records that an older edition of the reader read, or none."""
    model: Any = entity.model
    after = run.memory.get("after")
    while after != "end":
        run.check()
        rows = entity.manager().filter(placed_by__lt=EDITION).order_by("pk")
        rows = rows.filter(pk__gt=uuid.UUID(after)) if after else rows
        with run.transaction(), origin.unguarded():
            wanted = rows.only("pk", "division", "placed_by", *model.places)
            records = list(wanted.select_for_update(of=("self",))[:CHUNK])
            for record in records:
                record.division, record.placed_by = regions.division_of(record), EDITION
            if records:
                write_rows(model, records, ["division", "placed_by"])
            counts["read"] += len(records)
            after = run.memory["after"] = str(records[-1].pk) if len(records) == CHUNK else "end"


def _move(run: Run, entity: Entity, counts: dict[str, int]) -> None:
    """Give every record the region of its division: division by division, in short steps, only where it differs."""
    rows = entity.manager().order_by("division")
    division = run.memory.get("division", "")
    while division is not None:
        run.check()
        with run.transaction(), origin.unguarded():
            region = regions.tree().region_of(division)
            wrong = regions.wrongly_placed(entity.manager(), division, region).order_by()
            keys = list(wrong.values_list("pk", flat=True)[:CHUNK])
            if keys:
                counts["moved"] += entity.manager().filter(pk__in=keys, division=division).update(sales_region=region)
            if len(keys) < CHUNK:
                ahead = rows.filter(division__gt=division).values_list("division", flat=True)
                division = ahead.first()
            run.memory["division"] = division
