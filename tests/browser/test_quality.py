"""The clerk has the data measured, goes from a number to what is to be mended, and mends it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.house import House

PREPARED = """
from guanxi.engine import gate
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.people.models import User

customers = registry["customers"]
owner = User._base_manager.get(username="sales").pk
with as_system("a story") as system:
    for name in ("Mistyped Ltd", "Sound Ltd"):
        key = gate.create(customers, {"name": name, "owner": owner}, actor=system).pk
        number = "91350100M000100Y4" + ("4" if name == "Mistyped Ltd" else "3")
        customers.manager().filter(pk=key).update(tax_number=number)
"""
MINUTE = 60_000


def test_from_a_number_to_what_is_to_be_mended(house: House, person: Callable[..., Page]) -> None:
    house.command("manage", "shell", "-v", "0", "-c", PREPARED)
    page = person("clerk")
    page.goto("/")
    page.get_by_role("link", name="Data quality").first.click()
    page.goto("/quality/customers/")
    page.get_by_role("button", name="Measure now").or_(page.get_by_role("button", name="Measure again")).click()
    expect(page.get_by_text("The figures are being made anew.").first).to_be_visible()
    wrong = page.get_by_role("link", name="Tax number: wrong")
    for _try in range(180):  # other stories may have brought in tens of thousands
        page.goto("/quality/customers/")
        if wrong.count():
            break
        page.wait_for_timeout(MINUTE / 60)
    wrong.click()
    expect(page.locator("main")).to_contain_text("Tax number: wrong")
    expect(page.get_by_role("link", name="Mistyped Ltd")).to_be_visible()
    expect(page.get_by_role("link", name="Sound Ltd")).to_have_count(0)
    phone = person("sales", width=390)
    phone.goto("/quality/customers/")
    expect(phone.locator("main")).to_contain_text("They count what is owned by you")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
