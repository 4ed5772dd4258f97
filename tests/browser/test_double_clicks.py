"""Pressing twice does a thing once: a new record in the side panel, a comment."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect


def press_twice(button: Locator) -> None:
    """Two presses in one turn of the browser, as an impatient hand or a worn mouse makes them."""
    button.evaluate("button => { button.click(); button.click(); }")


def test_pressing_twice_does_it_once(person: Callable[..., Page]) -> None:
    page = person("clerk", width=1440)
    page.goto("/customers/")
    page.keyboard.press("n")
    page.keyboard.press("c")
    sheet = page.get_by_role("dialog")
    sheet.locator("[name=name]").fill("Pressed Twice Ltd")
    press_twice(sheet.locator("footer [type=submit]").first)
    expect(sheet).to_be_hidden()
    page.goto("/customers/?q=Pressed+Twice")
    rows = page.locator("tbody tr", has_text="Pressed Twice Ltd")
    expect(rows).to_have_count(1)

    rows.locator("a[href*='-']").first.click()
    page.wait_for_url(re.compile("/customers/[0-9a-f-]{36}/"))
    words = page.locator("form:has(#talk-tab-comment), .gx-composer").first
    expect(words).to_be_visible()
    page.locator("#talk-tab-comment").click()
    page.locator("textarea[name=words]").fill("Said once")
    press_twice(page.locator("form:has(textarea[name=words]) [type=submit]").first)
    said = page.locator(".gx-ev", has_text="Said once")
    expect(said).to_have_count(1)
    page.reload()
    expect(said).to_have_count(1)
