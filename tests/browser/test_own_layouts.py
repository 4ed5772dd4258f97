"""An administrator lays out the form of customers in the browser; colleagues have it with their next page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.usefixtures("as_shipped")


def choose(page: Page, control: str, *labels: str) -> None:
    """Choose these in a chooser of several, one after the other."""
    typed: Locator = page.locator(f"#id_{control} + .ts-wrapper input")
    for label in labels:
        typed.press_sequentially(label)
        best = page.locator(".ts-dropdown .option:visible").first
        expect(best).to_contain_text(f"{label} (Customers)")  # the list has been narrowed: it moves no more
        best.click()
        expect(page.locator(f"#id_{control} + .ts-wrapper .item", has_text=label)).to_be_visible()
    typed.press("Tab")


def test_sections_are_chosen_and_stand_so_for_everybody(person: Callable[..., Page]) -> None:
    admin, sales = person("admin"), person("sales")
    admin.goto("/layouts/new/")
    admin.locator("[name=name]").fill("Short form")
    admin.locator("[name=entity]").select_option(value="customers")
    choose(admin, "key_facts", "Source", "Industry")
    admin.locator("[name=sections-0-en]").fill("Who is it")
    choose(admin, "sections-0-holds", "Kind", "Customer name")
    admin.get_by_role("button", name="Save", exact=True).click()
    expect(admin.get_by_role("heading", level=1)).to_have_text("Short form")

    sales.goto("/customers/new/")
    expect(sales.locator("form.gx-page-form h2").first).to_have_text("Who is it")
    labels = sales.locator("form.gx-page-form section").first.locator("label")
    expect(labels.nth(0)).to_contain_text("Kind")
    expect(labels.nth(1)).to_contain_text("Customer name")
    expect(sales.locator("form.gx-page-form h2", has_text="More")).to_be_visible()
