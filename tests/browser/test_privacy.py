"""The data protection officer's day: a department closes, a person asks what is known and to be forgotten."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import AXE, faults


def sound(page: Page) -> None:
    """Nothing sticks out, and nothing is hard to reach."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if AXE.exists():
        assert faults(page) == []


@pytest.mark.parametrize("width", [1366, 390])
def test_a_person_is_taken_out_and_forgotten(person: Callable[..., Page], width: int) -> None:
    admin = person("admin", width=width)
    admin.goto("/contacts/new/")
    admin.locator("[name=name]").fill(f"Zhang Meilan {width}")
    admin.locator("[name=mobile]").fill("13800006120")
    admin.locator("main form footer [type=submit], main [type=submit].btn-primary").first.click()
    admin.wait_for_url(lambda url: "/new/" not in url)
    address = admin.url
    admin.goto(f"{address}person/")
    expect(admin.get_by_role("heading", level=1)).to_have_text(f"Personal data of Zhang Meilan {width}")
    sound(admin)
    admin.get_by_role("main").get_by_role("button", name="Take everything out").click()
    expect(admin.get_by_role("link", name="Download the file")).to_be_visible(timeout=30_000)
    admin.goto(f"{address}person/")
    admin.locator("main [name=why]").fill("asked by letter")
    admin.get_by_role("checkbox", name="I know that this").check()
    admin.get_by_role("button", name="Erase for good").click()
    expect(admin.get_by_role("heading", level=1)).to_contain_text("已抹除")
    admin.goto(address)
    expect(admin.get_by_role("main")).not_to_contain_text("Zhang Meilan")
    admin.goto("/traces/")
    expect(admin.get_by_role("main")).to_contain_text("asked by letter")
    sound(admin)


def test_a_department_is_merged_once_its_consequences_were_seen(person: Callable[..., Page]) -> None:
    admin = person("admin")
    admin.goto("/departments/new/")
    admin.locator("[name=name]").fill("Short-lived")
    admin.locator("main [type=submit].btn-primary").first.click()
    admin.wait_for_url(lambda url: "/new/" not in url)
    admin.goto(f"{admin.url}do/merge/")
    main = admin.get_by_role("main")
    main.locator(".ts-control input").fill("销售")
    main.locator(".ts-dropdown .option").first.click()
    main.get_by_role("button", name="See what changes").click()
    expect(main).to_contain_text("Nobody works there, and nothing is below it.")
    sound(admin)
    main.get_by_role("button", name="Merge").click()
    expect(admin.locator(".gx-toast")).to_contain_text("Merge: done")
    admin.get_by_role("button", name="Undo").click()
    expect(admin.get_by_role("main")).to_contain_text("Short-lived")
