"""A parent with its lines is read, changed, checked and versioned as one."""

from __future__ import annotations

from typing import Any

import pytest

from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Conflict, Invalid
from guanxi.engine.permissions import Mode
from guanxi.engine.testing.conformance.base import Subject, where
from guanxi.engine.testing.tables import unchanged
from guanxi.engine.testing.values import bad, plain
from guanxi.kit.uuids import uuid7


def _has_lines(entity: Entity) -> bool:
    return bool(entity.lines)


def _given(line: dict[str, Any]) -> dict[str, Any]:
    """A line as it was read, as values to give."""
    return {name: getattr(value, "id", value) for name, value in line.items()}


class OwnsLines:
    """Lines are made, edited, reordered and removed with their parent."""

    @where("create", "update", that=_has_lines)
    def test_lines_live_with_their_parent(self, subject: Subject) -> None:
        for number, name in enumerate(subject.entity.lines):
            *three, fresh = subject.maker.lines(subject.entity, name, 1, count=4)
            record = subject.make(1 + number, **{name: three})
            first, second, third = (_given(line) for line in subject.row(record)[name])
            subject.update(record, {name: [third, first, fresh]})
            after = [_given(line) for line in subject.row(record)[name]]
            assert after[:2] == [third, first]
            assert {**after[2], "id": None} == {**fresh, "id": None}
            assert second["id"] not in {line["id"] for line in after}
            change = subject.events(record)[-1].changes[name]
            assert [[line["id"] for line in side] for side in change] == [
                [str(line["id"]) for line in side] for side in ((first, second, third), after)
            ]
            assert subject.update(record, {name: after}).version == 2
            subject.update(record, {name: []})
            assert subject.row(record)[name] == []
            subject.check_chain(record)

    @where("create", "update", that=_has_lines)
    def test_lines_and_fields_merge_and_lines_conflict(self, subject: Subject) -> None:
        field = subject.writable[0]
        for number, name in enumerate(subject.entity.lines):
            record = subject.make(1 + number)
            lines = [_given(line) for line in subject.row(record)[name]]
            subject.update(record, {name: lines[:1]}, version=1)
            subject.update(record, {field: subject.value(field, 30 + number)}, version=1)
            assert len(subject.row(record)[name]) == 1
            with unchanged(), pytest.raises(Conflict) as conflict:
                subject.update(record, {name: lines[1:]}, version=1)
            assert list(conflict.value.fields) == [name]

    @where("create", "update", that=_has_lines)
    def test_no_line_is_taken_from_another_record(self, subject: Subject) -> None:
        for number, name in enumerate(subject.entity.lines):
            mine, other = subject.make(1 + 2 * number), subject.make(2 + 2 * number)
            theirs = [_given(line) for line in subject.row(other)[name]]
            try:
                subject.update(mine, {name: theirs})
            except Invalid:
                continue
            finally:
                assert [_given(line) for line in subject.row(other)[name]] == theirs
            assert not {line["id"] for line in subject.row(mine)[name]} & {line["id"] for line in theirs}

    @where("create", "update", that=_has_lines)
    def test_bad_lines_are_told_by_their_place(self, subject: Subject) -> None:
        entity = subject.entity
        for number, name in enumerate(entity.lines):
            record = subject.make(1 + number)
            good = subject.maker.lines(entity, name, 5, count=1)[0]
            for field, kind in entity.lines[name].fields.items():
                with unchanged():
                    for value in bad(kind):
                        line = {
                            **{f: plain(entity.lines[name].fields[f].to_json(v)) for f, v in good.items()},
                            field: value,
                        }
                        with pytest.raises(Invalid) as refused:
                            subject.update(record, {name: [line]}, given="json")
                        assert list(refused.value.errors) == [f"{name}.0.{field}"], value
            needed = {f for f, kind in entity.lines[name].fields.items() if kind.needed}
            for odd in ({}, {"id": str(uuid7())}):
                if needed:
                    with unchanged(), pytest.raises(Invalid) as refused:
                        subject.update(record, {name: [odd]}, given="json")
                    assert {f"{name}.0.{f}" for f in needed} <= set(refused.value.errors) | {
                        f"{name}.0.{f}"
                        for f in needed
                        if entity.lines[name].fields[f].has_default()  # type: ignore[attr-defined]
                    }
            mistakes: list[Any] = ["x", 5, {"a": 1}, [5], [None], [{"id": "x"}], [{"nothing": 1}], [{}] * 501]
            with unchanged():
                for odd in mistakes:
                    with pytest.raises(Invalid):
                        subject.update(record, {name: odd}, given="json")
            twice = _given(subject.row(record)[name][0])
            with unchanged(), pytest.raises(Invalid):
                subject.update(record, {name: [twice, twice]})

    @where("create", "update", that=_has_lines)
    def test_a_line_may_take_the_place_of_one_that_goes(self, subject: Subject) -> None:
        for number, name in enumerate(subject.entity.lines):
            record = subject.make(1 + number)
            first, second = (_given(line) for line in subject.row(record)[name])
            subject.update(record, {name: [{**first, "id": second["id"]}]})
            assert [_given(line) for line in subject.row(record)[name]] == [{**first, "id": second["id"]}]

    @where("create", "update", that=_has_lines)
    def test_lines_follow_the_field_rules(self, subject: Subject) -> None:
        for number, name in enumerate(subject.entity.lines):
            record = subject.make(1 + number)
            values = subject.maker.values(subject.entity, 40)
            for mode in (Mode.HIDDEN, Mode.MASKED, Mode.READ_ONLY):
                actor = subject.ruled(name, mode)
                assert (name in subject.row(record, actor)) is (mode is Mode.READ_ONLY)
                with unchanged(), pytest.raises(Invalid):
                    subject.update(record, {name: []}, actor)
                with unchanged(), pytest.raises(Invalid):
                    gate.create(subject.entity, values, actor=actor)
