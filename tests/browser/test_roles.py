"""An administrator gives rights by what is on the pages: conditions built, told in words, and in force at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import AXE, faults


@pytest.mark.parametrize("width", [1366, 390])
def test_a_role_for_some_records_only(person: Callable[..., Page], width: int) -> None:
    page = person("admin", width=width)
    page.goto("/roles/new/")
    page.locator("[name=key]").fill(f"some_{width}")
    page.locator("[name=name]").fill(f"Some of {width}")
    page.locator("[name=permissions-0-entity]").select_option("customers")
    page.locator("[name=permissions-0-verbs]").fill("read")
    page.get_by_role("button", name="Add conditions").first.click()
    expect(page.get_by_role("heading", name="Conditions on customers", level=2)).to_be_visible()
    page.locator("[name='f.0']").select_option("name")
    page.locator("[name='v.0']").fill("instruments")
    if AXE.exists():
        assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Use these").last.click()
    expect(page.locator("[name=name]")).to_have_value(f"Some of {width}")
    expect(page.locator(".gx-conditions").first).to_contain_text("Customer name contains instruments")
    if AXE.exists():
        assert faults(page) == []
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Some of {width}")
    expect(page.get_by_role("main")).to_contain_text("Customer name contains instruments")
