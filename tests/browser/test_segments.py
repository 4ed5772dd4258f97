"""Who buys often and lately is found on the map: the reason on the page, the list behind it, one set by hand."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.house import House

PREPARED = """
import datetime as dt, json
from guanxi.engine import gate
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.people.models import User

owner = User._base_manager.get(username="sales").pk
made = {}
with as_system("a story") as system:
    for name, times in (("Segment Star", 30), ("Segment Stranger", 0)):
        key = gate.create(registry["customers"], {"name": name, "owner": owner}, actor=system).pk
        made[name] = str(key)
        for nth in range(times):
            day = dt.date.today() - dt.timedelta(days=nth * 9)
            bought = {"number": f"SEGMENT-{nth}", "customer": str(key), "amount": 400_000, "day": day.isoformat()}
            gate.create(registry["purchases"], bought, actor=system, given="json")
print(json.dumps(made))
"""


def test_segments_lead_to_customers(house: House, person: Callable[..., Page]) -> None:
    made = json.loads(house.command("manage", "shell", "-v", "0", "-c", PREPARED).strip().splitlines()[-1])
    she_has_the_rule_applied(person("admin"))
    his_page_says_why(person("sales"), made["Segment Star"])
    manager = person("manager", width=390)
    the_manager_goes_from_the_map_to_customers(manager)
    the_manager_sets_one_by_hand(manager, made["Segment Stranger"])


def she_has_the_rule_applied(page: Page) -> None:
    page.goto('/grading-rules/?filter={"field":"axis","op":"eq","value":"segment"}')
    page.locator("#list").get_by_role("link", name="近度").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("近度")
    rule = page.url.split("?")[0]
    page.goto(f"{rule}do/grade_now/")
    page.get_by_role("button", name="Grade now").click()
    page.wait_for_url(f"{rule}**")


def his_page_says_why(page: Page, key: str) -> None:
    why = page.locator("main").get_by_text("bought today (5 of 5), 30 times (5), for 12,000,000 CNY (5)").first
    for _try in range(120):  # other stories may have work done by night as well
        page.goto(f"/customers/{key}/")
        if why.count():
            break
        page.wait_for_timeout(1_000)
    expect(why).to_contain_text("in 12 months; Champions for recency 5")
    page.goto(f"/customers/{key}/history/")
    expect(page.locator("main")).to_contain_text("graded by the rules")


def the_manager_goes_from_the_map_to_customers(page: Page) -> None:
    page.goto("/rfm/")
    expect(page.get_by_role("heading", name="Recency and frequency")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 390, "height": 844})
    best = page.locator(".gx-rfm tbody tr").first.get_by_role("link").first
    best.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#list")).to_contain_text("Segment Star")
    page.goto("/rfm/customers/")
    page.get_by_role("link", name="Champions").first.click()
    expect(page.locator("#list")).to_contain_text("Segment Star")
    expect(page.locator("#list")).not_to_contain_text("Segment Stranger")


def the_manager_sets_one_by_hand(page: Page, key: str) -> None:
    page.goto(f"/customers/{key}/do/set_segment/")
    page.locator("[name=segment]").select_option("promising")
    page.locator("[name=until]").fill(f"{dt.datetime.now(dt.UTC) + dt.timedelta(days=30):%Y-%m-%d}")
    page.locator("[name=reason]").fill("asked for a quote")
    page.get_by_role("button", name="Set segment by hand").click()
    expect(page.locator("body")).to_contain_text("Set by hand: asked for a quote")
