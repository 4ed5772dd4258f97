"""A salesperson sees who is who at a customer, writes down a call, and declines a step; the relationship deepens."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.house import House

PREPARED = """
import json
from guanxi.engine import gate
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.grading import shipped
from guanxi.people.models import User

owner = User._base_manager.get(username="sales").pk
shipped.ship()
with as_system("a story") as system:
    customer = gate.create(registry["customers"], {"name": "Lighthouse Works", "owner": owner}, actor=system).pk
    line = {"customer": str(customer), "part": "decides", "attitude": "sceptical"}
    boss = gate.create(registry["contacts"], {"name": "Boss Tang", "owner": str(owner), "affiliations": [line]},
        actor=system, given="json").pk
    line = {"customer": str(customer), "job_title": "Buyer", "reports_to": str(boss)}
    gate.create(registry["contacts"], {"name": "Buyer Hu", "owner": str(owner), "affiliations": [line]}, actor=system,
        given="json")
print(json.dumps([str(customer), str(boss)]))
"""


def test_a_relationship_deepens(house: House, person: Callable[..., Page]) -> None:
    customer, boss = json.loads(house.command("manage", "shell", "-v", "0", "-c", PREPARED).strip().splitlines()[-1])
    page = person("sales")
    page.goto(f"/customers/{customer}/")
    who = page.locator("#contact-map")
    expect(who).to_contain_text("Boss Tang")
    expect(who.locator("ul ul")).to_contain_text("Buyer Hu")
    expect(who).to_contain_text("With 2 of them nobody spoke yet")
    page.goto(f"/contacts/{boss}/")
    page.get_by_role("tab", name="Call").click()
    page.locator("[name=direction]").select_option("theirs")
    page.locator(".ProseMirror").first.fill("Wants a quote by Friday")
    page.get_by_role("button", name="Save call").click()
    expect(page.locator("#talk-time")).to_contain_text("was called")
    depth = page.locator("#depth")
    for _try in range(60):
        page.goto(f"/customers/{customer}/")
        if depth.get_by_text("they came to us 1 time").count():
            break
        page.wait_for_timeout(1_000)
    expect(depth).to_contain_text("Spoke with 1 of 2 people, 1 of them decides")
    expect(depth).to_contain_text("Get to know a second person")
    phone = person("sales", width=390)
    phone.goto(f"/customers/{customer}/do/decline_step/")
    phone.locator("[name=reason]").fill("Only the boss talks to us")
    phone.get_by_role("button", name="Decline the next step").click()
    expect(phone.locator("#depth")).to_contain_text("Declined: Get to know a second person")
    phone.goto(f"/customers/{customer}/history/")
    expect(phone.locator("main")).to_contain_text("Only the boss talks to us")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
