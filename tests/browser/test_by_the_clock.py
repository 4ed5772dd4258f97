"""A list that lies in a folder every morning comes in by itself, and a view goes out as a file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.test_recipes import sound

SAYS = {"fields": {"name": {"from": ["Firm"]}}}


def fill(page: Page, name: str, text: str) -> None:
    page.locator(f"[name={name}]").first.fill(text)


def choose(page: Page, name: str, title: str) -> None:
    """A record that a field leads to."""
    page.locator(".gx-fieldrow", has=page.locator(f"[name={name}]")).locator(".ts-control input").fill(title)
    best = page.locator(".ts-dropdown .option:visible").first
    expect(best).to_contain_text(title)  # the list has been narrowed: it moves no more
    best.click()
    expect(page.locator(f".gx-fieldrow:has([name={name}]) .ts-wrapper .item")).to_contain_text(title)


def save(page: Page) -> None:
    sound(page)
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.wait_for_url(lambda url: "/new/" not in url)


def do(page: Page, verb: str) -> None:
    """Choose a verb, and say yes where it asks."""
    button = page.get_by_role("button", name=verb, exact=True)
    button.or_(page.get_by_role("link", name=verb, exact=True)).first.click()
    expect(page.get_by_text(f"chose “{verb}”").first).to_be_visible()


def until_told(page: Page, words: str | re.Pattern[str]) -> None:
    """Look again until the last result says it."""
    for _turn in range(40):
        page.reload()
        if page.get_by_text(words).count():
            break
        page.wait_for_timeout(1000)
    expect(page.get_by_text(words).first).to_be_visible()


def test_a_folder_is_tried_out_activated_and_read(person: Callable[..., Page], house: House) -> None:
    admin = person("admin")
    admin.goto("/regular-imports/")
    expect(admin.get_by_text("Lists that come again and again")).to_be_visible()
    sound(admin)
    admin.goto("/recipes/new/")
    fill(admin, "name", "Firms of the morning")
    admin.locator("[name=entity]").select_option("customers")
    fill(admin, "instructions", json.dumps(SAYS))
    save(admin)

    admin.goto("/regular-imports/new/")
    fill(admin, "name", "Every morning")
    choose(admin, "recipe", "Firms of the morning")
    expect(admin.locator("[name=url]")).to_be_hidden()
    fill(admin, "folder", str(house.incoming))
    save(admin)
    (house.incoming / "firms.csv").write_text("Firm\nClockwork Ltd\n")
    do(admin, "Try out")
    until_told(admin, "Tried out with")
    sound(admin)
    do(admin, "Activate")
    do(admin, "Run now")
    until_told(admin, "firms.csv: created 1")
    sound(admin)
    assert [path.name for path in (house.incoming / "done").iterdir()] == ["firms.csv"]
    admin.goto("/customers/?q=Clockwork")
    expect(admin.get_by_role("link", name="Clockwork Ltd").first).to_be_visible()


def test_a_view_goes_out_by_the_clock(person: Callable[..., Page]) -> None:
    sales = person("sales")
    sales.goto("/views/new/")
    fill(sales, "name", "All of mine")
    sales.locator("[name=entity]").select_option("customers")
    save(sales)
    sales.goto("/regular-exports/new/")
    fill(sales, "name", "Every Monday")
    choose(sales, "view", "All of mine")
    sales.locator("[name=unit]").select_option("weeks")
    expect(sales.locator(".gx-fieldrow", has_text="On these weekdays")).to_be_visible()
    save(sales)
    do(sales, "Run now")
    until_told(sales, re.compile(r": \d+ rows"))
    sound(sales)
    sales.goto("/notifications/?tab=all")  # another story may have left something to do
    until_told(sales, "Every Monday")  # it is written after the result
    sales.get_by_role("main").get_by_role("link", name="Every Monday").first.click()
    with sales.expect_download() as download:
        sales.get_by_role("link", name="Download the file").click()
    assert download.value.suggested_filename.endswith(".xlsx")
