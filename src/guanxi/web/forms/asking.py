"""Which fields a form asks for as it stands: some are asked only under a condition."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from django.http import QueryDict

from guanxi.engine.entity import Entity
from guanxi.engine.fields.link import Ref
from guanxi.engine.reading import Masked
from guanxi.web.forms.values import Typed

AWAY = "away"
"""The hidden inputs that name the fields which a form did not ask for."""


def as_record(entity: Entity, values: Mapping[str, Any]) -> SimpleNamespace:
    """The values of a form, or of a record as somebody sees it, for an expression; what isn't known is empty."""
    told = {}
    for name, kind in entity.fields.items():
        value = values.get(name)
        if isinstance(value, Ref):
            value = value.id
        elif value is None or isinstance(value, Typed | Masked):
            value = kind.nothing()
        told[kind.attname] = value
    return SimpleNamespace(**told)


def unasked(entity: Entity, values: Mapping[str, Any]) -> set[str]:
    """The fields that aren't asked for."""
    if not entity.asked:
        return set()
    record = as_record(entity, values)
    return {name for name, condition in entity.asked.items() if not condition.holds(record)}


def asked_since(entity: Entity, values: Mapping[str, Any], data: QueryDict) -> set[str]:
    """The fields that a form did not ask for when it was drawn, and has to ask for with what was filled in."""
    away = set(data.getlist(AWAY)) & set(entity.asked)
    return away - unasked(entity, values) if away else set()
