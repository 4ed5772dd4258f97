"""The map by the company's own regions: how many lie in each with all below it, and which province is whose."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import pgettext

from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Access, Actor
from guanxi.engine.reading import Query, groups
from guanxi.engine.reading.rows import titles_of
from guanxi.kit.provinces import PROVINCES
from guanxi.people import regions

Context = dict[str, Any]
OWN = "own"
MOST_REGIONS = 2_000


def offered(entity: Entity, access: Access) -> bool:
    """Whether records can be counted by the company's own regions for this person."""
    return bool(entity.region_path) and access.readable(entity, entity.region_path)


def by_region(entity: Entity, actor: Actor, query: Query) -> tuple[dict[uuid.UUID | None, int], bool]:
    """How many records lie in each region itself, None for no region; and whether all were counted."""
    found = groups(entity, actor, query, entity.region_path, most=MOST_REGIONS)
    return {bucket.key.id if bucket.key else None: bucket.count.value for bucket in found.buckets}, found.complete


def counted(entity: Entity, actor: Actor, query: Query) -> tuple[list[Context], dict[str, Context], int, bool]:
    """Rows for the table, tiles by the code of their province, how many there are, and whether all were counted.

    A province is told by the region that covers it as a whole, else by the largest of those that cover parts of it.
    """
    counts, complete = by_region(entity, actor, query)
    tree = regions.tree()
    names = titles_of(regions.REGIONS, tree.branches, actor.access)
    rows: dict[uuid.UUID, Context] = {
        key: {
            "key": key,
            "name": name,
            "value": sum(counts.get(one, 0) for one in tree.below(key)),
            "depth": tree.depth(key),
        }
        for key, name in names.items()
    }
    ordered = [row for row in sorted(rows.values(), key=lambda row: (-row["value"], row["depth"])) if row["value"]]
    if counts.get(None):
        told = {"key": None, "name": pgettext("map", "In no region"), "value": counts[None], "depth": 1}
        ordered.append(told)
    tiles = {}
    for province in PROVINCES:
        key = tree.claims.get(province.hans) or _largest(province.hans, tree, rows)
        if key in rows:
            tiles[province.code] = rows[key]
    return ordered, tiles, sum(counts.values()), complete


def _largest(province: str, tree: regions.Tree, rows: dict[uuid.UUID, Context]) -> uuid.UUID | None:
    inside = [key for division, key in tree.claims.items() if division.startswith(f"{province}/") and key in rows]
    return max(inside, key=lambda key: rows[key]["value"], default=None)
