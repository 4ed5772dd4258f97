"""Verbs: refused without the right, at the wrong stage and with odd answers; then nothing has happened."""

from __future__ import annotations

from typing import Any

import pytest

from guanxi.engine import gate
from guanxi.engine.action import Action
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Conflict, EngineError, Invalid, NotAllowed, NotFound, WrongStage
from guanxi.engine.testing.conformance.base import Subject, where
from guanxi.engine.testing.tables import unchanged
from guanxi.engine.testing.values import bad


def _has_actions(entity: Entity) -> bool:
    return bool(entity.actions)


def answers(subject: Subject, action: Action, n: int = 2) -> dict[str, Any]:
    """Good answers to what an action asks."""
    kinds = {**{name: subject.entity.fields[name] for name in action.asks}, **action.inputs}
    return {name: subject.maker.one(subject.entity.name, kind, n) for name, kind in kinds.items()}


class Acts:
    """What holds for every verb."""

    @where(that=_has_actions)
    def test_a_verb_needs_its_right(self, subject: Subject) -> None:
        record = subject.make(1)
        for name, action in subject.entity.actions.items():
            others = " ".join({"read", *subject.entity.all_verbs} - {action.verb})
            given = answers(subject, action)
            for actor, error in ((subject.actor(verbs=others), NotAllowed), (subject.actor(verbs="import"), NotFound)):
                with unchanged(), pytest.raises(error):
                    gate.act(subject.entity, record.pk, name, given, actor=actor)

    @where(that=_has_actions)
    def test_a_verb_refuses_odd_answers(self, subject: Subject) -> None:
        record = subject.make(1)
        for name, action in subject.entity.actions.items():
            kinds = {**{field: subject.entity.fields[field] for field in action.asks}, **action.inputs}
            odd: list[dict[str, Any]] = [{"nothing of the kind": 1}, {"stage": "won"}, {"version": 9}]
            for field, kind in kinds.items():
                odd += [{field: value} for value in bad(kind)]
            with unchanged():
                for values in odd:
                    with pytest.raises((Invalid, WrongStage)):
                        gate.act(subject.entity, record.pk, name, values, actor=subject.boss, given="json")

    @where(that=_has_actions)
    def test_a_verb_starts_from_its_stages_only(self, subject: Subject) -> None:
        stage = subject.entity.stage
        for name, action in subject.entity.actions.items():
            for number, step in enumerate(getattr(stage, "steps", {}).values()):
                record = subject.make(50 + number)
                rows = subject.entity.manager().filter(pk=record.pk)
                rows.update(**{stage.name: step.key})  # type: ignore[union-attr]
                if action.on and step.key not in action.on and step.kind not in action.on:
                    with unchanged(), pytest.raises(WrongStage):
                        gate.act(subject.entity, record.pk, name, answers(subject, action), actor=subject.boss)

    @where(that=_has_actions)
    def test_a_verb_refuses_an_older_version(self, subject: Subject) -> None:
        record = subject.make(1)
        for name, action in subject.entity.actions.items():
            given = answers(subject, action)
            with unchanged(), pytest.raises(Conflict):
                gate.act(subject.entity, record.pk, name, given, actor=subject.boss, version=0)

    @where(that=_has_actions)
    def test_a_bulk_of_verbs_refuses_each_by_itself(self, subject: Subject) -> None:
        record = subject.make(1)
        reader = subject.actor(verbs="read")
        for name, action in subject.entity.actions.items():
            given = answers(subject, action)
            with unchanged():
                result = gate.bulk(subject.entity, [record.pk], name, given, actor=reader)
            assert not result.done
            assert isinstance(result.refused[record.pk], EngineError)

    @where("update", that=lambda entity: entity.stage is not None and entity.stage.only_by_verb)
    def test_a_stage_moves_by_verbs_only(self, subject: Subject) -> None:
        stage = subject.entity.stage
        name, steps = stage.name, list(stage.steps)  # type: ignore[union-attr]
        assert name not in subject.writable
        record = subject.make(1)
        for key in steps[1:]:
            with unchanged(), pytest.raises(Invalid) as refused:
                subject.update(record, {name: key})
            assert list(refused.value.errors) == [name]
            with unchanged(), pytest.raises(Invalid):
                gate.create(subject.entity, {**subject.maker.values(subject.entity, 9), name: key}, actor=subject.boss)
            with unchanged():
                assert not gate.bulk(subject.entity, [record.pk], "update", {name: key}, actor=subject.boss).done

    def test_an_unknown_verb_is_not_there(self, subject: Subject) -> None:
        record = subject.make(1)
        for name in ("nothing", "save", "delete", "__class__", "after_change", "clean", "full_clean"):
            with unchanged(), pytest.raises(NotFound):
                gate.act(subject.entity, record.pk, name, actor=subject.boss)
