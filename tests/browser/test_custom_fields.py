"""An administrator adds a field in the browser, and everybody has it at once: no restart, two web processes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_saving import a_customer, delete
from tests.browser.watch import Watch

pytestmark = pytest.mark.usefixtures("as_shipped")


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


def test_a_result_and_a_condition(person: Callable[..., Page], watch: Watch) -> None:
    """The administrator says how a field is worked out and sees it at once; salespeople are asked when it matters."""
    watch.expect(422)
    admin, sales = person("admin"), person("sales")
    admin.goto("/custom-fields/new/")
    expect(admin.locator("[name=formula]")).to_be_hidden()
    admin.locator("[name=label]").fill("Revenue per head")
    choose(admin, "entity", "customers")
    choose(admin, "kind", "Worked out from other fields")
    expect(admin.locator("[name=formula]")).to_be_visible()
    expect(admin.locator("#id_required")).to_be_hidden()
    choose(admin, "gives", "Amount of money")
    admin.locator("[name=formula]").fill("annual_revenu / employees")
    expect(admin.locator("[data-formula-target=told] .gx-err").first).to_contain_text("annual_revenu")
    admin.get_by_role("button", name="Save", exact=True).last.click()
    row = admin.locator(".gx-fieldrow").filter(has=admin.locator("[name=formula]"))
    expect(row.locator("[data-formula-target=told]").get_by_text("Fields and functions")).to_be_visible()
    expect(row.locator(".gx-err:visible")).to_have_count(1)
    expect(row.locator(".gx-err:visible")).to_contain_text("annual_revenu")
    admin.locator("[name=formula]").fill("annual_revenu /")
    expect(admin.locator("#id_formula-error")).to_be_hidden()
    expect(row.locator(".gx-err:visible")).to_have_count(1)
    with admin.expect_response(lambda answer: "of=formula" in answer.url):
        admin.locator("[name=formula]").fill("annual_revenue / ")
    told = admin.locator("[data-formula-target=told]").first
    told.get_by_text("Fields and functions").click()
    admin.locator("[name=formula]").press("End")
    told.locator("code", has_text="employees").click()
    expect(admin.locator("[name=formula]")).to_have_value("annual_revenue / employees")
    expect(told.locator(".gx-tried")).to_be_visible()
    admin.get_by_role("button", name="Save", exact=True).last.click()
    expect(admin.get_by_text("revenue_per_head").first).to_be_visible()

    admin.goto("/custom-fields/new/")
    admin.locator("[name=label]").fill("Who agreed")
    choose(admin, "entity", "customers")
    admin.locator("#id_required").check()
    admin.locator("[name=asked_when]").fill("employees > 500")
    admin.get_by_role("button", name="Save", exact=True).last.click()
    expect(admin.get_by_text("who_agreed").first).to_be_visible()

    sales.goto("/customers/new/")
    agreed = sales.locator("[name=custom_who_agreed]")
    expect(agreed).to_be_hidden()
    sales.locator("[name=name]").fill("Heron Shipyard Ltd")
    sales.locator("[name=employees]").fill("600")
    expect(agreed).to_be_visible()
    sales.locator("[name=annual_revenue]").fill("120000")
    sales.locator("footer [type=submit]").first.click()
    expect(sales.locator("#id_custom_who_agreed-error")).to_be_visible()
    agreed.fill("Li Ming")
    sales.locator("footer [type=submit]").first.click()
    sales.wait_for_url(lambda url: "/new/" not in url)
    expect(sales.locator("#fact-custom_revenue_per_head")).to_contain_text("200.00")
    expect(sales.locator("#fact-custom_who_agreed")).to_contain_text("Li Ming")
