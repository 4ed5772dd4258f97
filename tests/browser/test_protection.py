"""A salesperson asks to keep a customer, the manager agrees on a phone, and several are claimed at once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.house import House

PREPARED = """
import json
from guanxi.engine import gate
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.people.models import User

customers, made = registry["customers"], {}
owner = User._base_manager.get(username="sales").pk
pool = registry["pools"].manager().filter(entity="customers", is_open=True, deleted_at=None).order_by("rank").first()
with as_system("a story") as system:
    for name in ("Keep Me", "Not Me"):
        made[name] = str(gate.create(customers, {"name": name, "owner": owner}, actor=system).pk)
    for name in ("Waits First", "Waits Second", "Waits Third"):
        key = gate.create(customers, {"name": name, "owner": owner, "employees": 77}, actor=system).pk
        gate.act(customers, key, "to_pool", {"pool": pool.pk}, actor=system)
        made[name] = str(key)
print(json.dumps(made | {"pool": str(pool.pk)}))
"""


def test_protection_is_asked_for_and_given(house: House, person: Callable[..., Page]) -> None:
    made = json.loads(house.command("manage", "shell", "-v", "0", "-c", PREPARED).strip().splitlines()[-1])
    owner, manager = person("sales"), person("manager", width=390)
    for name in ("Keep Me", "Not Me"):
        he_asks(owner, made[name])
    she_decides(manager)
    owner.goto(f"/customers/{made['Keep Me']}/")
    expect(owner.locator("main")).to_contain_text("Protected until")
    expect(owner.locator("main")).to_contain_text("protection agreed to")
    owner.goto(f"/customers/{made['Not Me']}/")
    expect(owner.locator("main")).to_contain_text("they never bought")
    several_are_claimed(person("sales2", width=390), made["pool"])


def he_asks(page: Page, key: str) -> None:
    page.goto(f"/customers/{key}/do/ask_for_protection/")
    page.locator("[name=until]").fill((timezone.localdate() + dt.timedelta(days=40)).isoformat())
    page.locator("[name=reason]").fill("A tender is open")
    page.get_by_role("button", name="Ask for protection").click()
    page.wait_for_url(f"**/customers/{key}/")
    expect(page.locator("main")).to_contain_text("A tender is open")


def she_decides(page: Page) -> None:
    """On a phone, without a mouse for the second."""
    page.goto("/waiting/requests/")
    one = page.locator("li").filter(has=page.get_by_role("heading", name="Keep Me"))
    expect(one).to_contain_text("A tender is open")
    one.locator("[name=until]").fill((timezone.localdate() + dt.timedelta(days=10)).isoformat())
    one.get_by_role("button", name="Agree").click()
    expect(page.locator("body")).to_contain_text("Protected: Keep Me")
    other = page.locator("li").filter(has=page.get_by_role("heading", name="Not Me"))
    other.locator("[name=word]").fill("they never bought")
    other.get_by_role("button", name="Decline").focus()
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_contain_text("Declined: Not Me")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390, width


def several_are_claimed(page: Page, pool: str) -> None:
    """Narrowed by a condition, chosen and claimed together on a phone."""
    wanted = '{"field":"employees","op":"eq","value":77}'
    page.goto(f"/waiting/{pool}/?filter={wanted}")
    for name in ("Waits First", "Waits Second"):
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="Claim what is chosen").click()
    page.wait_for_url("**/claimed/**")
    for name in ("Waits First", "Waits Second"):
        expect(page.locator("li").filter(has_text=name)).to_contain_text("yours now")
    page.get_by_role("link", name="Back to").click()
    expect(page.locator("#list")).not_to_contain_text("Waits First")
