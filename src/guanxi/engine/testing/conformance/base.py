"""One entity under test, and how tests are handed out to entities."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

import pytest

from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.events.chain import digest
from guanxi.engine.fields.anchor import Anchored, written
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.link import Ref
from guanxi.engine.models.event import Event
from guanxi.engine.permissions import FieldRule, Mode, Scope, as_system
from guanxi.engine.reading import Query, read_one, read_page
from guanxi.engine.record import Kept
from guanxi.engine.registry import registry
from guanxi.engine.testing.company import Acting, Company, allow, rule
from guanxi.engine.testing.records import Fitting, Made, Maker
from guanxi.engine.testing.values import good, plain

Test = TypeVar("Test", bound=Callable[..., Any])


def where(*verbs: str, that: Callable[[Entity], Any] | None = None) -> Callable[[Test], Test]:
    """The test is for entities that have these standard verbs and of which `that` is true."""

    def mark(test: Test) -> Test:
        test.concerns = lambda entity: set(verbs) <= set(entity.verbs) and (that is None or bool(that(entity)))  # type: ignore[attr-defined]
        return test

    return mark


class Subject:
    """An entity with everything a test of it needs."""

    def __init__(self, entity: Entity, maker: Maker) -> None:
        self.entity, self.maker, self.company = entity, maker, maker.company
        self.boss = self.company.boss()

    # --- making ----------------------------------------------------------------------------------------------------

    def make(self, n: int = 0, **given: Any) -> Kept:
        return self.maker.make(self.entity, n, **given)

    def value(self, name: str, n: int) -> Any:
        return self.maker.one(self.entity.name, self.entity.fields[name], n)

    def json(self, name: str, value: Any) -> Any:
        """A field's value as a program sends it."""
        return plain(self.entity.fields[name].to_json(value))

    @property
    def writable(self) -> list[str]:
        return self.boss.access.writable(self.entity)

    @property
    def changing(self) -> list[str]:
        """The writable fields for which more than one value fits."""
        return [name for name in self.writable if any(self.value(name, n) != self.value(name, 2) for n in range(3, 9))]

    # --- acting ----------------------------------------------------------------------------------------------------

    def actor(self, who: str = "owner", verbs: str = "*", scope: Scope = Scope.ALL, *rules: FieldRule) -> Acting:
        """Somebody with these verbs on this entity, who may see what it goes along with, and nothing else."""
        seen = [registry[self.entity.fields[self.entity.along].target]] if self.entity.along else []  # type: ignore[attr-defined]
        grants = [allow(self.entity.name, verbs, scope), *(allow(other.name, "read") for other in seen)]
        return self.company.actor(who, *grants, rules=rules)

    def ruled(self, field: str, mode: Mode) -> Acting:
        """Somebody who may everything, but for this field."""
        return self.company.boss(rule(self.entity.name, field, mode))

    def update(self, record: Kept, values: Mapping[str, Any], actor: Any = None, **more: Any) -> Kept:
        return gate.update(self.entity, record.pk, values, actor=actor or self.boss, **more)

    # --- reading ---------------------------------------------------------------------------------------------------

    def row(self, record: Kept, actor: Any = None, **more: Any) -> dict[str, Any]:
        """The record as it is read now, links as their keys."""
        row = read_one(self.entity, record.pk, actor or self.boss, **more)
        return {name: _plain(value) for name, value in row.items()}

    def keys(self, actor: Any = None, **query: Any) -> list[uuid.UUID]:
        return [row["id"] for row in read_page(self.entity, actor or self.boss, Query(limit=500, **query)).rows]

    def events(self, record: Kept) -> list[Event]:
        return list(Event.objects.filter(entity=self.entity.name, record=record.pk, version__gt=0).order_by("version"))

    def check_chain(self, record: Kept) -> None:
        """Every event is tied to the one before it, the record to the last, and versions have no gap."""
        previous = b""
        events = self.events(record)
        for number, event in enumerate(events, start=1):
            assert event.version == number
            assert bytes(event.previous) == previous
            previous = bytes(event.hash)
            assert digest(event, bytes(event.previous)) == previous
        now = self.entity.manager().get(pk=record.pk)
        assert (now.version, bytes(now.head)) == (len(events), previous)


def _plain(value: Any) -> Any:
    if isinstance(value, Anchored):
        return written(value.entity, value.id)
    return value.id if isinstance(value, Ref) else value


def stored(kind: Kind, value: Any) -> Any:
    """A good value as it stands in the database afterwards."""
    return kind.checked(value)


class Base:
    """Hands each test to the entities it concerns."""

    exempt: ClassVar[dict[tuple[str, str], str]] = {}
    """(entity, test) to the sentence that says why it is not held to that test."""
    fitting: ClassVar[dict[str, Fitting]] = {}
    made: ClassVar[dict[str, Made]] = {}

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        if "entity" in metafunc.fixturenames:
            concerns = getattr(metafunc.function, "concerns", lambda _entity: True)
            test = metafunc.function.__name__
            chosen = [e for e in registry if concerns(e) and (e.name, test) not in self.exempt]
            metafunc.parametrize("entity", chosen, ids=lambda entity: entity.name)

    @pytest.fixture
    def subject(self, entity: Entity, db: None) -> Subject:
        with as_system("conformance") as system:
            maker = Maker(system, Company(), self.fitting, self.made)
        return Subject(entity, maker)

    def test_exemptions_are_needed_and_have_a_sentence(self) -> None:
        tests = {name for name in dir(self) if name.startswith("test_")}
        for (entity, test), sentence in self.exempt.items():
            assert entity in registry, f"{entity} is no entity any more"
            assert test in tests, f"{test} is no test any more"
            assert len(sentence.split()) > 3, f"{entity}, {test}: a sentence is needed"
        tables: tuple[dict[str, Any], ...] = (self.fitting, self.made)
        for place, told in (item for table in tables for item in table.items()):
            assert place.split(".")[0] in registry
            assert len(told.because.split()) > 3, f"{place}: a sentence is needed"


__all__ = ["Base", "Mode", "Subject", "good", "stored", "where"]
