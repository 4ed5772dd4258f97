"""What a company asks for before a record comes to a stage holds on every way there."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from guanxi.engine import gate
from guanxi.engine.customfields import living
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.permissions import Scope
from guanxi.engine.reading import Query, history, read_one, read_page
from guanxi.engine.registry import registry
from guanxi.engine.testing.company import Acting, Company, allow
from tests.engine.customising import FIELDS, QUOTES, add
from tests.engine.kinds import face, shipments

pytestmark = pytest.mark.django_db
RULES = registry["stage-rules"]
TOLD = "No amount yet."


def rule(actor: Any, stage: str, **more: Any) -> Any:
    """A rule for a stage, as it is asked for by this process from now on."""
    row = gate.create(RULES, {"stage": stage, "told": TOLD, **more}, actor=actor)
    living.refresh()
    return row


def quote(actor: Any, **values: Any) -> Any:
    return gate.create(QUOTES, {"name": "One", **values}, actor=actor).pk


def stage_of(entity: Any, key: Any, actor: Any) -> str:
    return str(read_one(entity, key, actor)["stage"])


class TestConditions:
    def test_a_verb_leads_there_only_when_the_condition_holds(self, boss: Acting) -> None:
        rule(boss, "quotes:sent", only_when="amount > 100")
        one = quote(boss, amount=Decimal(100))
        with pytest.raises(Invalid) as refused:
            gate.act(QUOTES, one, "send", {}, actor=boss)
        assert refused.value.errors == {"stage": [TOLD]}
        assert stage_of(QUOTES, one, boss) == "draft"
        assert [event.verb for event in history(QUOTES, one, boss)] == ["create"]
        gate.update(QUOTES, one, {"amount": Decimal(101)}, actor=boss)
        gate.act(QUOTES, one, "send", {}, actor=boss)
        assert stage_of(QUOTES, one, boss) == "sent"

    def test_what_is_there_already_stays(self, boss: Acting) -> None:
        one = quote(boss)
        gate.act(QUOTES, one, "send", {}, actor=boss)
        rule(boss, "quotes:sent", only_when="amount > 100")
        gate.update(QUOTES, one, {"name": "Other"}, actor=boss)
        assert read_one(QUOTES, one, boss)["name"] == "Other"

    def test_a_field_of_the_companys_own_is_asked_for(self, boss: Acting) -> None:
        row = add(boss, "Paid", kind="yes_no")
        rule(boss, "quotes:sent", only_when=row.name)
        one = quote(boss)
        with pytest.raises(Invalid):
            gate.act(QUOTES, one, "send", {}, actor=boss)
        gate.update(QUOTES, one, {row.name: True}, actor=boss)
        gate.act(QUOTES, one, "send", {}, actor=boss)
        with pytest.raises(Invalid) as refused:
            gate.delete(FIELDS, row.pk, actor=boss)
        assert TOLD in str(refused.value.errors)

    def test_what_is_worked_out_is_worked_out_first(self, boss: Acting) -> None:
        field = add(boss, "Double", kind="computed", formula="amount * 2", gives="money")
        rule(boss, "quotes:draft", only_when=f"{field.name} > 100")
        with pytest.raises(Invalid):
            quote(boss, amount=Decimal(50))
        quote(boss, amount=Decimal(51))


class TestEveryWay:
    @pytest.fixture
    def shipped(self, boss: Acting) -> Any:
        entity = face(shipments(boss, relations=[]))
        rule(boss, "sample-shipments:arrived", only_when="name <> 'abc'")
        return entity

    @pytest.mark.parametrize(
        "way",
        [
            pytest.param(lambda e, key, a: gate.update(e, key, {"stage": "arrived"}, actor=a), id="one"),
            pytest.param(lambda e, key, a: _bulk(e, key, a), id="many"),
            pytest.param(lambda e, key, a: gate.create(e, {"name": "abc", "stage": "arrived"}, actor=a), id="new"),
            pytest.param(lambda e, key, a: _many(e, a), id="many new"),
        ],
    )
    def test_nobody_comes_there_too_early(self, boss: Acting, shipped: Any, way: Callable[..., Any]) -> None:
        key = gate.create(shipped, {"name": "abc"}, actor=boss).pk
        with pytest.raises(Invalid) as refused, transaction.atomic():
            way(shipped, key, boss)
        assert refused.value.errors == {"stage": [TOLD]}
        assert [row["stage"] for row in read_page(shipped, boss, Query(fields=("stage",))).rows] == ["sent"]
        gate.update(shipped, key, {"name": "abcd"}, actor=boss)
        gate.update(shipped, key, {"stage": "arrived"}, actor=boss)


def _bulk(entity: Any, key: Any, actor: Any) -> None:
    result = gate.bulk(entity, [key], "update", {"stage": "arrived"}, actor=actor)
    raise result.refused[key]


def _many(entity: Any, actor: Any) -> None:
    gate.create_many(entity, [{"name": "abc", "stage": "arrived"}], actor=actor)


class TestOrder:
    def test_no_stage_is_passed_over_and_the_way_back_is_free(self, boss: Acting) -> None:
        shipped = face(shipments(boss, relations=[]))
        rule(boss, "sample-shipments:lost", in_order=True)
        key = gate.create(shipped, {"name": "Red"}, actor=boss).pk
        with pytest.raises(Invalid):
            gate.update(shipped, key, {"stage": "lost"}, actor=boss)
        for stage in ("arrived", "lost", "sent"):
            gate.update(shipped, key, {"stage": stage}, actor=boss)
        assert stage_of(shipped, key, boss) == "sent"
        gate.create(shipped, {"name": "Old", "stage": "lost"}, actor=boss)


class TestRules:
    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({}, "only_when"),
            ({"only_when": "amount >"}, "only_when"),
            ({"only_when": "amount + 1"}, "only_when"),
            ({"only_when": "colour = 'red'"}, "only_when"),
            ({"only_when": "amount > 1", "stage": "quotes:sold"}, "stage"),
            ({"only_when": "amount > 1", "stage": "jobs:done"}, "stage"),
            ({"only_when": "amount > 1", "told": ""}, "told"),
        ],
    )
    def test_what_is_no_rule_is_refused_at_its_place(self, boss: Acting, wrong: dict[str, Any], said: str) -> None:
        with pytest.raises(Invalid) as refused:
            rule(boss, **{"stage": "quotes:sent", **wrong})
        assert set(refused.value.errors) == {said}
        assert read_page(RULES, boss, Query()).rows == []

    def test_one_for_each_stage_and_none_once_it_is_deleted(self, boss: Acting) -> None:
        row = rule(boss, "quotes:sent", only_when="amount > 100")
        with pytest.raises(Invalid), transaction.atomic():
            rule(boss, "quotes:sent", in_order=True)
        gate.delete(RULES, row.pk, actor=boss)
        living.refresh()
        one = quote(boss)
        gate.act(QUOTES, one, "send", {}, actor=boss)
        assert stage_of(QUOTES, one, boss) == "sent"

    def test_a_rule_whose_field_is_gone_holds_nobody_up(self, boss: Acting) -> None:
        field = add(boss, "Paid", kind="yes_no")
        row = rule(boss, "quotes:sent", only_when=field.name)
        gate.delete(RULES, row.pk, actor=boss)
        gate.delete(FIELDS, field.pk, actor=boss)
        gate.restore(RULES, row.pk, actor=boss)
        living.refresh()
        one = quote(boss)
        gate.act(QUOTES, one, "send", {}, actor=boss)
        assert stage_of(QUOTES, one, boss) == "sent"

    @pytest.mark.parametrize(
        ("who", "grants", "why"),
        [
            ("teammate", (allow("quotes"),), NotFound),
            ("stranger", (allow("stage-rules", "read"),), NotAllowed),
            ("owner", (allow("*", "read", Scope.ALL),), NotAllowed),
        ],
    )
    def test_who_may_not_makes_none(self, company: Company, boss: Acting, who: str, grants: Any, why: Any) -> None:
        with pytest.raises(why):
            rule(company.actor(who, *grants), "quotes:sent", in_order=True)
        assert read_page(RULES, boss, Query()).rows == []
