"""What a rule would change is worked out in the background, stopped, begun again; and next steps on the first page."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.house import House

PREPARED = """
import datetime as dt, json
from django.utils import timezone
from guanxi.engine import gate
from guanxi.engine.jobs import enqueue
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.engine.simulating import JOB
from guanxi.people.models import User

admin, owner = (User._base_manager.get(username=name) for name in ("admin", "sales"))
rules = registry["grading-rules"]
with as_system("a story") as system:
    rule = gate.create(rules, {"name": "Everybody is great", "entity": "customers", "place": 0,
        "otherwise": "customers:grade:A", "steps": []}, actor=system)
    customer = gate.create(registry["customers"], {"name": "Windmill Trading", "owner": owner.pk}, actor=system).pk
    step = gate.create(registry["step-rules"], {"name": "Windmills", "entity": "customers", "place": 1,
        "step": "customers:visit", "does": "visit", "reason": "The wind is good in May",
        "filter": {"field": "name", "op": "eq", "value": "Windmill Trading"}}, actor=system)
    gate.act(registry["step-rules"], step.pk, "activate", actor=system)
    gate.update(registry["customers"], customer, {"annual_revenue": "900000000"}, actor=system, given="json")
registry["customers"].manager().filter(pk=customer).update(grade="A")
from guanxi.grading.stepping import refresh
refresh(registry["customers"], registry["customers"].manager().filter(pk=customer))
told = {"entity": rules.name, "key": str(rule.pk)}
at = timezone.now() + dt.timedelta(hours=2)
enqueue(JOB, told, actor=admin, title="As a large house has it", entity=rules.name, record=rule.pk, at=at)
print(json.dumps([str(rule.pk), str(customer)]))
"""


def test_a_rule_is_tried_out_and_a_step_is_done(house: House, person: Callable[..., Page]) -> None:
    rule, customer = json.loads(house.command("manage", "shell", "-v", "0", "-c", PREPARED).strip().splitlines()[-1])
    she_stops_it_and_begins_again(person("admin"), rule)
    she_sees_it_before_she_activates(person("admin", width=390), rule)
    he_puts_the_next_step_off(person("sales", width=390), customer)


def she_stops_it_and_begins_again(page: Page, rule: str) -> None:
    page.goto(f"/grading-rules/{rule}/foreseen/")
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_text("Today it would change nothing")).to_have_count(0)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("main")).to_contain_text("It was stopped.")
    page.get_by_role("button", name="Work it out again").click()
    expect(page.locator("main")).to_contain_text("Worked out: ")
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.locator("main li").filter(has_text="to “A”").first).to_be_visible()


def she_sees_it_before_she_activates(page: Page, rule: str) -> None:
    page.goto(f"/grading-rules/{rule}/do/activate/")
    expect(page.locator("main")).to_contain_text("Worked out: ")
    expect(page.locator("main")).to_contain_text("to “A”")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def he_puts_the_next_step_off(page: Page, customer: str) -> None:
    page.goto("/")
    tile = page.locator("#tile-next-steps")
    row = tile.locator("[data-keys-row]").first
    expect(row).to_contain_text("Windmill Trading")
    expect(row).to_contain_text("The wind is good in May")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    row.get_by_role("link", name="Decline").click()
    page.locator("[name=reason]").last.fill("They have no wind")
    page.get_by_role("button", name="Decline the next step").click()
    expect(tile).not_to_contain_text("The wind is good in May")
    page.goto(f"/customers/{customer}/history/")
    expect(page.locator("main")).to_contain_text("They have no wind")
