"""Segments by recency, frequency and amount: who is in which, why, by whose hand, and who may know."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
from django.test import Client

from guanxi.engine import gate
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.models import Event
from guanxi.engine.reading import Query, read_page
from guanxi.engine.registry import registry
from guanxi.engine.tailoring import living
from guanxi.engine.testing.tables import unchanged
from guanxi.grading import shipped
from guanxi.grading.measuring import plan_of, today
from guanxi.grading.models.segment import BY_KEY, SEGMENTS
from guanxi.grading.plan import Plan
from guanxi.grading.segments import told
from guanxi.grading.statement import judge_values
from guanxi.people import tokens
from tests.grading.test_pages import ask, text
from tests.grading.world import CUSTOMERS, RULES, Grades

PAGE = "/rfm/customers/"


def usual(grades: Grades) -> Any:
    """The rule that comes with the product, active."""
    made = gate.create(RULES, shipped.segment_rule("customers"), actor=grades.house["admin"])
    return gate.act(RULES, made.pk, "activate", actor=grades.house["admin"])


def buyers(grades: Grades) -> dict[str, Any]:
    """Five who bought ever longer ago, seldomer and for less, of three owners; one long ago; one who never did."""
    made = {}
    for place, who in enumerate(("owner", "owner", "teammate", "owner", "stranger")):
        bought = [(1_000 * (5 - place), 5 + 30 * place + nth) for nth in range(5 - place)]
        made[f"B{place}"] = grades.customer(f"B{place}", who, *bought)
    made["Long ago"] = grades.customer("Long ago", "owner", (700, 900))
    made["Never"] = grades.customer("Never", "owner")
    return made


def test_each_is_in_the_segment_of_its_points_and_the_reason_says_it(grades: Grades) -> None:
    made = buyers(grades)
    usual(grades)
    assert grades.night() == {"customers.segment": 7}
    rows = {name: grades.now(key) for name, key in made.items()}
    assert {name: (row.segment, row.rfm) for name, row in rows.items()} == {
        "B0": ("champions", "555"),
        "B1": ("loyal", "444"),
        "B2": ("attention", "333"),
        "B3": ("hibernating", "222"),
        "B4": ("hibernating", "111"),
        "Long ago": ("lost", ""),
        "Never": ("never", ""),
    }
    best = rows["B0"]
    assert (best.rfm_amount, best.rfm_day) == (25_000, today() - dt.timedelta(days=5))
    assert (rows["Long ago"].rfm_amount, rows["Long ago"].rfm_day) == (None, today() - dt.timedelta(days=900))
    assert grades.why(made["B0"], axis="segment") == (
        "bought 5 days ago (5 of 5), 5 times (5), for 25,000 CNY (5) in 12 months; "
        "Champions for recency 5, frequency at least 4, amount at least 3"
    )
    assert grades.why(made["B4"], "stranger", axis="segment").startswith("bought 125 days ago (1 of 5), once (1)")
    assert grades.why(made["Long ago"], axis="segment") == (
        "no purchase in 12 months, last purchase 900 days ago; Lost customers for bought within 3650 days"
    )
    assert grades.night() == {"customers.segment": 0}


def test_every_pair_of_points_has_a_segment_and_all_but_never_are_reached(grades: Grades) -> None:
    rule = usual(grades)
    (planned,) = plan_of(CUSTOMERS, "segment", [rule], today()).rules
    days = tuple((today() - dt.timedelta(days=day)).isoformat() for day in (40, 30, 20, 10))
    fifths = {"last": days, "number": (10, 20, 30, 40), "total": ("10", "20", "30", "40")}
    plan = Plan("customers", "segment", (type(planned)(**{**vars(planned), **fifths}),))
    points = list(itertools.product(range(1, 6), repeat=3))
    rows = [
        ("k", "", "", None, 0, today() - dt.timedelta(days=50 - r * 10), None, f * 10, m * 10) for r, f, m in points
    ]
    found = [judge_values([row], plan, today())[0] for row in rows]
    assert [tuple(row[9:12]) for row in found] == points
    reached = {plan.rules[0].gives(row[-1]) for row in found}
    assert reached == set(BY_KEY) - {"never", "lost"}
    assert all(row[-1] >= 0 for row in found)


def test_a_segment_set_by_hand_stays_while_its_points_go_on(grades: Grades) -> None:
    made = buyers(grades)
    usual(grades)
    grades.night()
    key = made["Never"]
    values = {"segment": "promising", "until": today() + dt.timedelta(days=9), "reason": "signed a letter"}
    gate.act(CUSTOMERS, key, "set_segment", values, actor=grades.house["manager"])
    grades.buy(key, 90_000, 1)
    grades.night()
    now = grades.now(key)
    assert (now.segment, now.rfm, now.rfm_amount) == ("promising", "515", 90_000)
    assert grades.why(key, axis="segment") == "Set by hand: signed a letter"
    gate.act(CUSTOMERS, key, "unset_segment", actor=grades.house["manager"])
    assert (grades.now(key).segment, grades.now(key).segment_until) == ("new", None)
    told_ = [event.verb for event in Event.objects.filter(record=key).order_by("id")]
    assert [verb for verb in told_ if "segment" in verb] == ["set_segment", "unset_segment"]


@pytest.mark.parametrize("who", ["owner", "teammate", "stranger", "executive"])
def test_who_may_not_set_one_changes_nothing(grades: Grades, who: str) -> None:
    key = grades.customer("Mine")
    values = {"segment": "loyal", "until": today(), "reason": "because"}
    with unchanged(), pytest.raises((NotAllowed, NotFound)):
        gate.act(CUSTOMERS, key, "set_segment", values, actor=grades.house[who])


def test_bounds_are_from_one_to_five_and_no_less_than_the_least(grades: Grades) -> None:
    for bounds, wrong in (
        ({"recency_from": 0}, "steps.0.recency_from"),
        ({"amount_to": 6}, "steps.0.amount_to"),
        ({"frequency_from": 4, "frequency_to": 3}, "steps.0.frequency_to"),
    ):
        steps = [{"rating": "customers:segment:loyal", **bounds}]
        with unchanged(), pytest.raises(Invalid) as refused:
            grades.rule(steps=steps, axis="segment", otherwise="customers:segment:never")
        assert wrong in refused.value.errors


def test_points_may_be_bounds_of_a_grade_too(grades: Grades) -> None:
    made = buyers(grades)
    grades.rule(
        steps=({"rating": "customers:grade:A", "amount_from": 4}, {"rating": "customers:grade:B", "amount_to": 3})
    )
    grades.night()
    assert [grades.grade(made[name]) for name in ("B0", "B1", "B2", "B4", "Long ago", "Never")] == [*"AABBDD"]
    assert "A for amount at least 4" in grades.why(made["B0"])
    assert grades.now(made["B0"]).rfm == ""


def test_customers_are_found_by_segment_points_and_amount(grades: Grades) -> None:
    buyers(grades)
    usual(grades)
    grades.night()
    for condition, names in (
        ({"field": "segment", "op": "in", "value": ["champions", "loyal"]}, {"B0", "B1"}),
        ({"field": "rfm", "op": "startswith", "value": "55"}, {"B0"}),
        ({"field": "rfm", "op": "eq", "value": "444"}, {"B1"}),
        ({"field": "rfm_amount", "op": "gte", "value": "16000"}, {"B0", "B1"}),
    ):
        found = read_page(CUSTOMERS, grades.house["clerk"], Query(condition, "", ("rfm",), ("name",))).rows
        assert {row["name"] for row in found} == names, condition


def test_a_company_calls_and_retires_segments_as_it_likes(grades: Grades) -> None:
    made = buyers(grades)
    usual(grades)
    grades.night()
    kept = [{"key": one.key, "en": one.key, "hans": one.key} for one in SEGMENTS[2:]]
    lines = [
        {"key": "champions", "en": "Stars", "hans": "明星客户"},
        {"key": "loyal", "en": "Loyal", "retired": True},
        *kept,
    ]
    values = {"name": "Segments", "uses": [{"field": "customers.segment"}], "entries": lines}
    gate.create(registry["choice-lists"], values, actor=grades.house["admin"])
    living.refresh()
    assert grades.why(made["B0"], axis="segment").endswith(
        "Stars for recency 5, frequency at least 4, amount at least 3"
    )
    shown = text(ask(grades, "clerk", PAGE))
    assert "Stars" in shown
    assert "keep them close" not in shown
    assert grades.now(made["B1"]).segment == "loyal"


def test_figures_count_what_one_may_read(grades: Grades) -> None:
    buyers(grades)
    usual(grades)
    grades.night()
    whole = told(CUSTOMERS, grades.house["clerk"])
    assert {key: part.records for key, part in whole.segments.items()} == {
        "champions": 1,
        "loyal": 1,
        "attention": 1,
        "hibernating": 2,
        "lost": 1,
        "never": 1,
    }
    assert list(whole.segments) == [one.key for one in SEGMENTS if one.key in whole.segments]
    assert whole.amount == 25_000 + 16_000 + 9_000 + 4_000 + 1_000
    assert (whole.segments["hibernating"].amount, whole.segments["hibernating"].days) == (5_000, 125)
    assert whole.segments["never"].days is None
    assert {at: list(parts) for at, parts in whole.cells.items()}["55"] == ["champions"]
    assert sum(sum(numbers.values()) for numbers in whole.owners.values()) == whole.records == 7
    mine = told(CUSTOMERS, grades.house["owner"])
    assert {key: part.records for key, part in mine.segments.items()} == {
        "champions": 1,
        "loyal": 1,
        "hibernating": 1,
        "lost": 1,
        "never": 1,
    }
    assert told(CUSTOMERS, grades.house["stranger"]).records == 1
    assert told(CUSTOMERS, grades.house["teammate"]).amount == 9_000


def test_the_page_shows_each_their_own_and_leads_to_lists(grades: Grades) -> None:
    buyers(grades)
    usual(grades)
    grades.night()
    assert ask(grades, "manager", "/rfm/").headers["Location"] == PAGE
    page = ask(grades, "clerk", PAGE)
    shown = text(page)
    assert "Champions" in shown
    assert "Chosen by the rules on" in shown
    assert "By owner" in shown
    content = page.content.decode()
    assert "%22rfm%22%2C%22op%22%3A%22startswith%22%2C%22value%22%3A%2255%22" in content
    assert "B0" not in shown
    mine = text(ask(grades, "stranger", PAGE))
    assert "Champions" not in mine
    assert "Hibernating" in mine
    narrowed = text(ask(grades, "clerk", f"{PAGE}?owner={grades.house.keys['stranger']}"))
    assert "Champions" not in narrowed
    assert ask(grades, "clerk", "/rfm/grading-rules/").status_code == 404
    assert ask(grades, "clerk", f"{PAGE}?owner=nonsense").status_code == 404


def test_whoever_may_not_know_of_purchases_sees_no_points_and_no_sums(grades: Grades) -> None:
    buyers(grades)
    usual(grades)
    grades.night()
    keeper = grades.house.give("marketer", "warehouse_keeper")
    found = told(CUSTOMERS, keeper)
    assert found.segments
    assert found.cells == {}
    assert found.amount == 0
    assert {part.day for part in found.segments.values()} == {None}


def test_before_there_are_any_the_page_says_what_to_do(grades: Grades) -> None:
    grades.customer("Alone", "owner", (100, 3))
    assert "There are no segments yet" in text(ask(grades, "owner", PAGE))
    assert "Make the usual rule" not in text(ask(grades, "owner", PAGE))
    client = Client()
    client.force_login(grades.house["owner"])
    with unchanged("django_session"):
        assert client.post(PAGE).status_code == 403
    assert "Make the usual rule" in text(ask(grades, "admin", PAGE))
    client.force_login(grades.house["admin"])
    made = client.post(PAGE)
    rule = RULES.manager().get(axis="segment")
    assert made.headers["Location"] == f"/grading-rules/{rule.pk}/"
    assert not rule.active
    assert "Activate the rule" in text(ask(grades, "admin", PAGE))
    gate.act(RULES, rule.pk, "activate", actor=grades.house["admin"])
    assert "Grade now" in text(ask(grades, "admin", PAGE))
    client.post(PAGE)
    assert RULES.manager().filter(axis="segment").count() == 1


def test_a_night_ships_the_rule_once_and_not_active(grades: Grades) -> None:
    grades.night()
    (rule,) = RULES.manager().filter(axis="segment")
    assert not rule.active
    gate.delete(RULES, rule.pk, actor=grades.house["admin"])
    grades.night()
    assert list(RULES.manager().filter(axis="segment", deleted_at=None)) == []


def test_what_it_would_change_is_seen_before(grades: Grades) -> None:
    buyers(grades)
    rule = gate.create(RULES, shipped.segment_rule("customers"), actor=grades.house["admin"])
    lines = rule.foresee(grades.house["admin"])
    assert "1 customer would change from “none” to “Champions”" in lines


def test_programs_are_told_the_same(grades: Grades) -> None:
    buyers(grades)
    usual(grades)
    grades.night()
    secret = tokens.make(grades.house["owner"], "test", None)
    headers = {"Authorization": f"Bearer {secret}"}
    told_ = Client().get("/api/v1/customers/segments", headers=headers).json()
    assert told_["records"] == 5
    described = Client().get("/api/v1/openapi.json", headers=headers).json()["paths"]
    assert {path for path in described if path.endswith("/segments")} == {"/api/v1/customers/segments"}
    assert Client().get("/api/v1/purchases/segments", headers=headers).status_code == 404
    assert told_["segments"][0] == {
        "segment": "champions",
        "label": "Champions",
        "records": 1,
        "amount": "25000.00",
        "days": 5,
    }
