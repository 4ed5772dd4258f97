"""A clerk's work from the door to a saved record, and back out of a mistake, without a mouse."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.watch import Watch

NAME = "Keyboard Quay Ltd"
DARK = "rgb(20, 22, 27)"  # --gx-surface
HERE = """
() => {
  const element = document.activeElement;
  const label = element.labels?.[0]?.innerText ?? "";
  const said = element.getAttribute("aria-label") ?? "";
  return [element.tagName, said, label, element.innerText ?? "", element.id].join(" | ");
}
"""
INSIDE = "document.activeElement === document.body || document.activeElement.closest('dialog') !== null"


def tab_to(page: Page, words: str, most: int = 90, *, back: bool = False) -> None:
    """Press Tab until what has the focus is called so."""
    trail = []
    for _press in range(most):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        here = page.evaluate(HERE)
        if re.search(words, here):
            return
        trail.append(here[:60])
    pytest.fail(f"Tab never comes to {words!r}: {trail}")


def test_from_the_door_to_a_saved_record(stranger: Callable[..., Page], house: House, watch: Watch) -> None:
    watch.expect(422)
    page = stranger()
    page.goto("/accounts/login/")
    if "login" not in page.evaluate("document.activeElement.name ?? ''"):
        tab_to(page, "id_login")
    page.keyboard.type("clerk")
    page.keyboard.press("Tab")
    tab_to(page, "id_password") if "id_password" not in page.evaluate(HERE) else None
    page.keyboard.type(house.password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/accounts/" not in url)

    tab_to(page, r"SUMMARY .*New")
    page.keyboard.press("Enter")
    tab_to(page, r"^A .*\bCustomer\b", most=4)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="New customer")).to_be_visible()
    expect(page.get_by_label("Customer name")).to_be_focused()
    page.keyboard.type(NAME)
    tab_to(page, "Industry")
    page.keyboard.type("Mach")
    tab_to(page, r"^INPUT .*Telephone")
    page.keyboard.type("12")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("is not a telephone number").first).to_be_visible()
    expect(page.get_by_label("Telephone")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("0574-8736 6120")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="Saved")).not_to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)

    tab_to(page, r"^A .*\| Customers\b")
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers/")
    tab_to(page, "Search this list")
    page.keyboard.type("keyboard qu")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=keyboard*")
    tab_to(page, rf"^A .*{NAME}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=NAME, level=1)).to_be_visible()
    expect(page.locator("main")).to_contain_text("Machinery")
    expect(page.locator("main")).to_contain_text("0574 8736 6120")


def test_a_choice_is_searched_and_taken_by_keys(person: Callable[..., Page]) -> None:
    page = person("clerk")
    page.goto("/customers/new/")
    page.keyboard.type("Chosen By Keys Ltd")
    tab_to(page, "Owner")
    page.keyboard.insert_text("林知夏")
    option = page.get_by_role("option", name=re.compile("林知夏")).first
    expect(option).to_be_visible()
    expect(page.locator(".ts-wrapper.loading")).to_have_count(0)
    expect(page.locator(".ts-dropdown:visible .option")).to_have_count(
        1
    )  # not the one chosen now, which Enter would keep
    page.emulate_media(color_scheme="dark")
    expect(page.locator(".ts-wrapper.input-active .ts-control")).to_have_css("background-color", DARK)
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Chosen By Keys Ltd", level=1)).to_be_visible()
    expect(page.locator("main").get_by_role("link", name="林知夏").first).to_be_visible()


def test_rows_are_picked_deleted_and_brought_back_by_keys(person: Callable[..., Page]) -> None:
    page = person("clerk")
    page.goto("/customers/new/")
    page.keyboard.type("Deleted By Keys Ltd")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Deleted By Keys Ltd", level=1)).to_be_visible()
    page.goto("/customers/?q=Deleted+By+Keys")
    tab_to(page, "Select Deleted By Keys Ltd")
    page.keyboard.press("Space")
    tab_to(page, r"^BUTTON .*\bDelete\b")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Deleted 1 customer")).not_to_have_count(0)
    page.goto("/customers/?q=Deleted+By+Keys")
    expect(page.get_by_role("link", name="Deleted By Keys Ltd")).to_have_count(0)


def test_a_dialog_keeps_the_focus_and_gives_it_back(person: Callable[..., Page]) -> None:
    page = person("clerk")
    page.goto("/customers/")
    tab_to(page, r"Select all")
    before = page.evaluate(HERE)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    for _press in range(6):
        page.keyboard.press("Tab")
        assert page.evaluate(INSIDE)
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    assert page.evaluate(HERE) == before
