"""Whatever can lead to a record that merges goes along: every link, every anchor, every table that names records."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import models

from guanxi.engine.entity import Entity
from guanxi.engine.fields.anchor import Anchor, parted, written
from guanxi.engine.record import Line
from guanxi.engine.registry import registry
from guanxi.engine.testing.company import Company
from guanxi.engine.testing.records import Maker
from guanxi.engine.uniting.merging import merge
from guanxi.engine.uniting.places import Places, places
from guanxi.engine.uniting.tables import known
from guanxi.engine.uniting.unmerging import unmerge
from tests.conformance import test_every_entity as suite

MERGING = [entity for entity in registry if entity.merges]
STAY = {
    "engine.event": "What happened to a record is its history and stays its own.",
    "engine.merged": "It says which record was merged.",
    "engine.touched": "A column on its way to another kind is carried over for every row, merged ones too.",
    "engine.matchkey": "A merged record is found by nobody, and has its keys again when it comes back.",
    "engine.flaw": "What is wrong with a merged record is its own; the night looks at both again.",
    "engine.stagespan": "At which stages a record was is its history and stays its own.",
    "ownership.seeninpool": "What somebody looked at on a day is counted that day, and forgotten soon.",
    "engine.job": "It tells what it was asked for then.",
    "engine.pendinglink": "It lives as long as the import that waits for it.",
}
"""Tables that name a record by its key and whose rows stay, and why."""


@pytest.mark.parametrize("entity", MERGING, ids=lambda entity: entity.name)
def test_every_link_to_what_merges_is_found(entity: Entity) -> None:
    found = {(place.entity.model, name) for place in places(entity) for name in place.links}
    for place in places(entity):
        for name, links in place.lines.items():
            found |= {(place.entity.lines[name].model, link) for link in links}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is entity.model:
                own_line = issubclass(model, Line) and field.__class__.__name__ == "Parent"
                assert own_line or (model, field.name) in found, f"{model.__name__}.{field.name}"


def test_every_table_that_names_records_says_what_becomes_of_its_rows() -> None:
    naming = {
        model._meta.label_lower
        for model in apps.get_models()
        if any(field.name == "record" and isinstance(field, models.UUIDField) for field in model._meta.concrete_fields)
    }
    assert naming == STAY.keys() | set(known)
    assert all(sentence.endswith(".") for sentence in STAY.values())


WAYS = [
    (entity, place.entity, name)
    for entity in MERGING
    for place in places(entity)
    for name in (*place.links, *place.anchors, *place.lines)
    if "create" in place.entity.verbs
]


@pytest.mark.django_db
@pytest.mark.parametrize(("entity", "other", "name"), WAYS, ids=lambda told: getattr(told, "name", told))
def test_it_leads_to_the_survivor_and_back(entity: Entity, other: Entity, name: str) -> None:
    company = Company()
    boss = company.boss()
    maker = Maker(boss, company, suite.TestEntities.fitting, suite.TestEntities.made)
    survivor, gone = (maker.make(entity, 900 + n, full=False).pk for n in (0, 1))
    maker._linked[entity.name, 1] = gone
    place = next(place for place in places(entity) if place.entity is other)
    leading = maker.make(other, 5).pk
    if isinstance(other.fields.get(name), Anchor):
        other.manager().filter(pk=leading).update(**{name: written(entity.name, gone)})
    before = where(other, place, name, leading)
    assert gone in before
    done = merge(entity, survivor, [gone], actor=boss)
    assert where(other, place, name, leading) == before - {gone} | {survivor}
    unmerge(entity, survivor, done.pk, actor=boss)
    assert where(other, place, name, leading) == before


def where(entity: Entity, place: Places, name: str, key: Any) -> set[Any]:
    """To which records a record leads by one of its ways."""
    if name in place.lines:
        lines = entity.lines[name]
        rows = lines.model._base_manager.filter(**{lines.parent: key})
        return {key for link in place.lines[name] for key in rows.values_list(f"{link}_id", flat=True)} - {None}
    kind = entity.fields[name]
    value = getattr(entity.manager().get(pk=key), kind.attname)
    return {parted(value)[1]} if isinstance(kind, Anchor) else {value}
