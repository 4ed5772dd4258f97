"""Customers that nobody follows up fall to the pool, two salespeople race for one, and its page tells what happened."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.house import House

PREPARED = """
import datetime as dt, json
from django.utils import timezone
from guanxi.engine import gate
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.people.models import User

customers, now = registry["customers"], timezone.now()
owner = User._base_manager.get(username="sales").pk
made = {}
with as_system("a story") as system:
    for name, days in (("Quiet One", 31), ("Quiet Two", 31), ("Quiet Three", 31), ("Nearly Quiet", 26), ("Busy", 2)):
        key = gate.create(customers, {"name": name, "owner": owner}, actor=system).pk
        customers.manager().filter(pk=key).update(held_since=now - dt.timedelta(days=days))
        made[name] = str(key)
print(json.dumps(made))
"""
NIGHT = """
import time
from guanxi.engine.jobs import enqueue
job = enqueue("ownership.recycle", {}, actor=None)
for _try in range(300):
    job.refresh_from_db()
    if job.state == "done":
        break
    time.sleep(0.5)
print(job.state)
"""
MINUTE = 60_000


def test_a_customer_falls_is_raced_for_and_tells_its_story(house: House, person: Callable[..., Page]) -> None:
    made = json.loads(house.command("manage", "shell", "-v", "0", "-c", PREPARED).strip().splitlines()[-1])
    she_makes_a_rule_and_sees_whom_it_meets(person("admin"))
    a_night(house)
    owner = person("sales")
    he_is_told(owner, "Nearly Quiet")
    expect(owner.locator("#list")).not_to_contain_text("Quiet One")
    first, second = person("sales2"), person("sales3", width=390)
    two_race_for_one(first, second, made["Quiet One"], "Quiet One")
    the_page_tells_what_happened(first, made["Quiet One"])
    he_gives_one_back(owner, made["Busy"])
    the_manager_reads_the_fairness(person("manager"))


def a_night(house: House) -> None:
    """What is done at night, now; until it is done."""
    assert house.command("manage", "shell", "-v", "0", "-c", NIGHT).strip().endswith("done")


def she_makes_a_rule_and_sees_whom_it_meets(page: Page) -> None:
    page.goto("/recycle-rules/new/")
    page.locator("[name=name]").fill("Thirty days quiet")
    page.locator("[name=entity]").select_option("customers")
    page.locator("[name=rank]").fill("1")
    page.locator("[name=days]").fill("30")
    choose(page, "pool", "公海")
    page.locator("footer .btn-primary[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thirty days quiet")
    page.goto(page.url.split("?")[0] + "do/activate/")
    told = page.locator("main")
    expect(told).to_contain_text("Today it would take", timeout=60_000)  # others may have left very many
    expect(told).to_contain_text("Quiet One")
    expect(told).not_to_contain_text("Busy")
    page.get_by_role("button", name="Activate").click()
    expect(page.locator("main")).to_contain_text("Yes")


def choose(page: Page, name: str, words: str) -> None:
    """Choose a record in a field that looks it up."""
    box = page.locator(f"[name={name}] + .ts-wrapper input")
    box.click()
    box.fill(words)
    page.locator(".ts-dropdown .option:visible").filter(has_text=words).first.click()
    expect(page.locator(f".gx-fieldrow:has([name={name}]) .ts-wrapper .item")).to_contain_text(words)


def he_is_told(page: Page, *names: str) -> None:
    """The notice that something falls soon leads to a list of it."""
    page.goto("/notifications/")
    notice = page.locator("main li").filter(has_text="fall to the public pool soon")
    for _try in range(60):
        if notice.count():
            break
        page.wait_for_timeout(1_000)
        page.reload()
    expect(notice.first).to_be_visible()
    notice.first.get_by_role("link").first.click()
    for name in names:
        expect(page.locator("#list")).to_contain_text(name)


def two_race_for_one(first: Page, second: Page, key: str, name: str) -> None:
    """Both look at it; one claims it a moment before the other."""
    for page in (first, second):
        page.goto("/waiting/")
        page.get_by_role("searchbox").first.fill(name)
        page.keyboard.press("Enter")
        page.locator("#list").get_by_role("link", name=name).click()
        expect(page.get_by_role("button", name="Claim")).to_be_visible()
    first.get_by_role("button", name="Claim").click()
    first.wait_for_url(f"**/customers/{key}/")
    second.get_by_role("button", name="Claim").click()
    expect(second.locator("body")).to_contain_text("was faster: it is theirs now.")


def the_page_tells_what_happened(page: Page, key: str) -> None:
    page.goto(f"/customers/{key}/")
    panel = page.locator("section, article, div").filter(has_text="Changes of owner").last
    expect(panel).to_be_visible()
    for step in ("fell to the pool", "claimed", "Thirty days quiet"):
        expect(page.locator("main")).to_contain_text(step, ignore_case=True)


def he_gives_one_back(page: Page, key: str) -> None:
    page.goto(f"/customers/{key}/do/give_back/")
    page.get_by_label("Reason").fill("moved to another town")
    page.get_by_role("button", name="Return to pool").click()
    expect(page.locator("body")).to_contain_text("Return to pool: done")


def the_manager_reads_the_fairness(page: Page) -> None:
    page.goto("/waiting/")
    page.get_by_role("link", name="Fairness").click()
    expect(page.get_by_role("heading", name="Who claims, who wins, who hoards")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="林知夏")
    expect(row.first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
