"""The stages of a customer's life are drawn by the company: added, called, ordered, retired; each means something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override

from guanxi.engine import gate
from guanxi.engine.customfields import living
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.models import ListEntry
from guanxi.engine.permissions import as_system
from guanxi.engine.reading import Query, history, read_one, read_page
from guanxi.engine.registry import registry
from tests.engine.importing import bring, told
from tests.house import House, build

pytestmark = pytest.mark.django_db
LISTS, CUSTOMERS, RULES = registry["choice-lists"], registry["customers"], registry["stage-rules"]
STAGE: Any = CUSTOMERS.fields["stage"]
DRAWN: list[dict[str, Any]] = [
    {"key": "potential", "en": "New", "hans": "新客户", "means": "open"},
    {"key": "visited", "en": "Site visited", "hans": "已看房", "means": "open", "colour": "3"},
    {"key": "signed", "en": "Signed", "hans": "已签约", "means": "won"},
    {"key": "owner", "en": "House owner", "hans": "业主", "means": "won"},
    {"key": "lost", "en": "Gone", "hans": "已流失", "means": "lost"},
    *({"key": key, "en": key, "retired": True} for key in ("intention", "prospective", "active", "repeat", "dormant")),
]


@pytest.fixture
def house() -> House:
    return build()


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def draw(entries: list[dict[str, Any]] = DRAWN) -> Any:
    with as_system("draws stages") as system:
        row = gate.create(
            LISTS, {"name": "Life", "uses": [{"field": "customers.stage"}], "entries": entries}, actor=system
        )
    living.refresh()
    return row


def customer(actor: Any, **values: Any) -> Any:
    return gate.create(CUSTOMERS, {"name": "Lakeside", **values}, actor=actor).pk


def test_a_new_customer_stands_at_the_first_stage_and_moves_freely(house: House) -> None:
    one = customer(house["owner"])
    assert read_one(CUSTOMERS, one, house["owner"])["stage"] == "potential"
    gate.update(CUSTOMERS, one, {"stage": "signed"}, actor=house["owner"])
    gate.update(CUSTOMERS, one, {"stage": "intention"}, actor=house["owner"])
    moves = [
        (one.old, one.new)
        for event in history(CUSTOMERS, one, house["owner"])
        for one in event.changes
        if one.field == "stage" and event.verb == "update"
    ]
    assert moves == [("signed", "intention"), ("potential", "signed")]


def test_the_company_s_own_course_is_read_and_written_everywhere(house: House) -> None:
    owner = house["owner"]
    before = customer(owner, stage="dormant")
    draw()
    assert list(STAGE.steps) == ["potential", "visited", "signed", "owner", "lost"]
    assert [STAGE.kind_of(key) for key in STAGE.steps] == ["open", "open", "won", "won", "lost"]
    assert str(STAGE.step("dormant").label) == "dormant"
    assert read_one(CUSTOMERS, before, owner)["stage"] == "dormant"
    one = customer(owner, name="Riverside", stage="visited")
    page = read_page(CUSTOMERS, owner, Query(filter={"field": "stage", "op": "eq", "value": "已看房"}))
    assert [row["id"] for row in page.rows] == [one]
    with override("zh-hans"):
        assert STAGE.to_text("visited") == "已看房"
    assert 'data-c="3"' in STAGE.cell("visited")
    assert "gx-ok" in STAGE.cell("owner")
    assert "gx-off" in STAGE.cell("lost")


def test_a_file_brings_the_company_s_own_stages(house: House) -> None:
    draw()
    work = bring(house["clerk"], "customers", "客户名称,客户阶段\n湖畔,业主\n河畔,已看房\n山上,无此阶段\n")
    assert (work.created, work.failed) == (2, 1)
    assert [(row, column) for row, column, _text, _bad in told(work)] == [(4, "客户阶段")]
    found = read_page(CUSTOMERS, house["clerk"], Query(fields=("name", "stage")))
    assert {row["name"]: row["stage"] for row in found.rows} == {"湖畔": "owner", "河畔": "visited"}


def test_when_the_first_stage_is_retired_new_records_begin_at_the_next(house: House) -> None:
    draw([{**DRAWN[0], "retired": True}, *DRAWN[1:]])
    assert read_one(CUSTOMERS, customer(house["owner"]), house["owner"])["stage"] == "visited"


def test_a_stage_is_left_and_one_in_use_is_not_taken_away(house: House) -> None:
    with pytest.raises(Invalid) as refused:
        draw([{**entry, "retired": True} for entry in DRAWN])
    assert "leave one" in str(refused.value.errors["entries"])
    row = draw()
    customer(house["owner"], stage="visited")
    kept = [entry for entry in DRAWN if entry["key"] != "visited"]
    with as_system("takes a stage away") as system, pytest.raises(Invalid) as in_use:
        gate.update(LISTS, row.pk, {"entries": kept}, actor=system)
    assert "Site visited" in str(in_use.value.errors)
    living.refresh()
    assert "visited" in STAGE.steps


def test_a_rule_guards_a_stage_that_the_company_added(house: House) -> None:
    draw()
    with as_system("makes a rule") as system:
        said = {"stage": "customers:owner", "told": "No telephone yet.", "only_when": 'phone != ""', "in_order": True}
        gate.create(RULES, said, actor=system)
    living.refresh()
    one = customer(house["owner"], stage="visited", phone="13800138000")
    with pytest.raises(Invalid) as early:
        gate.update(CUSTOMERS, one, {"stage": "owner"}, actor=house["owner"])
    assert early.value.errors == {"stage": ["No telephone yet."]}
    gate.update(CUSTOMERS, one, {"stage": "signed"}, actor=house["owner"])
    gate.update(CUSTOMERS, one, {"stage": "owner"}, actor=house["owner"])


def test_a_stranger_moves_nobody_and_a_teammate_as_they_may(house: House) -> None:
    one = customer(house["owner"])
    with pytest.raises(NotFound):
        gate.update(CUSTOMERS, one, {"stage": "signed"}, actor=house["stranger"])
    with pytest.raises((NotAllowed, NotFound)):
        gate.update(CUSTOMERS, one, {"stage": "signed"}, actor=house["teammate"])
    with pytest.raises(NotFound):
        gate.create(LISTS, {"name": "Mine", "uses": [{"field": "customers.stage"}]}, actor=house["owner"])
    assert read_one(CUSTOMERS, one, house["owner"])["stage"] == "potential"


def test_the_list_begins_with_what_each_stage_means(house: House) -> None:
    row = draw([])
    means = dict(ListEntry._base_manager.filter(list=row.pk).order_by("position").values_list("key", "means"))
    assert list(means) == list(STAGE.steps)
    assert means["potential"] == "open"
    assert means["signed"] == "won"
    assert means["lost"] == "lost"
