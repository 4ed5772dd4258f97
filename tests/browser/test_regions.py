"""An administrator cuts the market into regions in the browser, on a phone too, and a number leads to its list."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.house import House

PREPARED = """
from guanxi.engine import gate
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry

with as_system("a story") as system:
    for name, address in (("Altay Ice", "新疆阿勒泰市团结路 1 号"), ("Tacheng Salt", "新疆塔城市文化路 2 号")):
        gate.create(registry["customers"], {"name": name, "address": address}, actor=system)
"""


def choose(page: Page, name: str, text: str, option: str) -> None:
    """Type into a chooser and take what it offers."""
    box = page.locator(f"[name={name}] + .ts-wrapper input").first
    box.click()
    box.fill(text)
    page.locator(".ts-dropdown .option:visible").filter(has_text=option).first.click()


def test_regions_are_cut_and_lead_to_their_records(house: House, person: Callable[..., Page]) -> None:
    house.command("manage", "shell", "-v", "0", "-c", PREPARED)
    page = person("admin")
    page.goto("/regions/tree/")
    page.get_by_role("link", name="New sales region").first.click()
    page.locator("[name=name]").fill("Far North-West")
    choose(page, "divisions", "阿勒泰", "阿勒泰")
    choose(page, "divisions", "塔城", "塔城")
    page.locator("footer .btn-primary[type=submit]").click()
    page.wait_for_url(re.compile(r"/regions/[0-9a-f-]{36}/"))
    expect(page.locator("main")).to_contain_text("阿勒泰")
    row = page.get_by_role("row").filter(has_text="Far North-West")
    for _look in range(60):
        page.goto("/regions/tree/")
        if "2" in (row.locator("td.gx-num").inner_text()):
            break
        page.wait_for_timeout(500)
    row.locator("td.gx-num a").click()
    expect(page.locator("main")).to_contain_text("Altay Ice")
    expect(page.locator("main")).to_contain_text("Tacheng Salt")
    phone = person("admin", width=390)
    phone.goto("/regions/tree/")
    expect(phone.locator("main")).to_contain_text("Far North-West")
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
