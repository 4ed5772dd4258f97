"""A salesperson writes down a competitor met at a customer, and it stands on both their pages."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.house import House

PREPARED = """
from guanxi.engine import gate
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.people.models import User

owner = User._base_manager.get(username="sales").pk
with as_system("a story") as system:
    print(gate.create(registry["customers"], {"name": "Fought Over Ltd", "owner": owner}, actor=system).pk)
"""


def test_a_competitor_stands_where_it_is_met(house: House, person: Callable[..., Page]) -> None:
    customer = house.command("manage", "shell", "-v", "0", "-c", PREPARED).strip().splitlines()[-1]
    page = person("sales")
    page.goto("/competitors/new/")
    page.locator("[name=name]").fill("Rival Pumps")
    page.locator("[name=strengths]").fill("Delivers within a day")
    page.get_by_role("button", name="Add").first.click()
    box = page.locator(
        ".gx-fieldrow:has([name$=customer]) .ts-wrapper input, [name$=customer] + .ts-wrapper input"
    ).first
    box.click()
    box.fill("Fought Over")
    page.locator(".ts-dropdown .option:visible").filter(has_text="Fought Over Ltd").first.click()
    page.locator("footer .btn-primary[type=submit]").click()
    expect(page.locator("main")).to_contain_text("Delivers within a day")
    page.goto(f"/customers/{customer}/")
    expect(page.locator("main")).to_contain_text("Rival Pumps")
    stranger = person("sales3", width=390)
    stranger.goto("/competitors/")
    stranger.get_by_role("link", name="Rival Pumps").first.click()
    expect(stranger.locator("main")).to_contain_text("Delivers within a day")
    expect(stranger.locator("body")).not_to_contain_text("Fought Over Ltd")
