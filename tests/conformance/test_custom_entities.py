"""A kind of record that a company declared passes the suite of every entity, with fields of every kind on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from guanxi.engine import gate
from guanxi.engine.customfields import living
from guanxi.engine.customfields.vocabulary import FILES, KINDS, LISTS
from guanxi.engine.permissions import System, as_system
from guanxi.engine.registry import registry
from guanxi.engine.testing.company import Company
from guanxi.engine.testing.conformance import Conformance
from guanxi.engine.testing.conformance.base import Subject
from guanxi.engine.testing.records import Maker
from tests.engine.kinds import shipments

MORE: dict[str, dict[str, str]] = {
    "link": {"target": "quotes"},
    "auto_number": {"pattern": "N-{0000}"},
    "computed": {"formula": "name", "gives": "text"},
}


def declare(system: System) -> str:
    """Sample shipments, with a field of each kind; the name of the kind."""
    row = shipments(system)
    for kind, _label in KINDS:
        if kind == "rollup":
            continue  # it tells of lists that lead here, and none does: tests/engine/test_custom_field_rollups.py
        if kind in FILES:
            continue  # who handed a file in gives it to one record: tests/engine/test_file_fields.py
        more: dict[str, Any] = {"choices": [{"label": "Red"}, {"label": "Blue"}]} if kind in LISTS else {}
        more |= MORE.get(kind, {})
        gate.create(registry["custom-fields"], {"label": kind, "entity": row.key, "kind": kind, **more}, actor=system)
    living.refresh()
    return str(row.key)


class TestCustomEntities(Conformance):
    """The suite, over one such kind."""

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """It is there in the database only, so that none is handed out beforehand."""

    @pytest.fixture
    def subject(self, request: pytest.FixtureRequest, db: None) -> Iterator[Subject]:
        living.clear()
        try:
            with as_system("conformance") as system:
                maker = Maker(system, Company(), self.fitting, self.made)
                entity = registry[declare(system)]
            if not getattr(request.function, "concerns", lambda _entity: True)(entity):
                pytest.skip("The test is about what this kind doesn't have.")
            yield Subject(entity, maker)
        finally:
            living.clear()

    @pytest.fixture
    def entity(self, subject: Subject) -> Any:
        return subject.entity
