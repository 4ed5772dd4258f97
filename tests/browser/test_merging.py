"""The same customer twice: picked in the list, compared, merged, found under the old address, taken apart again."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.test_saving import a_customer, save


def a_contact(page: Page, name: str, customer: str) -> None:
    """Somebody at a customer, as the customer's page makes it."""
    page.goto(f"/contacts/new/?affiliations-TOTAL_FORMS=1&affiliations-0-customer={customer}")
    page.locator("[name=name]").fill(name)
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def key_of(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


def test_two_become_one_and_two_again(person: Callable[..., Page]) -> None:
    page = person("manager", width=1440)
    first, second = a_customer(page, "Qingshan Valves"), a_customer(page, "Qingshan Valves Manufacturing")
    a_contact(page, "Qin Yue", key_of(second))

    page.goto("/customers/?q=Qingshan")
    for key in (key_of(first), key_of(second)):
        page.locator(f"input[type=checkbox][value='{key}']").check()
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merge 2 customers")
    expect(page.get_by_text("1 contact")).to_be_visible()
    page.locator(f"[name=survivor][value='{key_of(first)}']").check()
    expect(page.locator(f"[name=take-name][value='{key_of(second)}']")).to_be_checked()
    page.get_by_role("button", name="Make them one").click()

    expect(page).to_have_url(first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Qingshan Valves Manufacturing")
    expect(page.get_by_text("Merged 1 customer into this one")).to_be_visible()
    expect(page.get_by_text("Qin Yue").first).to_be_visible()

    page.goto(second)
    expect(page).to_have_url(first)
    expect(page.get_by_text("was merged into this one")).to_be_visible()

    page.goto(f"{first}history/")
    page.get_by_role("link", name="Take apart again").click()
    expect(page.get_by_text("1 contact")).to_be_visible()
    page.get_by_role("button", name="Bring back 1 customer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Qingshan Valves")
    page.goto(second)
    expect(page).to_have_url(second)
    expect(page.get_by_text("Qin Yue").first).to_be_visible()


def test_on_a_phone_one_stands_under_the_other(person: Callable[..., Page]) -> None:
    page = person("manager", width=390)
    first, second = a_customer(page, "Lotus Paper"), a_customer(page, "Lotus Paper Mill")
    page.goto(f"{first}merge/?q=Lotus")
    page.get_by_role("checkbox", name="Lotus Paper Mill").check()
    page.get_by_role("button", name="Put them side by side").click()
    expect(page.get_by_role("button", name="Make them one")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    boxes = [
        page.locator(f"label:has([name=survivor][value='{key_of(url)}'])").bounding_box() for url in (first, second)
    ]
    assert boxes[0]
    assert boxes[1]
    assert boxes[1]["y"] >= boxes[0]["y"] + boxes[0]["height"]
