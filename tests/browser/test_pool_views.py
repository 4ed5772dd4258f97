"""What a manager looks for in a pool again and again is kept under a name, and a colleague opens it on a phone."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.house import House

PREPARED = """
from guanxi.engine import gate
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.people.models import Role

customers, roles = registry["customers"], ("sales_representative", "sales_manager")
with as_system("a story") as system:
    members = [{"role": Role._base_manager.get(key=key).pk, "manages": key == "sales_manager"} for key in roles]
    values = {"name": "Pool of views", "entity": "customers", "rank": 99, "members": members}
    pool = gate.create(registry["pools"], values, actor=system).pk
    for name, employees in (("Waiting small", 5), ("Waiting large", 500), ("Waiting larger", 900)):
        made = gate.create(customers, {"name": name, "employees": employees, "owner": None}, actor=system)
        gate.act(customers, made.pk, "to_pool", {"pool": pool}, actor=system)
print(pool)
"""


def test_a_view_of_a_pool_is_kept_shared_renamed_and_deleted(house: House, person: Callable[..., Page]) -> None:
    pool = house.command("manage", "shell", "-v", "0", "-c", PREPARED).strip().splitlines()[-1]
    manager, url = person("manager"), f"/waiting/{pool}/"
    manager.goto(url)
    she_keeps_the_large_ones(manager)
    a_colleague_opens_it_on_a_phone(person("sales", width=390), url)
    she_changes_and_deletes_it(manager, url)


def tab(page: Page, name: str) -> None:
    expect(page.locator("[data-view-tab][aria-current=page]")).to_contain_text(name)


def she_keeps_the_large_ones(page: Page) -> None:
    tab(page, "All")
    expect(page.locator("#count-all")).to_have_text("3")
    page.locator("#open-filter").click()
    page.locator("#fb-f-0").select_option("employees")
    page.locator("#fb-o-0").select_option("gte")
    page.locator("#fb-v-0").fill("100")
    page.locator("#fb footer").get_by_role("button", name="Save as a view").click()
    page.locator("[name=name]").fill("Large and waiting")
    page.locator("[name=audience]").select_option("everybody")
    page.get_by_role("button", name="Save", exact=True).click()
    tab(page, "Large and waiting")
    expect(page.locator("#list tbody tr")).to_have_count(2)
    expect(page.locator("#list")).not_to_contain_text("Waiting small")


def a_colleague_opens_it_on_a_phone(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator("#list")).to_contain_text("Waiting small")
    page.get_by_role("link", name="Large and waiting").click()
    tab(page, "Large and waiting")
    expect(page.locator("#list")).not_to_contain_text("Waiting small")
    expect(page.locator("#list")).to_contain_text("Waiting larger")
    page.get_by_label("This view").click()
    expect(page.get_by_role("link", name="Save as a new view")).to_be_visible()
    expect(page.get_by_role("link", name="Rename or share")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def she_changes_and_deletes_it(page: Page, url: str) -> None:
    expect(page.locator("#view-edited")).to_be_hidden()
    page.locator("#condition-0").click()
    page.locator("#fb-v-0").fill("600")
    page.locator("#fb footer .btn-primary").click()
    expect(page.locator("#list tbody tr")).to_have_count(1)
    expect(page.locator("#view-edited")).to_be_visible()
    page.get_by_role("button", name="Save view").click()
    expect(page.locator("#view-edited")).to_be_hidden()
    page.get_by_label("This view").click()
    page.get_by_role("link", name="Rename or share").click()
    page.locator("[name=name]").fill("Largest")
    page.get_by_role("button", name="Save", exact=True).click()
    tab(page, "Largest")
    page.get_by_label("This view").click()
    page.get_by_role("button", name="Delete this view").click()
    tab(page, "All")
    expect(page.get_by_role("link", name="Largest")).to_have_count(0)
    expect(page.locator("#list")).to_contain_text("Waiting small")
    page.goto(url)
    expect(page.locator("#count-all")).to_have_text("3")
