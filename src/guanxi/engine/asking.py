"""Fields that are asked only under a condition, or have to be filled in from a stage on."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid
from guanxi.engine.expressions import Expression, Type, Wrong, compile_expression
from guanxi.engine.fields.base import Kind

logger = logging.getLogger(__name__)


def conditions(fields: Mapping[str, Kind]) -> dict[str, Expression]:
    """When each of the fields is asked that isn't always; one whose condition doesn't fit any more is always asked."""
    found: dict[str, Expression] = {}
    for name, kind in fields.items():
        if not kind.asked_when:
            continue
        try:
            condition = compile_expression(kind.asked_when, fields)
        except Wrong as wrong:
            logger.warning("When %s is asked can't be told any more: %s", name, wrong)
            continue
        if condition.type is Type.TRUTH:
            found[name] = condition
    return found


def is_asked(entity: Entity, name: str, record: Any) -> bool:
    """Whether a form asks for the field, as the record stands."""
    condition = entity.asked.get(name)
    return condition is None or condition.holds(record)


def demand(entity: Entity, record: Any, touched: Collection[str] | None = None) -> None:
    """Raise Invalid for what has to be filled in as the record stands.

    `touched`: the fields that are being given; a record that came from other times is asked for nothing else. None: it
    is a new record.
    """
    missing = {
        kind.name: [_demanded(entity, kind)]
        for kind in entity.demanding
        if kind.is_nothing(getattr(record, kind.attname))
        and (touched is None or not _concerns(entity, kind.name).isdisjoint(touched))
        and is_asked(entity, kind.name, record)
        and _has_come(entity, kind, record)
    }
    if missing:
        raise Invalid(missing)


def _concerns(entity: Entity, name: str) -> set[str]:
    """The fields on which it hangs whether this one has to be filled in."""
    condition = entity.asked.get(name)
    stage = {entity.stage.name} if entity.stage is not None and entity.fields[name].demanded_from else set()
    return {name, *(condition.uses if condition else ()), *stage}


def _has_come(entity: Entity, kind: Kind, record: Any) -> bool:
    """Whether the record stands at the field's stage or behind it; what was lost is asked for nothing any more."""
    if not kind.demanded_from:
        return True
    stage: Any = entity.stage
    if stage is None or kind.demanded_from not in stage.steps:
        return False
    steps = list(stage.steps)
    here = getattr(record, stage.attname)
    return here in steps and stage.kind_of(here) != "lost" and steps.index(here) >= steps.index(kind.demanded_from)


def _demanded(entity: Entity, kind: Any) -> str:
    if not kind.demanded_from or entity.stage is None:
        return _("Fill this in.")
    told = {"field": kind.verbose_name, "stage": entity.stage.to_text(kind.demanded_from)}
    return _("“%(field)s” is needed from the stage “%(stage)s” on.") % told
