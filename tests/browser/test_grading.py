"""A list of purchases becomes grades: seen before, said why, set by hand for a time, and counted in a grid."""

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
    for place, name in enumerate(("Great Buyer", "Small Buyer", "No Buyer")):
        values = {"name": name, "owner": owner, "source": "exhibition"}
        key = gate.create(registry["customers"], values, actor=system).pk
        made[name] = str(key)
        for nth in range(2 - place):
            day = dt.date.today() - dt.timedelta(days=20 + nth)
            bought = {"number": f"STORY-{place}-{nth}", "customer": str(key), "amount": 900_000 - 899_000 * place}
            gate.create(registry["purchases"], bought | {"day": day.isoformat()}, actor=system, given="json")
print(json.dumps(made))
"""


def test_purchases_become_grades(house: House, person: Callable[..., Page]) -> None:
    made = json.loads(house.command("manage", "shell", "-v", "0", "-c", PREPARED).strip().splitlines()[-1])
    admin = person("admin")
    she_makes_a_rule_and_sees_what_it_would_change(admin)
    she_activates_it_and_has_it_applied(admin)
    he_reads_why(person("sales"), made["Great Buyer"])
    manager = person("manager", width=390)
    the_manager_sets_one_by_hand(manager, made["No Buyer"])
    the_grid_leads_to_customers(manager)


def she_makes_a_rule_and_sees_what_it_would_change(page: Page) -> None:
    page.goto("/grading-rules/new/")
    page.locator("[name=name]").fill("From the fair")
    page.locator("[name=entity]").select_option("customers")
    page.locator("[name=place]").fill("1")
    page.locator("[name=otherwise]").select_option("customers:grade:D")
    page.locator("[name='steps-0-rating']").select_option("customers:grade:A")
    page.locator("[name='steps-0-amount']").fill("1000000")
    page.locator("footer .btn-primary[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("From the fair")
    page.goto(page.url.split("?")[0] + "foreseen/")
    table = page.get_by_role("table")
    expect(table).to_be_visible()
    expect(page.locator("main li").filter(has_text="to “A”").first).to_be_visible()
    table.get_by_role("row").filter(has_text="none").get_by_role("link").first.click()
    expect(page.locator("#who")).to_contain_text("Great Buyer")


def she_activates_it_and_has_it_applied(page: Page) -> None:
    rule = page.url.split("foreseen/")[0]
    page.goto(f"{rule}do/activate/")
    expect(page.locator("main")).to_contain_text("Great Buyer")
    page.get_by_role("button", name="Activate").click()
    expect(page.locator("main")).to_contain_text("Yes")
    page.goto(f"{rule}do/grade_now/")
    page.get_by_role("button", name="Grade now").click()
    page.wait_for_url(f"{rule}**")


def he_reads_why(page: Page, key: str) -> None:
    why = page.locator("main").get_by_text("A for at least 1,000,000 CNY").first
    for _try in range(60):
        page.goto(f"/customers/{key}/")
        if why.count():
            break
        page.wait_for_timeout(1_000)
    expect(why).to_contain_text("2 purchases for 1,800,000 CNY in 12 months, last purchase 20 days ago")
    expect(page.locator("main")).to_contain_text("STORY-0-0")
    page.goto(f"/customers/{key}/history/")
    expect(page.locator("main")).to_contain_text("graded by the rules")


def the_manager_sets_one_by_hand(page: Page, key: str) -> None:
    page.goto(f"/customers/{key}/do/set_grade/")
    page.locator("[name=grade]").select_option("B")
    page.locator("[name=until]").fill(f"{dt.datetime.now(dt.UTC) + dt.timedelta(days=30):%Y-%m-%d}")
    page.locator("[name=reason]").fill("signed a letter of intent")
    page.get_by_role("button", name="Set grade by hand").click()
    expect(page.locator("body")).to_contain_text("Set by hand: signed a letter of intent")


def the_grid_leads_to_customers(page: Page) -> None:
    page.goto("/customers/?layout=grid&layout_by=grade&layout_across=source")
    row = page.get_by_role("table").get_by_role("row").filter(has=page.get_by_role("rowheader", name="B", exact=True))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    row.get_by_role("link").first.click()
    expect(page.locator("#list")).to_contain_text("No Buyer")
    expect(page.locator("#list")).not_to_contain_text("Great Buyer")
