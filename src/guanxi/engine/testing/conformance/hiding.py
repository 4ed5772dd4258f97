"""A field that is hidden, masked or locked for somebody is so everywhere."""

from __future__ import annotations

from typing import Any

import pytest

from guanxi.engine import gate
from guanxi.engine.errors import BadQuery, Invalid
from guanxi.engine.permissions import Mode
from guanxi.engine.reading import Masked, Query, history, read_one, read_page
from guanxi.engine.registry import registry
from guanxi.engine.testing.conformance.base import Subject, where
from guanxi.engine.testing.tables import unchanged

NOWHERE = "there_is_no_such_field"


class Hides:
    """Each field, in each mode, on each way."""

    def test_a_hidden_field_is_not_there(self, subject: Subject) -> None:
        record = subject.make(1)
        for name in subject.entity.fields:
            actor = subject.ruled(name, Mode.HIDDEN)
            assert name not in read_one(subject.entity, record.pk, actor)
            assert all(name not in row for row in read_page(subject.entity, actor, Query()).rows)
            assert name not in actor.access.visible(subject.entity)
            assert all(change.field != name for e in history(subject.entity, record.pk, actor) for change in e.changes)
            self.refuse_questions(subject, actor, name, shown=False)

    def test_a_masked_field_shows_its_outline_only(self, subject: Subject) -> None:
        record = subject.make(1)
        plain = read_one(subject.entity, record.pk, subject.boss)
        for name, kind in subject.entity.fields.items():
            actor = subject.ruled(name, Mode.MASKED)
            rows = [read_one(subject.entity, record.pk, actor)]
            rows += [row for row in read_page(subject.entity, actor, Query()).rows if row["id"] == record.pk]
            for row in rows:
                assert row[name] is None or isinstance(row[name], Masked), name
                if not kind.is_nothing(plain[name]) and kind.kind != "choices":
                    assert isinstance(row[name], Masked), name
                    assert len(str(plain[name])) < 4 or kind.to_text(plain[name]) not in str(row[name]), name
            for event in history(subject.entity, record.pk, actor):
                for change in event.changes:
                    if change.field == name:
                        assert {type(change.old), type(change.new)} <= {Masked, type(None)}
            self.refuse_questions(subject, actor, name, shown=True)

    def refuse_questions(self, subject: Subject, actor: Any, name: str, *, shown: bool) -> None:
        """What can't be read can't be filtered, sorted, nor asked for; in the words for what isn't there."""
        kind = subject.entity.fields[name]
        for ask, unknown in (
            ({"filter": {"field": name, "op": kind.operators[0], "value": None}}, "filter"),
            ({"filter": {"not": {"any": [{"field": f"{name}.name", "op": "eq", "value": 1}]}}}, "filter"),
            ({"sort": (name,)}, "sort"),
            ({"sort": (f"-{name}",)}, "sort"),
            ({"fields": ("id", name)}, "fields"),
        ):
            if shown and unknown == "fields":
                continue
            with pytest.raises(BadQuery) as refused:
                subject.keys(actor, **ask)
            assert refused.value.message.replace(f"{name}.name", NOWHERE).replace(name, NOWHERE) == _unknown(subject)

    @where("create", "update")
    def test_what_is_closed_is_not_written_nor_told_in_a_conflict(self, subject: Subject) -> None:
        record = subject.make(1)
        for name in subject.changing:
            subject.update(record, {name: _another(subject, record, name)})
        values = {name: subject.value(name, 33) for name in subject.writable}
        row = subject.row(record)
        with unchanged():
            for name, wanted in values.items():
                self.refuse_writing(subject, record, name, wanted, row[name])

    def refuse_writing(self, subject: Subject, record: Any, name: str, wanted: Any, now: Any) -> None:
        """What can't be read can't be written, not even unchanged; what is locked can stay as it is."""
        differs = subject.entity.fields[name].checked(wanted) != now
        for mode in (Mode.HIDDEN, Mode.MASKED, Mode.READ_ONLY):
            actor = subject.ruled(name, mode)
            assert name not in actor.access.writable(subject.entity)
            value = now if mode is not Mode.READ_ONLY else wanted
            if mode is not Mode.READ_ONLY or differs:
                for version in (None, 1) if mode is not Mode.READ_ONLY else (None,):
                    with pytest.raises(Invalid) as refused:
                        subject.update(record, {name: value}, actor, version=version)
                    assert list(refused.value.errors) == [name]
                assert not gate.bulk(subject.entity, [record.pk], "update", {name: value}, actor=actor).done
        hidden = subject.ruled(name, Mode.HIDDEN)
        with pytest.raises(Invalid) as refused:
            subject.update(record, {name: wanted}, hidden)
        with pytest.raises(Invalid) as missing:
            subject.update(record, {NOWHERE: wanted}, hidden)
        assert refused.value.errors[name][0].replace(name, NOWHERE) == missing.value.errors[NOWHERE][0]

    def test_a_locked_field_is_still_read(self, subject: Subject) -> None:
        record = subject.make(1)
        plain = subject.row(record)
        for name in subject.entity.fields:
            actor = subject.ruled(name, Mode.READ_ONLY)
            assert subject.row(record, actor)[name] == plain[name]
            if subject.entity.fields[name].sortable:
                assert record.pk in subject.keys(actor, sort=(name,))

    @where("create")
    def test_a_hidden_field_can_not_be_searched(self, subject: Subject) -> None:
        record = subject.make(1)
        row = subject.row(record)
        for name in subject.entity.search:
            text = subject.entity.fields[name].index_text(row[name])
            if not text:
                continue
            assert record.pk in subject.keys(q=text), name
            for mode in (Mode.HIDDEN, Mode.MASKED):
                others = [row[other] for other in subject.entity.search if other != name]
                if text not in "\n".join(str(other) for other in others):
                    assert record.pk not in subject.keys(subject.ruled(name, mode), q=text), name

    def test_a_hidden_title_is_hidden_through_links(self, subject: Subject) -> None:
        target = subject.entity
        blind = subject.ruled(target.title, Mode.HIDDEN)
        for entity in registry:
            links = [name for name, kind in entity.fields.items() if kind.kind == "link" and kind.target == target.name]  # type: ignore[attr-defined]
            if not links or "create" not in entity.verbs:
                continue
            record = subject.maker.make(entity, 70)
            row = read_one(entity, record.pk, blind)
            for name in links:
                if row.get(name) is not None:
                    assert row[name].label is None, (entity.name, name)
                condition = {"field": f"{name}.{target.title}", "op": "eq", "value": "x"}
                with pytest.raises(BadQuery):
                    read_page(entity, blind, Query(filter=condition))


def _unknown(subject: Subject) -> str:
    with pytest.raises(BadQuery) as refused:
        subject.keys(sort=(NOWHERE,))
    return refused.value.message


def _another(subject: Subject, record: Any, name: str) -> Any:
    now = subject.row(record)[name]
    kind = subject.entity.fields[name]
    return next(v for v in (subject.value(name, n) for n in range(2, 9)) if kind.checked(v) != now)
