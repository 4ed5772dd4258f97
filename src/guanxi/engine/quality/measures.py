"""What is measured of an entity, derived from its face."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from guanxi.engine.entity import Entity
from guanxi.engine.fields.base import Kind
from guanxi.engine.filters.compiling import FLAW
from guanxi.engine.permissions import Access
from guanxi.engine.quality import mattering
from guanxi.engine.registry import registry
from guanxi.kit import identity

MISSING, INVALID, STALE, DUPLICATE = "missing", "invalid", "stale", "duplicate"
SORTS = (MISSING, INVALID, STALE, DUPLICATE)
DAYS = 180
"""So many days after it changed last, a record counts as stale."""
_PARSED = ("phone", "email", "url")
Wrong = Callable[[Any], bool]


@dataclass(frozen=True)
class Measure:
    """One thing that can be amiss with a record: in a field, or with the whole."""

    sort: str
    field: str = ""

    @property
    def key(self) -> str:
        return f"{self.sort}.{self.field}" if self.field else self.sort

    @property
    def is_flaw(self) -> bool:
        """Whether it takes more than a filter to know, so that it is looked for by night."""
        return self.sort in (INVALID, DUPLICATE)

    @property
    def filter(self) -> dict[str, Any]:
        """What leaves the records with which it is amiss."""
        if self.is_flaw:
            return {"field": FLAW, "op": "eq", "value": self.key}
        if self.sort == MISSING:
            return {"field": self.field, "op": "empty", "value": True}
        return {"not": {"field": self.field, "op": "within", "value": f"last_{DAYS}_days"}}


def measured() -> list[Entity]:
    """The entities whose data is measured: work that people own, and not what hangs on it or governs the product."""
    return [entity for entity in registry if _is_measured(entity)]


def _is_measured(entity: Entity) -> bool:
    owned = entity.owner_path == "owner" and "owner" in entity.fields
    return owned and entity.lent and entity.anchor is None and {"create", "update"} <= set(entity.verbs)


def is_readable(access: Access) -> bool:
    """Whether somebody may read any of them."""
    return any(access.may(entity.name, "read") for entity in measured())


def measures(entity: Entity) -> list[Measure]:
    """All of them, in the order in which they are told."""
    found = [Measure(MISSING, name) for name in _worthy(entity) if can_be_missing(entity.fields[name])]
    found += [Measure(INVALID, name) for name in checks(entity)]
    found += [Measure(STALE, name) for name in entity.fresh if name in entity.fields]
    return [*found, Measure(DUPLICATE)] if entity.identity is not None else found


def readable(entity: Entity, access: Access) -> list[Measure]:
    """Those of which somebody may know who reads the entity so."""
    return [one for one in measures(entity) if may_know(entity, one, access)]


def may_know(entity: Entity, measure: Measure, access: Access) -> bool:
    """Whether every field that a measure looks at may be read."""
    names = [measure.field] if measure.field else entity.identity.fields if entity.identity else ()
    return all(access.readable(entity, name) for name in names)


def _worthy(entity: Entity) -> Iterator[str]:
    """The fields that ought to be filled in: by the company's word, as the face says, or its key facts and identity."""
    known = entity.identity.fields if entity.identity else ()
    for name in dict.fromkeys(
        mattering.chosen(entity.name) or entity.worthy or (*entity.key_facts, *known, entity.owner_path)
    ):
        if name in entity.fields:
            yield name


def can_be_missing(kind: Kind) -> bool:
    """Whether a field of this kind can be empty, so that somebody could want it filled in."""
    if kind.needed or kind.formula or kind.is_sealed or "empty" not in kind.operators:
        return False
    return kind.null or kind.is_nothing(kind.nothing())


# --- what is wrong with a value -------------------------------------------------------------------------------------


def checks(entity: Entity) -> dict[str, Wrong]:
    """By field, how to tell that what it holds is wrong."""
    numbers = entity.identity.numbers if entity.identity else ()
    found: dict[str, Wrong] = {}
    for name, kind in entity.fields.items():
        if kind.is_sealed or kind.formula:
            continue
        if kind.kind in _PARSED:
            found[name] = _not_parsed(kind)
        elif name in numbers:
            found[name] = identity.is_wrong_number
        elif name in entity.never_ahead:
            found[name] = _ahead
    return found


def _not_parsed(kind: Kind) -> Wrong:
    def is_wrong(value: Any) -> bool:
        try:
            kind.checked(value)
        except ValidationError:
            return True
        return False

    return is_wrong


def _ahead(value: Any) -> bool:
    now = timezone.now()
    return bool(value > now if isinstance(value, dt.datetime) else value > timezone.localdate(now))
