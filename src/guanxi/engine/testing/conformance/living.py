"""A record's life: made, changed, merged, deleted, restored; each step told and tied to the one before."""

from __future__ import annotations

from typing import Any

import pytest

from guanxi.engine import gate, origin
from guanxi.engine.errors import Conflict, NotFound
from guanxi.engine.permissions import Mode
from guanxi.engine.reading import history
from guanxi.engine.testing.conformance.base import Subject, stored, where
from guanxi.engine.testing.tables import unchanged
from guanxi.engine.testing.values import plain


def _values(row: dict[str, Any], names: list[str]) -> dict[str, Any]:
    return {name: row[name] for name in names}


class Lives:
    """Create, read, update, delete, restore."""

    @where("create")
    def test_what_is_given_is_what_is_read(self, subject: Subject) -> None:
        values = subject.maker.values(subject.entity, 3)
        record = gate.create(subject.entity, values, actor=subject.boss)
        row = subject.row(record)
        for name in subject.writable:
            assert row[name] == stored(subject.entity.fields[name], values[name]), name
        assert row["version"] == 1
        assert row["created_by"] == row["updated_by"] == subject.boss.pk
        assert row["created_at"] == row["updated_at"]
        assert row["deleted_at"] is None
        for name in subject.entity.lines:
            assert [{**line, "id": None} for line in _lines(row[name])] == [{"id": None, **x} for x in values[name]]

    @where("create")
    def test_json_and_text_give_the_same_record(self, subject: Subject) -> None:
        entity = subject.entity
        values = {k: v for k, v in subject.maker.values(entity, 4).items() if k in entity.fields}
        in_json = gate.create(
            entity, {k: subject.json(k, v) for k, v in values.items()}, actor=subject.boss, given="json"
        )
        row = subject.row(in_json)
        as_text = {name: entity.fields[name].to_text(row[name]) for name in values}
        for name in values:
            changed = gate.update(entity, in_json.pk, {name: as_text[name]}, actor=subject.boss, given="text")
            assert changed.version == 1, f"{name}: {as_text[name]!r} means something else than {row[name]!r}"

    @where("create")
    def test_many_at_once_are_like_one_by_one(self, subject: Subject) -> None:
        from guanxi.engine.gate.cleaning import Cleaner

        entity = subject.entity
        single = subject.row(gate.create(entity, subject.maker.values(entity, 5), actor=subject.boss))
        cleaner = Cleaner(entity, subject.boss)
        cleaned = [cleaner.clean(subject.maker.values(entity, n), creating=True) for n in (6, 7)]
        many = gate.create_many(entity, cleaned, actor=subject.boss)
        for n, record in zip((6, 7), many, strict=True):
            row, wanted = subject.row(record), subject.maker.values(entity, n)
            assert set(row) == set(single)
            for name in subject.writable:
                assert row[name] == stored(entity.fields[name], wanted[name]), name
            for name in entity.lines:
                assert len(row[name]) == len(wanted[name])
            told = subject.events(record)[0].changes
            assert set(told) == set(subject.events(many[0])[0].changes)
            assert set(wanted) <= set(told) | {k for k, v in wanted.items() if v in ("", False, [], None)}
            subject.check_chain(record)

    @where("create", "update")
    def test_each_change_is_told_and_raises_the_version(self, subject: Subject) -> None:
        entity = subject.entity
        record = subject.make(1)
        for number, name in enumerate(subject.changing, start=2):
            before = subject.row(record)[name]
            value = next(
                v for v in (subject.value(name, n) for n in range(2, 9)) if stored(entity.fields[name], v) != before
            )
            with origin.origin("test", "192.0.2.7", "request-7"):
                changed = subject.update(record, {name: value})
            assert changed.version == number
            assert subject.row(record)[name] == stored(entity.fields[name], value)
            newest = history(entity, record.pk, subject.boss)[0]
            told = {change.field: change for change in newest.changes}
            assert getattr(told[name].old, "id", told[name].old) == before, name
            assert getattr(told[name].new, "id", told[name].new) == stored(entity.fields[name], value), name
            assert (newest.verb, newest.via, newest.address) == ("update", "test", "192.0.2.7")
            assert newest.actor is not None
            assert newest.actor.id == subject.boss.pk
        subject.check_chain(record)

    @where("create", "update")
    def test_the_same_values_change_nothing(self, subject: Subject) -> None:
        record = subject.make(1)
        row = subject.row(record)
        same = {name: subject.json(name, row[name]) for name in subject.writable}
        for name, lines in subject.entity.lines.items():
            kinds = lines.fields
            same[name] = [
                {k: plain(kinds[k].to_json(v)) if k in kinds else str(v) for k, v in line.items()}
                for line in _lines(row[name])
            ]
        with unchanged():
            assert subject.update(record, same, given="json").version == 1

    @where("create", "update")
    def test_different_fields_merge_and_the_same_field_is_a_conflict(self, subject: Subject) -> None:
        entity, names = subject.entity, subject.changing
        record = subject.make(1)
        for mine, theirs in zip(names, [*names[1:], names[0]], strict=True):
            if mine == theirs:
                continue
            base = subject.row(record)
            new = {name: _other(subject, name, base[name]) for name in (mine, theirs)}
            subject.update(record, {theirs: new[theirs]}, version=base["version"])
            merged = subject.update(record, {mine: new[mine]}, version=base["version"])
            assert merged.version == base["version"] + 2
            row = subject.row(record)
            assert {mine: row[mine], theirs: row[theirs]} == new
            third = _other(subject, theirs, base[theirs], new[theirs])
            if third is None:
                continue
            with unchanged(), pytest.raises(Conflict) as conflict:
                subject.update(record, {theirs: third}, version=base["version"])
            sides = conflict.value.fields[theirs]
            wanted = {"yours": third, "theirs": new[theirs], "base": base[theirs]}
            assert sides == {side: _told(entity.fields[theirs], value) for side, value in wanted.items()}
            with unchanged(), pytest.raises(Conflict):
                subject.update(record, {mine: base[mine]}, version=base["version"], strict=True)
        subject.check_chain(record)

    @where("create", "delete", "restore")
    def test_deleted_is_gone_until_restored(self, subject: Subject) -> None:
        entity, boss = subject.entity, subject.boss
        record = subject.make(1)
        before = subject.row(record)
        deleted = gate.delete(entity, record.pk, actor=boss)
        assert deleted.version == 2
        assert record.pk not in set(subject.keys())
        assert record.pk in subject.keys(deleted=True)
        for refused in (
            lambda: subject.row(record),
            lambda: subject.update(record, {}),
            lambda: gate.delete(entity, record.pk, actor=boss),
        ):
            with unchanged(), pytest.raises(NotFound):
                refused()
        assert history(entity, record.pk, boss)[0].verb == "delete"
        with unchanged(), pytest.raises(Conflict):
            gate.restore(entity, record.pk, actor=boss, version=1)
        gate.restore(entity, record.pk, actor=boss)
        after = subject.row(record)
        gone = {"version", "updated_at", "updated_by"}
        assert {k: v for k, v in after.items() if k not in gone} == {k: v for k, v in before.items() if k not in gone}
        assert after["version"] == 3
        with unchanged(), pytest.raises(NotFound):
            gate.restore(entity, record.pk, actor=boss)
        subject.check_chain(record)

    @where("create", "update")
    def test_one_change_to_many_is_like_one_by_one(self, subject: Subject) -> None:
        entity, boss = subject.entity, subject.boss
        unique = {field for rule in entity.model._meta.constraints for field in getattr(rule, "fields", ())}
        unique = (unique | {"email"}) & set(subject.writable)
        together = [subject.make(n) for n in (1, 2)]
        singly = [subject.make(n, **{name: subject.value(name, n + 20) for name in unique}) for n in (1, 2)]
        values = {name: subject.value(name, 8) for name in subject.writable if name not in unique}
        result = gate.bulk(entity, [record.pk for record in together], "update", values, actor=boss)
        assert not result.refused
        assert set(result.done) == {record.pk for record in together}
        for record in singly:
            subject.update(record, values)
        for one, other in zip(together, singly, strict=True):
            assert _values(subject.row(one), list(values)) == _values(subject.row(other), list(values))
            told = [[set(event.changes), event.verb, event.version] for event in subject.events(other)]
            assert [[set(event.changes), event.verb, event.version] for event in subject.events(one)] == told
            subject.check_chain(one)

    @where("create")
    def test_what_must_be_given_is_told(self, subject: Subject) -> None:
        from guanxi.engine.errors import Invalid

        kinds: dict[str, Any] = {name: subject.entity.fields[name] for name in subject.writable}
        needed = {n for n, kind in kinds.items() if kind.needed and not (kind.has_default() or kind.default_actor)}
        if needed:
            with unchanged(), pytest.raises(Invalid) as refused:
                gate.create(subject.entity, {}, actor=subject.boss)
            assert set(refused.value.errors) == needed

    def test_field_modes_begin_open(self, subject: Subject) -> None:
        access = subject.boss.access
        for name, kind in subject.entity.fields.items():
            wanted = Mode.OPEN if kind.only_by_verb or kind.editable else Mode.READ_ONLY
            if name not in ("created_at", "created_by", "updated_at", "updated_by", "deleted_at"):
                assert access.mode(subject.entity, name) is wanted, name
            else:
                assert access.mode(subject.entity, name) is Mode.READ_ONLY, name


def _other(subject: Subject, name: str, *taken: Any) -> Any:
    """A good value unlike these; None where the kind has no more."""
    kind = subject.entity.fields[name]
    known = [stored(kind, subject.value(name, n)) for n in range(10, 16)]
    return next((value for value in known if value not in taken), None)


def _told(kind: Any, value: Any) -> Any:
    from guanxi.engine.gate.saving import jsonable

    return jsonable(kind, value)


def _lines(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines as they are read, with the keys of what they link to."""
    return [{name: getattr(value, "id", value) for name, value in line.items()} for line in lines]
