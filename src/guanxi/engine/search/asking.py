"""Finding rows by what a person typed."""

from __future__ import annotations

from typing import Any

from django.db import models

from guanxi.engine.entity import Entity
from guanxi.engine.permissions.access import Access
from guanxi.engine.sql import keys_by_index
from guanxi.kit import search_terms

WEIGHTS = "ABCD"
FEW = 1_000


def weight(entity: Entity, place: int) -> str:
    """The group of the index in which a searched field stands; the company's own are all in the last."""
    return WEIGHTS[min(place, 3)] if place < len(entity.search) else WEIGHTS[-1]


def readable_weights(entity: Entity, access: Access) -> str:
    """The groups of the index in which every field may be read: what is hidden can't be found either."""
    closed = {weight(entity, place) for place, name in enumerate(entity.searched) if not access.readable(entity, name)}
    return "".join(weight for weight in WEIGHTS if weight not in closed)


def matching(entity: Entity, rows: models.QuerySet[Any], text: str, access: Access) -> models.QuerySet[Any]:
    """Those of the rows that match the text; none when nothing searchable was typed.

    Few matches are looked up by their keys, so that any order of them is cheap; many are met soon in any order.
    """
    found = meant(entity, rows, text, access)
    keys = keys_by_index(found, FEW)
    return found if keys is None else rows.filter(pk__among=keys)


def meant(entity: Entity, rows: models.QuerySet[Any], text: str, access: Access) -> models.QuerySet[Any]:
    """The same rows, for who looks them up through an index: left to itself the planner may walk the table."""
    weights = readable_weights(entity, access)
    literal = search_terms.query(text, weights) if weights else None
    return rows.filter(search__found=literal) if literal else rows.none()
