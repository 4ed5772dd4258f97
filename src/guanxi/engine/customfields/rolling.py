"""Fields that tell of a list of other records: how many there are, and what their fields add up to."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import Count, Max, Min, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from guanxi.engine import origin
from guanxi.engine.computing import work_out
from guanxi.engine.customfields import living
from guanxi.engine.customfields.kinds import Rolled
from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery
from guanxi.engine.events.readers import reader
from guanxi.engine.expressions import Wrong
from guanxi.engine.expressions.filtering import as_filter
from guanxi.engine.filters import compile_for_rule
from guanxi.engine.gate.saving import index
from guanxi.engine.permissions.access import Access
from guanxi.engine.registry import registry
from guanxi.engine.rows_sql import write_rows

AT_ONCE = 500
logger = logging.getLogger(__name__)
_ADDED: dict[str, Any] = {"sum": Sum, "min": Min, "max": Max}
_LARGEST = {"integer": 2**31 - 1, "decimal": 10**14 - 1, "money": 10**16 - 1}
"""What the columns of results hold."""


def rolled_of(entity: Entity) -> list[Any]:
    """The fields of an entity that tell of others."""
    return [kind for kind in entity.fields.values() if kind.rolled is not None]


def roll(entity: Entity, keys: Collection[uuid.UUID]) -> int:
    """Bring what records tell of others up to date, with the results that need it; returns how many changed.

    The records are locked before the others are counted, so that whoever comes last has seen everything.
    """
    kinds = _known(entity)
    derived = [*kinds, *(kind for kind, _expression in entity.computed)]
    if not kinds:
        return 0
    with origin.unguarded():
        rows = entity.manager().filter(pk__in=list(keys))
        records = list(rows.defer("search").order_by("pk").select_for_update(of=("self",)))
        told = {f"rolled_{place}": _value(kind) for place, kind in enumerate(kinds)}
        now = {key: values for key, *values in rows.values_list("pk", *told.values())}
        changed = [record for record in records if _put(entity, record, kinds, now[record.pk], derived)]
        is_searched = any(kind.is_searched for kind in derived)
        for record in changed if is_searched else ():
            index(entity, record)
        if changed:
            search = ("search", "sort_key") if is_searched else ()
            write_rows(entity.model, changed, [*dict.fromkeys(kind.name for kind in derived), *search])
    return len(changed)


def _put(entity: Entity, record: Any, kinds: list[Any], values: list[Any], derived: list[Any]) -> bool:
    before = [getattr(record, kind.attname) for kind in derived]
    for kind, value in zip(kinds, values, strict=True):
        setattr(record, kind.attname, value)
    work_out(entity, record)
    return before != [getattr(record, kind.attname) for kind in derived]


def _known(entity: Entity) -> list[Any]:
    """Those that can be told; the others keep what they have."""
    found = []
    for kind in rolled_of(entity):
        try:
            _value(kind)
        except (Wrong, BadQuery, KeyError) as wrong:
            logger.warning("The field %s of %s is not kept up to date any more: %s", kind.name, entity.name, wrong)
        else:
            found.append(kind)
    return found


def _value(kind: Any) -> Any:
    """What a field tells, as the database works it out."""
    rolled: Rolled = kind.rolled
    there = registry[rolled.entity]
    rows = there.manager().filter(_leading(there, rolled.link), deleted_at__isnull=True)
    if rolled.only:
        rows = rows.filter(compile_for_rule(there, as_filter(rolled.only, there.fields), Access([])))
    if rolled.how == "count":
        counted = rows.order_by().values("deleted_at").annotate(told=Count("pk")).values("told")
        return Coalesce(Subquery(counted), Value(0), output_field=_plain(kind))
    name = there.fields[rolled.field].attname
    if rolled.how == "latest":
        found = Subquery(rows.order_by("-created_at", "-pk").values(name)[:1])
        return Coalesce(found, Value(""), output_field=_plain(kind)) if kind.kind == "text" else found
    added = rows.order_by().values("deleted_at").annotate(told=_ADDED[rolled.how](name))
    if kind.kind in _LARGEST:
        most = _LARGEST[kind.kind]
        added = added.filter(told__range=(-most, most))
    return Subquery(added.values("told"), output_field=_plain(kind))


def _leading(there: Entity, link: str) -> Q:
    """The condition of leading to the record that is told of them: once, however many lines do."""
    name, _dot, inner = link.partition(".")
    if not inner:
        return Q(**{name: OuterRef("pk")})
    lines = there.lines[name]
    return Q(pk__in=lines.model._base_manager.filter(**{inner: OuterRef(OuterRef("pk"))}).values(lines.parent))


def _plain(kind: Any) -> Any:
    return kind.clone()


# --- kept up to date --------------------------------------------------------------------------------------------------


def _of_others() -> Q:
    """The events of records that others tell of."""
    living.catch_up()
    told_of = {kind.rolled.entity for entity in list(registry) for kind in rolled_of(entity)}
    return Q(entity__in=sorted(told_of), record__isnull=False, version__gt=0)


@reader(
    "customfields.rolling", from_start=False, concerns=_of_others, columns=("entity", "record", "version", "changes")
)
def follow(batch: list[Any]) -> None:
    """Whatever happens to a record, those that tell of it are brought up to date."""
    for entity in list(registry):
        kinds = rolled_of(entity)
        if kinds:
            keys = sorted({key for kind in kinds for key in concerned(kind.rolled, batch)})
            for first in range(0, len(keys), AT_ONCE):
                roll(entity, keys[first : first + AT_ONCE])


def concerned(rolled: Rolled, batch: Iterable[Any]) -> Iterator[uuid.UUID]:
    """The records that told of those to which something happened, and that tell of them now."""
    there = registry[rolled.entity]
    name, _dot, inner = rolled.link.partition(".")
    records = set()
    for event in batch:
        if event.entity == rolled.entity and event.record is not None and event.version:
            records.add(event.record)
            told = event.changes.get(name, ())
            keys = (line.get(inner) for side in told for line in side or ()) if inner else told
            yield from (uuid.UUID(key) for key in keys if key)
    if records:
        rows: Any = there.manager().filter(pk__in=records)
        if inner:
            rows = there.lines[name].model._base_manager.filter(**{f"{there.lines[name].parent}__in": records})
        link = inner or name
        with origin.unguarded():
            yield from rows.filter(**{f"{link}__isnull": False}).values_list(link, flat=True)
