"""What must not be written isn't; and a refused write leaves every table as it was."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from guanxi.engine import gate, origin
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.fields.base import Kind
from guanxi.engine.record import Unguarded
from guanxi.engine.testing.conformance.base import Subject, stored, where
from guanxi.engine.testing.tables import unchanged
from guanxi.engine.testing.values import bad, edges


def _means(kind: Kind | None, told: Any, present: Any) -> bool:
    """Whether what is told is what stands there already, which is no change."""
    try:
        return kind is not None and kind.from_json(told) == present
    except ValidationError:
        return False


class Refuses:
    """Bad values, closed fields, missing rights."""

    @where("create", "update")
    def test_bad_values_are_told_by_field(self, subject: Subject) -> None:
        record = subject.make(1)
        values = subject.maker.values(subject.entity, 7)
        given = {k: subject.json(k, v) for k, v in values.items() if k in subject.entity.fields}
        with unchanged():
            for name in subject.writable:
                refusals = bad(subject.entity.fields[name])
                for value in refusals:
                    with pytest.raises(Invalid) as refused:
                        subject.update(record, {name: value}, given="json")
                    assert list(refused.value.errors) == [name], value
                odd = {name: refusals[0]}
                result = gate.bulk(subject.entity, [record.pk], "update", odd, actor=subject.boss, given="json")
                assert not result.done
                with pytest.raises(Invalid):
                    gate.create(subject.entity, {**given, **odd}, actor=subject.boss, given="json")

    @where("create", "update")
    def test_edge_values_are_stored_exactly_or_refused(self, subject: Subject) -> None:
        record = subject.make(1)
        told: set[tuple[str, str]] = set()
        for name in subject.writable:
            kind = subject.entity.fields[name]
            for value in edges(kind) if kind.kind != "link" else [None]:
                try:
                    subject.update(record, {name: value})
                except Invalid as refused:
                    told |= {(name, at) for at in refused.errors}
                    continue
                wanted = stored(kind, value)
                now = getattr(subject.entity.manager().get(pk=record.pk), kind.attname)  # type: ignore[attr-defined]
                assert now == wanted or (isinstance(wanted, str) and now == wanted.lower()), name
        assert all(at in (name, "") for name, at in told), told

    @where("create", "update")
    def test_closed_columns_can_not_be_given(self, subject: Subject) -> None:
        """Every column of the model that isn't the actor's to write, by each of its names."""
        entity, record = subject.entity, subject.make(1)
        model, row = entity.model, subject.row(record)
        columns = {field.name for field in model._meta.get_fields()} | {f.attname for f in model._meta.concrete_fields}
        closed = columns - set(subject.writable) - set(entity.lines) | {
            "pk",
            "objects",
            "_state",
            "is_staff",
            "__class__",
        }
        guesses: list[Any] = [1, "x", True, str(uuid.uuid4()), "2020-01-01T00:00:00Z", [], {"id": str(uuid.uuid4())}]
        values = subject.maker.values(entity, 8)
        good = {k: subject.json(k, v) for k, v in values.items() if k in entity.fields}
        with unchanged():
            for name in sorted(closed):
                for value in guesses:
                    if not _means(entity.fields.get(name), value, row.get(name)):
                        with pytest.raises(Invalid) as refused:
                            subject.update(record, {name: value}, given="json")
                        assert list(refused.value.errors) == [name], value
                with pytest.raises(Invalid) as refused:
                    gate.create(entity, {**good, name: guesses[1]}, actor=subject.boss, given="json")
                assert list(refused.value.errors) == [name]

    def test_without_the_right_nothing_happens(self, subject: Subject) -> None:
        entity, record = subject.entity, subject.make(1)
        name = next(iter(subject.writable), entity.title)
        values = subject.maker.values(entity, 9) if "create" in entity.verbs else {}
        present = subject.row(record)[name]

        def attempts(actor: Any) -> dict[str, Any]:
            return {
                "create": lambda: gate.create(entity, values, actor=actor),
                "update": lambda: subject.update(record, {name: present}, actor),
                "delete": lambda: gate.delete(entity, record.pk, actor=actor),
            }

        everything = set(entity.all_verbs) | {"create", "update", "delete"}
        for verb in ("create", "update", "delete"):
            reader = subject.actor(verbs=" ".join(everything - {verb}))
            with unchanged(), pytest.raises(NotAllowed):
                attempts(reader)[verb]()
            for nobody in (subject.company.actor("stranger"), subject.actor("stranger", "import")):
                with unchanged(), pytest.raises(NotFound):
                    attempts(nobody)[verb]()
                with unchanged():
                    assert not gate.bulk(entity, [record.pk], "update", {}, actor=nobody).done
                    assert not gate.bulk(entity, [record.pk], "delete", actor=nobody).done

    @where("create", "delete", "restore")
    def test_restoring_needs_its_right(self, subject: Subject) -> None:
        record = subject.make(1)
        gate.delete(subject.entity, record.pk, actor=subject.boss)
        with unchanged(), pytest.raises(NotAllowed):
            gate.restore(subject.entity, record.pk, actor=subject.actor(verbs="read update delete create"))
        with unchanged(), pytest.raises(NotFound):
            gate.restore(subject.entity, record.pk, actor=subject.company.actor("stranger"))

    def test_what_an_entity_does_not_do_nobody_may(self, subject: Subject) -> None:
        """Not even a role with every right: the verb doesn't exist."""
        entity, record = subject.entity, subject.make(1)
        attempts = {
            "create": lambda: gate.create(entity, {}, actor=subject.boss),
            "update": lambda: subject.update(record, {}),
            "delete": lambda: gate.delete(entity, record.pk, actor=subject.boss),
        }
        for verb in set(attempts) - set(entity.verbs):
            with unchanged(), pytest.raises((NotAllowed, NotFound)):
                attempts[verb]()

    def test_a_missing_record_is_not_found(self, subject: Subject) -> None:
        entity, nobody = subject.entity, uuid.uuid4()
        with unchanged(), pytest.raises((NotFound, NotAllowed)):
            gate.update(entity, nobody, {}, actor=subject.boss)
        with unchanged(), pytest.raises((NotFound, NotAllowed)):
            gate.delete(entity, nobody, actor=subject.boss)
        with unchanged():
            assert nobody in gate.bulk(entity, [nobody], "update", {}, actor=subject.boss).refused

    def test_rows_are_not_read_without_a_rule(self, subject: Subject) -> None:
        model = subject.entity.model
        if getattr(type(model.objects.all()), "_cleared", False):
            return
        rows = model.objects.all()
        ways = (
            lambda: list(rows),
            lambda: rows.first(),
            lambda: rows.get(pk=uuid.uuid4()),
            lambda: rows.count(),
            lambda: rows.exists(),
            lambda: bool(rows),
            lambda: rows[:3].values_list("pk").count(),
            lambda: list(rows.values("pk")[:3]),
            lambda: next(rows.iterator(), None),
            lambda: rows.aggregate(),
            lambda: rows.update(version=7),
            lambda: rows.delete(),
            lambda: rows.in_bulk([uuid.uuid4()]),
            lambda: rows.bulk_create([]),
            lambda: rows.bulk_update([model()], ["version"]),
            lambda: rows.create(),
            lambda: list(rows.union(rows)),
        )
        assert origin.guarded()
        with unchanged():
            for number, way in enumerate(ways):
                assert _is_refused(way), number
        list(model.objects.visible_to(subject.boss))


def _is_refused(way: Any) -> bool:
    try:
        with transaction.atomic():
            way()
    except Unguarded:
        return True
    return False
