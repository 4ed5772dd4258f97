"""An administrator adds a field in the browser, and everybody has it at once: no restart, two web processes."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.test_saving import a_customer, delete


def choose(page: Page, name: str, label: str) -> None:
    page.locator(f"[name={name}]").select_option(label=label)


def test_a_field_is_added_used_by_others_and_retired(person: Callable[..., Page]) -> None:
    admin, sales = person("admin"), person("sales")
    admin.goto("/custom-fields/")
    admin.get_by_role("link", name="New custom field").first.click()
    admin.locator("main [name=label], .gx-panel [name=label]").first.fill("样品颜色")
    choose(admin, "entity", "customers")
    choose(admin, "kind", "One of a list")
    admin.locator("[name=hint]").fill("What the customer saw last.")
    for place, colour in enumerate(("红色", "蓝色")):
        if not admin.locator(f"[name=choices-{place}-label]").count():
            admin.get_by_role("button", name="Add a line").click()
        admin.locator(f"[name=choices-{place}-label]").fill(colour)
    admin.get_by_role("button", name="Save", exact=True).last.click()
    expect(admin.get_by_text("yang_pin_yan_se").first).to_be_visible()

    for _again in range(4):  # both processes know it
        sales.goto("/customers/new/")
        expect(sales.get_by_label("样品颜色")).to_be_visible()
    expect(sales.get_by_text("What the customer saw last.")).to_be_visible()
    address = a_customer(sales, "Colour Pier Ltd")
    sales.goto(f"{address}edit/")
    choose(sales, "custom_yang_pin_yan_se", "蓝色")
    sales.locator("footer [type=submit]").click()
    sales.wait_for_url(lambda url: "/edit/" not in url)
    expect(sales.locator("main").get_by_text("蓝色").first).to_be_visible()
    told = '{"field":"custom.yang_pin_yan_se","op":"eq","value":"lan_se"}'
    sales.goto(f"/customers/?columns=name,custom_yang_pin_yan_se&filter={told}")
    expect(sales.locator("tbody tr")).to_have_count(1)
    expect(sales.locator("tbody")).to_contain_text("蓝色")
    expect(sales.locator(".gx-bar")).to_contain_text("样品颜色")

    admin.goto("/custom-fields/")
    admin.get_by_role("link", name="样品颜色").click()
    delete(admin)
    expect(admin.get_by_role("status").filter(has_text="Deleted 样品颜色")).to_have_count(1)
    for _again in range(4):
        sales.goto("/customers/new/")
        expect(sales.get_by_label("样品颜色")).to_have_count(0)
