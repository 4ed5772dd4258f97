"""An administrator makes a new kind of record; sales creates one from the customer's page, finds it and exports it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_saving import a_customer, delete

pytestmark = pytest.mark.usefixtures("as_shipped")


def fill_line(page: Page, lines: str, place: int, **values: str) -> None:
    """One line of a form's lines; there are some empty ones, and more are added."""
    first = page.locator(f"[name={lines}-{place}-{next(iter(values))}]")
    if not first.count():
        block = page.locator(f"[name={lines}-TOTAL_FORMS]").locator("xpath=ancestor::*[.//button][1]")
        block.get_by_role("button", name="Add a line").click()
    for name, value in values.items():
        give(page.locator(f"[name={lines}-{place}-{name}]"), value)


def give(control: Locator, value: str) -> None:
    if control.evaluate("control => control.tagName") == "SELECT":
        control.select_option(label=value)
    else:
        control.fill(value)


def make_the_kind(admin: Page) -> None:
    admin.goto("/custom-entities/")
    admin.get_by_role("link", name="New kind of record").first.click()
    expect(admin.locator("[name=label_plural]")).to_be_visible()
    for name, value in {
        "label": "Sample shipment",
        "label_plural": "Sample shipments",
        "numbering": "SS-{year}-{0000}",
        "group": "Customers",
        "hint": "What went out to be tried.",
        "icon": "parcel",
    }.items():
        give(admin.locator(f"main [name={name}], .gx-panel [name={name}]").first, value)
    fill_line(admin, "stages", 0, label="Sent")
    fill_line(admin, "stages", 1, label="Liked", kind="ended well")
    fill_line(admin, "relations", 0, target="customers")
    fill_line(admin, "names", 0, language="简体中文", label="样品寄送")
    admin.get_by_role("button", name="Save", exact=True).last.click()
    expect(admin.get_by_text("sample-shipments").first).to_be_visible()
    admin.goto("/")
    expect(admin.locator(".gx-side").get_by_role("link", name="Sample shipments")).to_be_visible()


def grant_it(admin: Page) -> None:
    admin.goto("/roles/?q=Sales+representative")
    admin.get_by_role("link", name="Sales representative").first.click()
    admin.get_by_role("link", name="Edit", exact=True).first.click()
    fill_line(
        admin,
        "permissions",
        0,
        entity="Sample shipments",
        verbs="read create update delete restore export",
        scope="their own",
    )
    admin.get_by_role("button", name="Save", exact=True).last.click()
    expect(admin.get_by_role("status").filter(has_text="Saved")).to_have_count(1)


def make_one(sales: Page, address: str) -> None:
    """From the customer's page, in the panel."""
    sales.goto(address)
    expect(sales.locator(".gx-side").get_by_role("link", name="Sample shipments")).to_be_visible()
    sales.get_by_role("link", name="Add to Sample shipments").first.click()
    panel = sales.locator(".gx-panel, main:has(form)").last
    panel.locator("[name=name]").fill("Red cloth, three metres")
    panel.get_by_role("button", name="Save", exact=True).click()
    expect(sales.get_by_role("link", name="Red cloth, three metres").first).to_be_visible()
    sales.goto(address)
    sales.get_by_role("link", name="Red cloth, three metres").first.click()
    expect(sales.locator("main").get_by_text("-0001").first).to_be_visible()
    expect(sales.locator("main").get_by_text("Sampled Pier Ltd").first).to_be_visible()


def find_and_export_it(sales: Page) -> None:
    sales.goto("/search/?q=three+metres")
    expect(sales.get_by_role("link", name="Red cloth, three metres").first).to_be_visible()
    sales.goto("/sample-shipments/?layout=board")
    expect(sales.get_by_text("Red cloth, three metres").first).to_be_visible()
    sales.goto("/sample-shipments/export/")
    sales.get_by_label("CSV").check()
    with sales.expect_download() as download:
        sales.get_by_role("button", name="Export").click()
    file = download.value.path().read_text(encoding="utf-8-sig")
    assert "Red cloth, three metres" in file
    assert "Sampled Pier Ltd" in file


def test_a_kind_of_record_is_made_granted_used_and_taken_away(person: Callable[..., Page]) -> None:
    admin, sales = person("admin"), person("sales")
    address = a_customer(sales, "Sampled Pier Ltd")
    make_the_kind(admin)
    sales.goto(address)
    expect(sales.get_by_role("link", name="Sample shipments")).to_have_count(0)
    grant_it(admin)
    make_one(sales, address)
    find_and_export_it(sales)

    admin.goto("/custom-entities/")
    admin.get_by_role("link", name="Sample shipment", exact=True).first.click()
    delete(admin)
    expect(admin.get_by_role("status").filter(has_text="Deleted Sample shipment")).to_have_count(1)
    sales.goto(address)
    expect(sales.get_by_role("link", name="Sample shipments")).to_have_count(0)
    expect(sales.get_by_text("Red cloth, three metres")).to_have_count(0)
