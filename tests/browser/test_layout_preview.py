"""An administrator looks at a layout as somebody of a role, on a desk and on a phone, before it is saved."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import AXE, faults
from tests.browser.test_own_layouts import choose
from tests.browser.watch import Watch


@pytest.mark.parametrize("width", [1366, 390])
def test_it_is_seen_as_the_role_sees_it(person: Callable[..., Page], watch: Watch, width: int) -> None:
    page = person("admin", width=width)
    page.goto("/layouts/new/")
    page.locator("[name=name]").fill("Tried out")
    page.locator("[name=entity]").select_option(value="customers")
    choose(page, "key_facts", "Tax number")
    for role, count in (("Sales manager", 1), ("Warehouse keeper", 0)):
        page.get_by_label("As somebody of the role").select_option(label=role)
        page.get_by_role("button", name="Preview without saving").click()
        frame = page.frame_locator("iframe[title='Record\\'s page: On a phone']")
        expect(frame.get_by_role("heading", level=1)).to_have_count(1)
        expect(frame.locator(".gx-facts dt", has_text="Tax number")).to_have_count(count)
        inside = page.locator("iframe.gx-previewphone").first
        assert inside.evaluate("frame => frame.contentWindow.innerWidth") <= 375
        expect(page.locator("[name=name]")).to_have_value("Tried out")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if AXE.exists():
        assert faults(page) == []
