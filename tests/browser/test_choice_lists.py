"""An administrator makes a list the company's own in the browser; colleagues have it at once, and only what fits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_saving import a_customer
from tests.browser.watch import Watch

pytestmark = pytest.mark.usefixtures("as_shipped")


def a_list(page: Page, name: str, field: str, by: str = "") -> None:
    """A list that begins with what the field offers, open for changes."""
    page.goto("/choice-lists/new/")
    page.locator("[name=name]").fill(name)
    page.locator("[name=uses-0-field]").select_option(value=field)
    if by:
        page.locator("[name=uses-0-by]").select_option(value=by)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.goto(f"{page.url}edit/")


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(lambda url: "/edit/" not in url)


def line_of(page: Page, key: str) -> int:
    """The number of the line whose key this is."""
    keys = page.locator("[name^=entries-][name$=-key]").evaluate_all("all => all.map((one) => one.value)")
    return int(keys.index(key))


def test_a_list_is_made_one_s_own_and_depends_on_another_field(person: Callable[..., Page], watch: Watch) -> None:
    admin, sales = person("admin"), person("sales")
    a_list(admin, "Where from", "customers.source", "customers.kind")
    at = line_of(admin, "exhibition")
    admin.locator(f"[name=entries-{at}-en]").fill("Canton Fair")
    admin.locator(f"[name=entries-{at}-colour]").select_option(label="Teal")
    chooser = admin.locator("tr", has=admin.locator(f"[name=entries-{at}-only_for]")).locator(".ts-control input")
    chooser.press_sequentially("Supplier")
    admin.locator(".ts-dropdown .option", has_text="Supplier").click()
    handle = admin.locator("tr", has=admin.locator(f"[name=entries-{at}-key]")).locator(".gx-grip")
    handle.focus()
    handle.press("ArrowUp")
    assert line_of(admin, "exhibition") == at - 1
    save(admin)
    expect(admin.locator("main")).to_contain_text("Canton Fair")

    address = a_customer(sales, "Fair Visitor Ltd")
    sales.goto(f"{address}edit/")
    source = sales.locator("[name=source]")
    expect(source).not_to_contain_text("Canton Fair")
    sales.locator("[name=kind]").select_option(label="Supplier")
    expect(source).to_contain_text("Canton Fair")
    source.select_option(label="Canton Fair")
    save(sales)
    chip = sales.locator("main .gx-c", has_text="Canton Fair").first
    expect(chip).to_have_attribute("data-c", "3")

    watch.expect(422)
    sales.goto(f"{address}edit/")
    sales.locator("[name=kind]").select_option(label="Person")
    sales.get_by_role("button", name="Save", exact=True).click()
    expect(sales.locator("#id_source-error")).to_contain_text("“Canton Fair” doesn't go with “Person”")
    expect(sales.locator("[name=source]")).to_have_value("exhibition")


def test_a_choice_in_use_stays_until_it_is_replaced(person: Callable[..., Page], watch: Watch) -> None:
    admin = person("admin")
    a_list(admin, "Trades", "customers.industry")
    sheet = admin.locator("section.gx-sheet", has=admin.locator("[name=entries-TOTAL_FORMS]"))
    sheet.get_by_role("button", name="Add a line").click()
    admin.keyboard.insert_text("Ceramics")
    save(admin)
    lists = admin.url
    address = a_customer(admin, "Kiln Ltd")
    admin.goto(f"{address}edit/")
    admin.locator("[name=industry]").select_option(label="Ceramics")
    save(admin)

    watch.expect(422)
    admin.goto(f"{lists}edit/")
    at = line_of(admin, "ceramics")
    row = admin.locator("tr", has=admin.locator(f"[name=entries-{at}-key]"))
    row.get_by_role("button", name="Remove this line").click()
    admin.get_by_role("button", name="Save", exact=True).click()
    expect(admin.get_by_text("“Ceramics” stands in 1 customer. Replace it first")).to_be_visible()
