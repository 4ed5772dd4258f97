"""What else of the configuration speaks of a custom field: conditions, views, layouts, recipes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import CharField, JSONField, Q, QuerySet, TextField
from django.db.models.functions import Cast

from guanxi.engine import fields, origin
from guanxi.engine.entity import Entity
from guanxi.engine.models.customfield import CustomField
from guanxi.engine.permissions.access import Actor
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.registry import registry

MOST_NAMED = 5


@dataclass(frozen=True)
class Mention:
    """Records of one kind that speak of a field; `binding` where it is a condition by which rights are given."""

    entity: Entity
    rows: QuerySet[Any]
    binding: bool


def mentions(row: CustomField) -> Iterator[Mention]:
    """Where the field is spoken of, other fields apart, which say so themselves."""
    with origin.unguarded():
        for entity in registry:
            if entity.moves is None or entity.model is CustomField:
                continue
            for binding in (True, False):
                rows = _speaking(entity, row, binding=binding)
                if rows.exists():
                    yield Mention(entity, rows, binding)


def named(found: Mention, actor: Actor) -> list[tuple[Any, str]]:
    """Key and title of the first of them that this actor may see."""
    with origin.unguarded():
        seen = actor.access.narrow(found.entity, found.rows, "read").order_by("pk")
        titles = titles_of(found.entity.name, seen.values_list("pk", flat=True)[:MOST_NAMED], actor.access)
    return list(titles.items())


def _speaking(entity: Entity, row: CustomField, *, binding: bool) -> QuerySet[Any]:
    """The rows of an entity that speak of the field in their own words or in those of their lines."""
    rows = entity.manager().filter(deleted_at__isnull=True)
    found = Q(pk__in=_among(rows, entity.fields, row, binding=binding).values("pk"))
    for lines in entity.lines.values():
        inner = _among(lines.model._base_manager.all(), lines.fields, row, binding=binding)
        found |= Q(pk__in=inner.values(lines.parent))
    return rows.filter(found)


def _among(rows: QuerySet[Any], kinds: Mapping[str, Any], row: CustomField, *, binding: bool) -> QuerySet[Any]:
    """Those of the rows in which one of the texts names the field, where they are about its records."""
    about = [name for name, kind in kinds.items() if isinstance(kind, fields.Noun)]
    told = {f"said_{name}": Cast(name, TextField()) for name, kind in kinds.items() if _tells(kind, binding=binding)}
    if not told:
        return rows.none()
    pattern = rf"custom[_.]{row.key}($|[^a-zA-Z0-9_])"  # in an address, what stands before may be %22
    named = reduce(or_, (Q(**{f"{name}__regex": pattern}) for name in told))
    return rows.alias(**told).filter(named, *(Q(**{name: row.entity}) for name in about[:1]))


def _tells(kind: Any, *, binding: bool) -> bool:
    if kind.is_relation or kind.is_sealed or (kind.kind == "conditions") is not binding:
        return False
    return isinstance(kind, JSONField | CharField | TextField) or bool(kind.several)
