"""What somebody opened last: kept per person, bounded, and shown only as far as their rights reach now."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Any

from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Actor
from guanxi.engine.reading import Query, read_page
from guanxi.engine.registry import registry
from guanxi.engine.uniting.leading import survivors
from guanxi.web import addresses, cells, places
from guanxi.web.remembering import arrangement, recall, remember

KEPT = 24
_SHAPE = re.compile(r"@?[a-z0-9-]{1,60}|[a-z0-9-]{1,60}:[0-9a-f-]{36}")


def _is_recent(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= KEPT and all(isinstance(v, str) and is_visit(v) for v in value)


arrangement("recent", _is_recent)


def is_visit(what: str) -> bool:
    """Whether it names something that can be opened: a record, a list, a page."""
    return bool(_SHAPE.fullmatch(what))


@dataclass(frozen=True)
class Opened:
    """Something opened before, as it is called now."""

    label: str
    icon: str
    url: str
    kind: str
    record: tuple[str, uuid.UUID] | None = None


def visited(actor: Actor, what: str) -> None:
    """Put it at the head of what this person opened."""
    if not is_visit(what):
        return
    kept = recall(actor, "recent").get("recent") or []
    if kept[:1] != [what]:
        remember(actor, "recent", [what, *(other for other in kept if other != what)][:KEPT])


def recent(actor: Actor, limit: int, *, records_only: bool = False) -> list[Opened]:
    """The last ones, newest first; what is gone or may no longer be seen is left out."""
    kept: list[str] = recall(actor, "recent").get("recent") or []
    by_entity: dict[str, list[uuid.UUID]] = {}
    for what in kept:
        name, colon, key = what.partition(":")
        if colon and name in registry and actor.access.may(name, "read"):
            by_entity.setdefault(name, []).append(uuid.UUID(key))
    found: dict[str, Opened] = {}
    for name, keys in by_entity.items():
        found |= _records(registry[name], keys, actor)
    if not records_only:
        known = (place for place in places.places(actor.access) if not place.new)
        found |= {place.name: Opened(place.label, place.icon, place.url, "") for place in known}
    return list(dict.fromkeys(found[what] for what in kept if what in found))[:limit]


def _records(face: Entity, keys: list[uuid.UUID], actor: Actor) -> dict[str, Opened]:
    """What they are called now; one that was merged into another is that one."""
    if not actor.access.readable(face, face.title):
        return {}
    found = _read(face, keys, actor)
    missing = [key for key in keys if key not in found]
    there = survivors(face, missing) if missing else {}
    found |= _read(face, [key for key in there.values() if key not in found], actor) if there else {}
    ends = ((key, there.get(key, key)) for key in keys)
    return {f"{face.name}:{key}": found[end] for key, end in ends if end in found}


def _read(face: Entity, keys: list[uuid.UUID], actor: Actor) -> dict[uuid.UUID, Opened]:
    wanted = {"field": "id", "op": "in", "value": [str(key) for key in keys]}
    rows = read_page(face, actor, Query(filter=wanted, sort=("id",), fields=(face.title,), limit=KEPT)).rows
    return {
        row["id"]: Opened(
            cells.title_of(face, row),
            face.icon,
            addresses.record_url(face.name, row["id"]),
            face.label,
            (face.name, row["id"]),
        )
        for row in rows
    }
