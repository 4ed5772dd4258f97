"""Background work on custom fields."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guanxi.engine import numbering, origin
from guanxi.engine.computing import work_out
from guanxi.engine.customfields import living
from guanxi.engine.customfields.rolling import roll
from guanxi.engine.entity import Entity
from guanxi.engine.gate.saving import index
from guanxi.engine.jobs import Run, enqueue, job
from guanxi.engine.models.customfield import CustomField
from guanxi.engine.registry import registry
from guanxi.engine.rows_sql import write_rows
from guanxi.engine.sql import index_column

CHUNK = 500
SEARCH = ("search", "sort_key")
Change = Callable[[list[Any]], list[Any]]
"""What is done to some records; gives those that it changed."""


@job("customfields.index", label=_("Build the index of a custom field"))
def build_index(run: Run, *, field: str) -> None:
    """Build it beside those who write; one that was broken off is built anew."""
    row = CustomField._base_manager.filter(pk=uuid.UUID(field)).first()
    if row is not None and row.entity in registry:
        index_column(registry[row.entity].model, living.field_of(row))


@job("customfields.compute", label=_("Work out a custom field for all records"))
def compute(run: Run, *, field: str) -> dict[str, Any]:
    """Every field that is worked out, since others may need this one; people's own changes do the same meanwhile."""
    entity = _entity(field)
    if entity is None or not entity.computed:
        return {}
    kinds = [kind for kind, _expression in entity.computed]
    is_searched = any(kind.is_searched for kind in kinds)

    def is_new(record: Any) -> bool:
        before = [getattr(record, kind.attname) for kind in kinds]
        work_out(entity, record)
        return before != [getattr(record, kind.attname) for kind in kinds]

    def change(records: list[Any]) -> list[Any]:
        new = [record for record in records if is_new(record)]
        for record in new if is_searched else ():
            index(entity, record)
        return new

    told = rewrite(run, entity, change, [*(kind.name for kind in kinds), *(SEARCH if is_searched else ())])
    for row in CustomField._base_manager.filter(over__startswith=f"{entity.name}.", deleted_at__isnull=True):
        payload: dict[str, Any] = {"field": str(row.pk)}
        enqueue("customfields.roll", payload, actor=None, entity="custom-fields", record=row.pk)
    return told


@job("customfields.roll", label=_("Tell of other records anew"))
def roll_all(run: Run, *, field: str) -> dict[str, Any]:
    """Bring what every record tells of others up to date; what happens meanwhile is read by the reader of events."""
    entity = _entity(field)
    if entity is None:
        return {}
    changed = 0

    def change(records: list[Any]) -> list[Any]:
        nonlocal changed
        changed += roll(entity, [record.pk for record in records])
        return []

    told = rewrite(run, entity, change, ())
    return told | {"changed": changed}


@job("customfields.number", label=_("Number the records there are"))
def number(run: Run, *, field: str) -> dict[str, Any]:
    """Give a number to every record without one, in the order in which they were made, as of the day they were made."""
    row = CustomField._base_manager.filter(pk=uuid.UUID(field)).first()
    entity = _entity(field)
    if row is None or entity is None or row.name not in entity.fields:
        return {}
    kind: Any = entity.fields[row.name]
    zone = timezone.get_default_timezone()

    def change(records: list[Any]) -> list[Any]:
        by_day: dict[Any, list[Any]] = {}
        for record in records:
            if not getattr(record, kind.attname):
                by_day.setdefault(timezone.localdate(record.created_at, zone), []).append(record)
        for day, some in by_day.items():
            first = numbering.take(kind.series(entity.name, day), len(some))
            for offset, record in enumerate(some):
                setattr(record, kind.attname, kind.shaped(first + offset, day))
        new = [record for some in by_day.values() for record in some]
        for record in new if kind.is_searched else ():
            index(entity, record)
        return new

    return rewrite(run, entity, change, [kind.name, *(SEARCH if kind.is_searched else ())])


@job("customfields.search", label=_("Build the search index anew"))
def search(run: Run, *, field: str) -> dict[str, Any]:
    """Have every record found by what the fields say now."""
    entity = _entity(field)

    if entity is None:
        return {}

    def change(records: list[Any]) -> list[Any]:
        for record in records:
            index(entity, record)
        return records

    return rewrite(run, entity, change, SEARCH)


def _entity(field: str) -> Entity | None:
    """The records of a field, as this process and the database know them now."""
    living.refresh()
    name = CustomField._base_manager.filter(pk=uuid.UUID(field)).values_list("entity", flat=True).first()
    return registry.get(name) if name else None


def rewrite(run: Run, entity: Entity, change: Change, columns: Sequence[str]) -> dict[str, Any]:
    """Go through all records by key, a chunk at a time, each held while it is changed; what is derived is no event."""
    rows = entity.manager().defer("search").order_by("pk")
    total = run.memory.setdefault("total", rows.count())
    done, changed = run.memory.get("done", 0), run.memory.get("changed", 0)
    while True:
        run.check()
        ahead = rows.filter(pk__gt=uuid.UUID(run.memory["last"])) if "last" in run.memory else rows
        with origin.unguarded(), run.transaction():
            records = list(ahead.select_for_update(of=("self",))[:CHUNK])
            if not records:
                return {"done": done, "changed": changed}
            new = change(records)
            if new:
                write_rows(entity.model, new, columns)
            done, changed = done + len(records), changed + len(new)
            run.memory |= {"last": str(records[-1].pk), "done": done, "changed": changed}
            run.progress(done, max(total, done))
