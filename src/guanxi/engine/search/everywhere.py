"""Finding records of every entity by what a person typed, and telling why each was found."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, NotFound
from guanxi.engine.permissions.access import Access, Actor
from guanxi.engine.registry import registry
from guanxi.engine.search.asking import WEIGHTS, readable_weights
from guanxi.kit import search_terms

MOST_HITS = 50
CANDIDATES = 100
"""How many rows of an entity are ranked at most, however many match."""
AROUND = 40
LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """One record: its title, and the field and the spots in it that answer what was typed."""

    entity: str
    id: uuid.UUID
    label: str
    field: str
    text: str
    spans: tuple[tuple[int, int], ...]


def search(actor: Actor, q: str, entities: Sequence[str] | None = None, limit: int = 8) -> list[Hit]:
    """The best hits of each entity that the actor may read, at most `limit` of each; raises BadQuery, NotFound.

    Entities come in the order of the registry, or of `entities`; within one, those found by their title come first.
    """
    if len(q) > LONGEST_TEXT:
        raise BadQuery(_("This search text is too long."))
    if not 1 <= limit <= MOST_HITS:
        raise BadQuery(_("“limit” is a number from 1 to %(most)d.") % {"most": MOST_HITS})
    return [hit for entity in _wanted(actor.access, entities) for hit in _hits(entity, actor.access, q, limit)]


def _wanted(access: Access, names: Sequence[str] | None) -> list[Entity]:
    if names is None:
        return [entity for entity in registry if access.may(entity.name, "read")]
    for name in names:
        if name not in registry or not access.may(name, "read"):
            raise NotFound(_("There are no records of this name."))
    return [registry[name] for name in dict.fromkeys(names)]


def _hits(entity: Entity, access: Access, q: str, limit: int) -> list[Hit]:
    fields = [name for name in entity.searched if access.readable(entity, name)]
    if not access.readable(entity, entity.title) or not (rows := _candidates(entity, access, q, fields)):
        return []
    ranked = sorted((_judged(entity, q, fields, *row) for row in rows), key=lambda judged: judged[0])
    return [hit for _rank, hit in ranked[:limit]]


def _candidates(entity: Entity, access: Access, q: str, fields: Sequence[str]) -> list[tuple[Any, ...]]:
    """Some matching rows; where there are more than are looked at, those whose title matches are surely among them."""
    weights = readable_weights(entity, access)
    literal = search_terms.query(q, weights) if weights else None
    if literal is None:
        return []
    columns = ("pk", entity.title, *(entity.fields[name].attname for name in fields))  # type: ignore[attr-defined]
    rows = access.narrow(entity, entity.manager(), "read").order_by().values_list(*columns)
    found = list(rows.filter(search__found=literal)[:CANDIDATES])
    title = WEIGHTS[min(entity.search.index(entity.title), 3)] if entity.title in entity.search else ""
    if len(found) == CANDIDATES and title in weights and title != weights:
        found += rows.filter(search__found=search_terms.query(q, title))[:CANDIDATES]
    return list(dict.fromkeys(found))


def _judged(
    entity: Entity, q: str, fields: Sequence[str], key: uuid.UUID, title: Any, *values: Any
) -> tuple[tuple[Any, ...], Hit]:
    """A row's rank and hit: by its title from the beginning, by its title, by another field in the face's order."""
    label = str(title)
    spans = search_terms.matches(label, q)
    if spans:
        rank = (0, label.casefold() != q.strip().casefold(), spans[0][0], len(label), label)
        return rank, Hit(entity.name, key, label, entity.title, label, tuple(spans))
    for place, (name, value) in enumerate(zip(fields, values, strict=True)):
        text = entity.fields[name].in_words(value)
        if spans := search_terms.matches(text, q):
            text, spans = _excerpt(text, spans)
            return (1, place, 0, len(label), label), Hit(entity.name, key, label, name, text, tuple(spans))
    return (2, 0, 0, len(label), label), Hit(entity.name, key, label, entity.title, label, ())


def _excerpt(text: str, spans: list[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """The part of a long text around its first spot."""
    if len(text) <= 3 * AROUND:
        return text, spans
    start = max(0, spans[0][0] - AROUND)
    end = start + 3 * AROUND
    before, after = "…" if start else "", "…" if end < len(text) else ""
    shift = len(before) - start
    inside = [(first + shift, min(last, end) + shift) for first, last in spans if first < end]
    return before + text[start:end] + after, inside
