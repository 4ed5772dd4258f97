"""The next step for each customer: the first rule that fits, its reason, put off, declined, and begun."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from guanxi.engine import gate
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.models import Event
from guanxi.engine.reading import Query, read_page
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.grading.depth_foreseeing import of_step
from guanxi.grading.measuring import today
from tests.grading.bonds import DEPTHS, STEPS, Bonds
from tests.grading.test_pages import ask, text
from tests.grading.world import CUSTOMERS

MET = {"field": "last_talk", "op": "empty", "value": False}
ALWAYS = {"field": "name", "op": "empty", "value": False}


def step(bonds: Bonds, key: object) -> str:
    return str(bonds.now(key).next_step)  # type: ignore[arg-type]


def test_the_first_rule_that_fits_suggests_and_says_why(bonds: Bonds) -> None:
    met, unmet = bonds.customer("Met"), bonds.customer("Unmet")
    bonds.person("Boss", met, part="decides")
    bonds.talk(bonds.person("Li", met), days=3)
    bonds.depth_rule()
    bonds.step_rule("begin", ALWAYS, place=20, does="call")
    bonds.step_rule("find_decider", {"all": [MET, {"field": "deciders_known", "op": "eq", "value": 0}]}, place=1)
    told = Event.objects.filter(record=met).count()
    bonds.measure()
    assert [step(bonds, key) for key in (met, unmet)] == ["find_decider", "begin"]
    assert bonds.told(met, "next_step_why") == "spoke with 1 of 2 people, none who decides"
    assert bonds.told(unmet, "next_step_why") == "nobody is noted there yet, no talk yet"
    assert Event.objects.filter(record=met).count() == told + 1  # its level, and no suggestion


def test_a_rule_tells_the_reason_in_the_companys_own_words(bonds: Bonds) -> None:
    key = bonds.customer("Harbour")
    bonds.step_rule("visit", ALWAYS, reason="Our fair is in May")
    bonds.measure()
    assert bonds.told(key, "next_step_why") == "Our fair is in May"


def test_what_is_put_off_comes_back_after_its_day_and_another_takes_its_place(bonds: Bonds) -> None:
    key = bonds.customer("Harbour")
    bonds.step_rule("visit", ALWAYS, place=1)
    bonds.step_rule("call", ALWAYS, place=2)
    bonds.measure()
    values = {"until": today() + dt.timedelta(days=5), "reason": "on holiday"}
    gate.act(CUSTOMERS, key, "put_off_step", values, actor=bonds.house["owner"])
    assert step(bonds, key) == "call"
    told = Event.objects.filter(record=key).latest("version").changes
    assert (told["step_off"], told["step_note"]) == (["", "visit"], ["", "on holiday"])
    CUSTOMERS.manager().filter(pk=key).update(step_off_until=today() - dt.timedelta(days=1))
    bonds.measure()
    assert step(bonds, key) == "visit"
    for wrong in (today() - dt.timedelta(days=1), today() + dt.timedelta(days=400)):
        with pytest.raises(Invalid):
            gate.act(CUSTOMERS, key, "put_off_step", {"until": wrong}, actor=bonds.house["owner"])


def test_what_is_declined_stays_away_with_its_reason_until_taken_again(bonds: Bonds) -> None:
    key, other = bonds.customer("Harbour"), bonds.customer("Other")
    bonds.step_rule("visit", ALWAYS)
    bonds.measure()
    gate.act(CUSTOMERS, key, "decline_step", {"reason": "they wish no visits"}, actor=bonds.house["owner"])
    bonds.measure()
    assert [step(bonds, one) for one in (key, other)] == ["", "visit"]
    assert "they wish no visits" in json.dumps(Event.objects.filter(record=key).latest("version").changes)
    gate.act(CUSTOMERS, key, "take_steps_again", {}, actor=bonds.house["owner"])
    assert step(bonds, key) == "visit"


def test_only_who_may_change_the_customer_refuses_a_step(bonds: Bonds) -> None:
    key = bonds.customer("Harbour")
    bonds.step_rule("visit", ALWAYS)
    bonds.measure()
    for who in ("teammate", "stranger"):
        with pytest.raises(NotFound):
            gate.act(CUSTOMERS, key, "decline_step", {"reason": "no"}, actor=bonds.house[who])
    assert (bonds.now(key).steps_declined, step(bonds, key)) == ([], "visit")


def test_my_customers_with_a_step_are_a_list(bonds: Bonds) -> None:
    mine, theirs = bonds.customer("Mine"), bonds.customer("Theirs", "stranger")
    bonds.step_rule("visit", ALWAYS)
    bonds.measure()
    query = Query(filter={"field": "next_step", "op": "empty", "value": False}, fields=("name", "next_step"))
    for who, seen in (("owner", [mine]), ("stranger", [theirs]), ("teammate", [])):
        assert [row["id"] for row in read_page(CUSTOMERS, bonds.house[who], query).rows] == seen


def test_a_rule_of_steps_is_seen_before_and_governed_by_the_administrator(bonds: Bonds) -> None:
    bonds.customer("One")
    bonds.customer("Far", "stranger")
    rule = bonds.step_rule("visit", ALWAYS, active=False)
    assert of_step(rule, bonds.house["admin"])[0] == "Pay a visit: 2 customers"
    assert of_step(rule, bonds.house["manager"]) == ["Pay a visit: 1 customer", "One"]
    for who, refusal in (("manager", NotAllowed), ("owner", NotFound)):
        with pytest.raises(refusal):
            gate.act(STEPS, rule.pk, "activate", actor=bonds.house[who])
    assert not STEPS.manager().get(pk=rule.pk).active
    with pytest.raises(Invalid):
        bonds.step_rule("visit", {"field": "nothing", "op": "eq", "value": 1})
    with pytest.raises(Invalid):
        bonds.step_rule("visit", ALWAYS, step="contacts:visit")


def test_the_rules_that_ship_are_there_once_and_suggest(bonds: Bonds) -> None:
    new, bought, alone = bonds.customer("New"), bonds.customer("Bought", "owner", (50, 20)), bonds.customer("Alone")
    bonds.talk(bonds.person("Zhou", alone, part="decides"), direction="theirs")
    hostile = bonds.customer("Hostile")
    bonds.person("Chen", hostile, part="decides", attitude="opposes")
    bonds.measure()
    assert [step(bonds, key) for key in (new, bought, alone, hostile)] == [
        "begin",
        "thank",
        "meet_second",
        "win_decider",
    ]
    assert DEPTHS.manager().count() == 1
    number = STEPS.manager().count()
    gate.delete(STEPS, STEPS.manager().first().pk, actor=bonds.house["admin"])
    bonds.measure()
    assert STEPS.manager().count() == number
    assert STEPS.manager().filter(deleted_at=None).count() == number - 1


def test_measure_now_works_in_the_background(bonds: Bonds) -> None:
    key = bonds.customer("Harbour")
    bonds.talk(key, "customers")
    rule = bonds.depth_rule()
    gate.act(DEPTHS, rule.pk, "measure_now", {}, actor=bonds.house["admin"])
    run_jobs_now()
    assert bonds.now(key).depth_level == "first"
    assert DEPTHS.manager().get(pk=rule.pk).last_run_at is not None


def test_the_customers_page_shows_the_step_with_what_begins_it(bonds: Bonds) -> None:
    key = bonds.customer("Harbour")
    bonds.talk(key, "customers", days=2)
    bonds.depth_rule()
    bonds.step_rule("visit", ALWAYS, does="visit")
    bonds.measure()
    page = ask(bonds, "owner", f"/customers/{key}/")
    shown = text(page)
    for told in ("First contact", "17 of 100", "Last talk 2 days ago".lower(), "Pay a visit", "No visit yet"):
        assert told in shown, told
    assert f"/customers/{key}/do/decline_step/" in page.content.decode()
    assert f"about={key}%2Fcustomers" in page.content.decode()
    form = ask(bonds, "owner", f"/appointments/new/?name=Pay+a+visit&kind=visit&about={key}%2Fcustomers")
    assert "Harbour" in text(form)
    gone = ask(bonds, "stranger", f"/customers/{key}/")
    assert gone.status_code == 404
    assert registry["appointments"].manager().count() == 0
