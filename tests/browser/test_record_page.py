"""A record's page by keyboard alone: facts edited where they stand, panels folded and moved, on through the list."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.watch import Watch

FILLED_IN = {
    "all": [
        {"field": "employees", "op": "gte", "value": 1},
        {"not": {"field": "short_name", "op": "empty", "value": True}},
    ]
}


@pytest.fixture
def clerk(person: Callable[..., Page]) -> Page:
    """At the customers whose facts are filled in (other tests leave bare ones), wide enough for three columns."""
    page = person("clerk", width=1440)
    page.goto(f"/customers/?sort=name&filter={json.dumps(FILLED_IN)}")
    expect(page.locator("tbody tr").nth(5)).to_be_visible()
    return page


def opened(page: Page, place: int) -> str:
    """Open the record of a row; its address."""
    page.locator("tbody tr").nth(place).locator("a[href*='-']").first.click()
    page.wait_for_url(re.compile(r"/customers/[0-9a-f-]{36}/"))
    return page.url


def fact(page: Page, name: str) -> Locator:
    return page.locator(f"#fact-{name}")


def test_a_fact_is_edited_where_it_stands_and_taken_back(clerk: Page, watch: Watch) -> None:
    watch.expect(422)
    opened(clerk, 1)
    before = fact(clerk, "employees").locator(".gx-val").inner_text()
    pen = clerk.get_by_role("button", name="Edit Employees")
    pen.focus()
    clerk.keyboard.press("Enter")
    control = fact(clerk, "employees").locator("[name=employees]")
    expect(control).to_be_focused()
    clerk.keyboard.press("Escape")
    expect(control).to_have_count(0)
    expect(pen).to_be_focused()

    clerk.keyboard.press("Enter")
    expect(control).to_be_focused()
    control.fill("many")
    clerk.keyboard.press("Enter")
    expect(fact(clerk, "employees").get_by_role("alert")).to_have_text("“many” is not a number.")
    control.fill("4321")
    clerk.keyboard.press("Enter")
    expect(fact(clerk, "employees").locator(".gx-val")).to_have_text("4,321")
    expect(clerk.locator("#record-facts")).to_contain_text("4,321")
    expect(pen).to_be_focused()
    expect(clerk.locator(".gx-toast").last).to_contain_text("Saved: Employees")
    clerk.locator(".gx-toast").last.get_by_role("button", name="Undo").click()
    expect(fact(clerk, "employees").locator(".gx-val")).to_have_text(before)


def test_two_who_edit_one_fact_see_both_values(clerk: Page, person: Callable[..., Page], watch: Watch) -> None:
    watch.expect(409)
    url = opened(clerk, 2)
    admin = person("admin", width=1440)
    for page, name in ((clerk, "Mine"), (admin, "Theirs")):
        page.goto(url)
        fact(page, "short_name").click()
        fact(page, "short_name").locator("[name=short_name]").fill(name)
    fact(admin, "short_name").get_by_role("button", name="Save").click()
    expect(fact(admin, "short_name").locator(".gx-val")).to_have_text("Theirs")
    fact(clerk, "short_name").get_by_role("button", name="Save").click()
    both = fact(clerk, "short_name").get_by_role("alert")
    expect(both).to_contain_text(re.compile("just changed this, at .*: Theirs"))
    expect(fact(clerk, "short_name").locator("[name=short_name]")).to_have_value("Mine")
    fact(clerk, "short_name").get_by_role("button", name="Keep theirs").click()
    expect(fact(clerk, "short_name").locator(".gx-val")).to_have_text("Theirs")

    fact(clerk, "short_name").click()
    fact(clerk, "short_name").locator("[name=short_name]").fill("Mine")
    fact(clerk, "short_name").get_by_role("button", name="Save").click()
    expect(fact(clerk, "short_name").locator(".gx-val")).to_have_text("Mine")


def test_one_goes_on_through_the_list_one_came_from(clerk: Page) -> None:
    links = clerk.locator("tbody tr a[href*='/customers/'][href*='-']")
    hrefs = links.evaluate_all("links => [...new Set(links.map((link) => link.pathname))]")
    opened(clerk, 1)
    for key, place in (("j", 2), ("j", 3), ("k", 2), ("k", 1), ("k", 0)):
        expect(clerk.locator("#around a").first).to_be_visible()
        clerk.keyboard.press(key)
        clerk.wait_for_url(f"**{hrefs[place]}")
    expect(clerk.get_by_role("link", name="Next in the list")).to_be_visible()
    expect(clerk.get_by_role("link", name="Previous in the list")).to_have_count(0)
    clerk.goto(hrefs[4])
    expect(clerk.locator("#record-name")).to_be_visible()
    expect(clerk.locator("#around a")).to_have_count(0)


def test_panels_are_folded_and_moved_and_stay_so(clerk: Page) -> None:
    opened(clerk, 1)
    files = clerk.locator("[data-panel-key=files]")
    head = files.locator("header").first
    with clerk.expect_response("**/settings/remembered/"):
        files.get_by_role("button", name="Files", exact=True).press("Enter")
    expect(files.locator(".gx-pn > header ~ *").first).to_be_hidden()
    files.locator(".gx-arrange > summary").press("Enter")
    with clerk.expect_response("**/settings/remembered/"):
        head.get_by_role("button", name="To the left column").press("Enter")
    expect(clerk.locator("[data-column=left] [data-panel-key=files]")).to_be_visible()
    expect(files.locator(".gx-arrange > summary")).to_be_focused()
    with clerk.expect_response("**/settings/remembered/"):
        clerk.keyboard.press("]")
    expect(clerk.locator("[data-column=right] .gx-panelbox").first).to_be_hidden()

    clerk.reload()
    expect(clerk.locator("[data-column=left] [data-panel-key=files][data-folded]")).to_be_visible()
    expect(clerk.locator("[data-column=right] .gx-panelbox").first).to_be_hidden()
    with clerk.expect_response("**/settings/remembered/"):
        clerk.get_by_role("button", name="Show the right column").click()
    expect(clerk.locator("[data-column=right] .gx-panelbox").first).to_be_visible()
    files.locator(".gx-arrange > summary").press("Enter")
    files.get_by_role("button", name="As it was delivered").press("Enter")
    expect(clerk.locator("[data-column=right] [data-panel-key=files]:not([data-folded])")).to_be_visible()


def test_a_form_says_what_is_wrong_when_a_field_is_left(clerk: Page) -> None:
    clerk.keyboard.press("n")
    clerk.keyboard.press("c")
    sheet = clerk.get_by_role("dialog")
    expect(sheet.locator("[name=name]")).to_be_focused()
    clerk.keyboard.type("Checked Ltd")
    phone = sheet.locator("[name=phone]")
    phone.fill("138000061")
    phone.press("Tab")
    wrong = sheet.locator(".gx-err", has_text="2 digits missing")
    expect(wrong).to_be_visible()
    expect(phone).to_have_attribute("aria-invalid", "true")
    phone.fill("13800006100")
    phone.press("Tab")
    expect(wrong).to_have_count(0)
    expect(phone).not_to_have_attribute("aria-invalid", "true")
