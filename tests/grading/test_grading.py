"""Records are graded by what they bought: the first step that holds, why, and what changed in the history."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone, translation

from guanxi.engine import gate
from guanxi.engine.errors import Invalid, NotAllowed, NotFound, WrongStage
from guanxi.engine.models import Event
from guanxi.engine.reading import Query, history, read_one, read_page
from guanxi.engine.testing import run_jobs_now
from guanxi.grading.foreseeing import foreseen
from guanxi.grading.measuring import today
from tests.grading.world import CUSTOMERS, RULES, Grades


def test_the_first_step_that_holds_gives_the_grade_and_says_why(grades: Grades) -> None:
    best = grades.customer("Best", "owner", (60_000, 20), (60_000, 90), (500_000, 500))
    late = grades.customer("Late", "owner", (120_000, 300))
    small = grades.customer("Small", "owner", (50, 10))
    none = grades.customer("None")
    gone = grades.customer("Gone", "owner", (900_000, 400))
    grades.rule()
    assert grades.night() == {"customers.grade": 5}
    assert [grades.grade(key) for key in (best, late, small, none, gone)] == list("ABCDD")
    assert grades.why(best) == (
        "2 purchases for 120,000 CNY in 12 months, last purchase 20 days ago; "
        "A for at least 100,000 CNY, bought within 180 days"
    )
    assert grades.why(none) == "no purchase in 12 months; D, since no step fits"
    assert grades.why(gone) == "no purchase in 12 months, last purchase 400 days ago; D, since no step fits"
    with translation.override("zh-hans"):
        assert "20 天前" in grades.why(best)
        assert "120,000 元" in grades.why(best)


def test_a_second_night_changes_nothing_and_a_purchase_does(grades: Grades) -> None:
    key = grades.customer("Harbour", "owner", (500, 3))
    grades.rule()
    grades.night()
    version, told = grades.now(key).version, Event.objects.filter(record=key).count()
    assert grades.night() == {"customers.grade": 0}
    assert (grades.now(key).version, Event.objects.filter(record=key).count()) == (version, told)
    grades.buy(key, 60)
    assert grades.night() == {"customers.grade": 0}
    assert grades.why(key).startswith("2 purchases for 560 CNY")
    assert Event.objects.filter(record=key).count() == told
    grades.buy(key, 10_000)
    assert grades.night() == {"customers.grade": 1}
    last = history(CUSTOMERS, key, grades.house["owner"])[0]
    assert last.reason == "graded by the rules"
    event = Event.objects.filter(record=key).latest("version")
    assert (event.actor, event.changes["grade"]) == (None, ["C", "B"])


def test_the_reason_counts_its_days_until_the_reader_reads(grades: Grades) -> None:
    key = grades.customer("Harbour", "owner", (500, 3))
    grades.rule()
    grades.night()
    with time_machine.travel(timezone.now() + dt.timedelta(days=4)):
        assert "last purchase 7 days ago" in grades.why(key)


def test_rules_go_in_their_order_and_speak_of_whom_they_are_for(grades: Grades) -> None:
    partner = grades.customer("Partner", kind="partner")
    other = grades.customer("Other")
    only = {"field": "kind", "op": "eq", "value": "partner"}
    grades.rule(steps=(), otherwise="customers:grade:A", filter=only, place=1, name="Partners")
    assert grades.night() == {"customers.grade": 1}
    assert (grades.grade(partner), grades.grade(other)) == ("A", "")
    everybody = grades.rule(place=5)
    grades.night()
    assert (grades.grade(partner), grades.grade(other)) == ("A", "D")
    gate.act(RULES, everybody.pk, "deactivate", actor=grades.house["admin"])
    grades.night()
    assert (grades.grade(other), grades.why(other)) == ("", "")


def test_what_was_set_by_hand_stays_until_its_day_is_over(grades: Grades) -> None:
    key = grades.customer("Harbour")
    grades.rule()
    grades.night()
    values = {"grade": "A", "until": today() + dt.timedelta(days=10), "reason": "a large deal is signed"}
    for who, refusal in (("owner", NotAllowed), ("stranger", NotFound), ("teammate", NotFound)):
        with pytest.raises(refusal):
            gate.act(CUSTOMERS, key, "set_grade", values, actor=grades.house[who])
    assert grades.grade(key) == "D"
    gate.act(CUSTOMERS, key, "set_grade", values, actor=grades.house["manager"])
    assert grades.why(key) == "Set by hand: a large deal is signed"
    grades.night()
    assert grades.grade(key) == "A"
    with time_machine.travel(timezone.now() + dt.timedelta(days=10)):
        grades.night()
        assert grades.grade(key) == "A"
    with time_machine.travel(timezone.now() + dt.timedelta(days=11)):
        grades.night()
        assert (grades.grade(key), grades.now(key).grade_until) == ("D", None)
    assert Event.objects.filter(record=key).latest("version").changes["grade"] == ["A", "D"]


def test_who_set_it_lets_the_rules_decide_again(grades: Grades) -> None:
    key = grades.customer("Harbour", "owner", (20_000, 5))
    manager = grades.house["manager"]
    grades.rule()
    grades.night()
    with pytest.raises(WrongStage):
        gate.act(CUSTOMERS, key, "unset_grade", actor=manager)
    for until in (today() - dt.timedelta(days=1), today() + dt.timedelta(days=5_000)):
        with pytest.raises(Invalid):
            gate.act(CUSTOMERS, key, "set_grade", {"grade": "D", "until": until, "reason": "x"}, actor=manager)
    gate.act(CUSTOMERS, key, "set_grade", {"grade": "D", "until": today(), "reason": "slow payer"}, actor=manager)
    assert grades.grade(key) == "D"
    with pytest.raises(NotAllowed):
        gate.act(CUSTOMERS, key, "unset_grade", actor=grades.house["owner"])
    gate.act(CUSTOMERS, key, "unset_grade", actor=manager)
    assert grades.grade(key) == "B"
    assert "at least 10,000 CNY" in grades.why(key)


def test_nobody_types_a_grade(grades: Grades) -> None:
    key = grades.customer("Harbour")
    for who in ("owner", "clerk", "admin"):
        with pytest.raises(Invalid):
            gate.update(CUSTOMERS, key, {"grade": "A"}, actor=grades.house[who])
    assert grades.grade(key) == ""


def test_a_rule_is_seen_before_it_is_active_as_far_as_one_sees(grades: Grades) -> None:
    keys = [grades.customer(f"Customer {n}", "owner", (200_000, 5)) for n in range(3)]
    grades.customer("Stranger's", "stranger", (200_000, 5))
    grades.rule()
    grades.night()
    strict = [{"rating": "customers:grade:A", "count": 5}, {"rating": "customers:grade:B", "count": 1}]
    rule = grades.rule(active=False, steps=strict, place=1, name="Strict")
    told = foreseen(rule, grades.house["admin"])
    assert told[0] == "4 customers would drop from “A” to “B”"
    assert set(told[1:]) == {"Customer 0", "Customer 1", "Customer 2", "Stranger's"}
    mine = foreseen(rule, grades.house["manager"])
    assert mine[0] == "3 customers would drop from “A” to “B”"
    assert "Stranger's" not in mine
    assert [grades.grade(key) for key in keys] == ["A"] * 3
    gate.act(RULES, rule.pk, "activate", actor=grades.house["admin"])
    grades.night()
    assert [grades.grade(key) for key in keys] == ["B"] * 3
    assert foreseen(rule, grades.house["admin"]) == ["Today it would change nothing."]


def test_who_activates_asks_and_who_grades_now_may_change_rules(grades: Grades) -> None:
    key = grades.customer("Harbour", "owner", (500, 1))
    rule = grades.rule()
    for who, refusal in (("manager", NotAllowed), ("owner", NotFound)):
        with pytest.raises(refusal):
            gate.act(RULES, rule.pk, "grade_now", actor=grades.house[who])
    run_jobs_now()
    assert grades.grade(key) == ""
    gate.act(RULES, rule.pk, "grade_now", actor=grades.house["admin"])
    run_jobs_now()
    assert grades.grade(key) == "C"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"months": 0}, "months"),
        ({"otherwise": "customers:cooperation:not"}, "otherwise"),
        ({"filter": {"field": "nothing", "op": "eq", "value": 1}}, "filter"),
        ({"steps": [{"rating": "customers:cooperation:not"}]}, "steps.0.rating"),
        ({"steps": [{"rating": "customers:grade:A", "share": 101}]}, "steps.0.share"),
        ({"steps": [{"rating": "customers:grade:A", "score": 16}]}, "steps.0.score"),
    ],
)
def test_a_rule_that_says_nothing_is_refused(grades: Grades, more: Any, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        grades.rule(active=False, **more)
    assert field in refused.value.errors
    assert not RULES.manager().exists()


def test_the_best_and_the_scores_are_those_of_all_who_bought(grades: Grades) -> None:
    keys = [grades.customer(f"Customer {n}", "owner", (1_000 * n, 100 - n)) for n in range(1, 11)]
    never = grades.customer("Never")
    steps = [{"rating": "customers:grade:A", "share": 20}, {"rating": "customers:grade:B", "score": 8}]
    grades.rule(steps=steps)
    grades.night()
    assert [grades.grade(key) for key in keys[-2:]] == ["A", "A"]
    assert "A for the best 20% by amount" in grades.why(keys[-1])
    assert {grades.grade(key) for key in keys[:-2]} == {"B", "D"}
    assert "RFM score" in grades.why(keys[5])
    assert grades.grade(never) == "D"
    assert "RFM score 0" in grades.why(never)


def test_cooperation_follows_from_purchases_and_follow_ups(grades: Grades) -> None:
    buys = grades.customer("Buys", "owner", (5, 20))
    talks, quiet = grades.customer("Talks"), grades.customer("Quiet")
    grades.call(talks, 3)
    grades.cooperation()
    grades.night()
    found = [grades.now(key).cooperation for key in (buys, talks, quiet)]
    assert found == ["cooperating", "again", "not"]
    assert grades.why(talks, axis="cooperation") == (
        "no purchase in 12 months, last follow-up 3 days ago; Follow up again for followed up within 60 days"
    )
    assert grades.why(quiet, axis="cooperation") == (
        "no purchase in 12 months, never followed up; Not cooperating, since no step fits"
    )


def test_whom_purchases_are_closed_to_the_reason_is_too(grades: Grades) -> None:
    key = grades.customer("Harbour", "owner", (7_654, 1))
    grades.rule()
    grades.night()
    keeper = grades.house.give("marketer", "warehouse_keeper")
    row = read_one(CUSTOMERS, key, keeper)
    assert row["grade"] == "C"
    assert "grade_why" not in row
    page = read_page(CUSTOMERS, grades.house["stranger"], Query())
    assert page.rows == []


def test_a_grade_is_filtered_by_and_counted_like_any_list(grades: Grades) -> None:
    best, _other = grades.customer("Best", "owner", (200_000, 1)), grades.customer("Other")
    grades.rule()
    grades.night()
    query = Query(filter={"field": "grade", "op": "eq", "value": "A"})
    assert [row["id"] for row in read_page(CUSTOMERS, grades.house["owner"], query).rows] == [best]
