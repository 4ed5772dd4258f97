"""What the rows say of each kind of record, read in a few queries; two that are equal are the same kind."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from guanxi.engine.customentities.words import Table
from guanxi.engine.models.customentity import CustomEntity, CustomName, CustomRelation, CustomStage


@dataclass(frozen=True)
class Stage:
    """One stage of a kind."""

    key: str
    label: str
    kind: str
    tone: str
    retired: bool


@dataclass(frozen=True)
class Relation:
    """One link of a kind."""

    name: str
    column: str
    target: str
    label: str
    required: bool
    several: bool = False
    """Whether a record leads to several, in lines."""
    ways: tuple[str, ...] = ()
    """How it can be linked with each of them."""


@dataclass(frozen=True)
class Kind:
    """What is known of one kind of record."""

    key: str
    is_living: bool
    icon: str
    group: str
    numbering: str
    label: tuple[str, Table]
    """A word, and what it is in which languages; so are the next three."""
    label_plural: tuple[str, Table]
    title_label: tuple[str, Table]
    hint: tuple[str, Table]
    stages: tuple[Stage, ...] = ()
    relations: tuple[Relation, ...] = ()


def read() -> Iterator[Kind]:
    """Every kind, those in the recycle bin among them, the oldest first."""
    rows = list(CustomEntity._base_manager.defer("search").order_by("created_at", "id"))
    if not rows:
        return
    stages: dict[uuid.UUID, list[Stage]] = {}
    for line in CustomStage._base_manager.order_by("position"):
        stages.setdefault(line.entity_id, []).append(Stage(line.key, line.label, line.kind, line.tone, line.retired))
    relations: dict[uuid.UUID, list[Relation]] = {}
    for link in CustomRelation._base_manager.order_by("position"):
        relations.setdefault(link.entity_id, []).append(relation(link))
    names: dict[uuid.UUID, list[CustomName]] = {}
    for name in CustomName._base_manager.order_by("position"):
        names.setdefault(name.entity_id, []).append(name)
    for row in rows:
        told = names.get(row.pk, [])
        yield Kind(
            row.key,
            row.deleted_at is None,
            row.icon,
            row.group,
            row.numbering,
            _word(row.label, told, "label"),
            _word(row.label_plural or row.label, told, "label_plural", "label"),
            _word(row.title_label, told, "title_label"),
            _word(row.hint, told, "hint"),
            tuple(stages.get(row.pk, ())),
            tuple(relations.get(row.pk, ())),
        )


def relation(line: CustomRelation) -> Relation:
    """What a line says."""
    ways = tuple(line.ways) if line.several else ()
    return Relation(line.name, line.column, line.target, line.label, line.required, line.several, ways)


def _word(first: str, names: list[CustomName], *fields: str) -> tuple[str, Table]:
    found = ((one.language, next((text for field in fields if (text := getattr(one, field))), "")) for one in names)
    return first, tuple((language, text) for language, text in found if text)
