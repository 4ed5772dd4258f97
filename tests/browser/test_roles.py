"""An administrator gives rights by what is on the pages: conditions built, told in words, and in force at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import AXE, faults
from tests.browser.test_saving import a_customer, delete
from tests.browser.watch import Watch


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


def test_what_is_shared_by_rule_is_there_at_once_and_gone_with_it(person: Callable[..., Page], watch: Watch) -> None:
    address = a_customer(person("sales"), "Shared Lighthouse Ltd")
    other, admin = person("sales3"), person("admin")
    watch.expect(404)
    answer = other.goto(address)
    assert answer is not None
    assert answer.status == 404
    admin.goto("/sharing-rules/new/")
    admin.locator("[name=name]").fill("Lighthouses for the south")
    admin.locator("[name=entity]").select_option("customers")
    admin.get_by_role("button", name="Add conditions").first.click()
    admin.locator("[name='f.0']").select_option("name")
    admin.locator("[name='v.0']").fill("Lighthouse")
    admin.get_by_role("button", name="Use these").last.click()
    expect(admin.locator(".gx-conditions")).to_contain_text("Customer name contains Lighthouse")
    chooser = admin.locator(".gx-fieldrow", has=admin.locator("[name=person]")).locator(".ts-control input")
    chooser.fill("孙若岚")
    admin.locator(".ts-dropdown").get_by_text("孙若岚").first.click()
    admin.get_by_role("button", name="Save", exact=True).last.click()
    expect(admin.get_by_role("heading", level=1)).to_have_text("Lighthouses for the south")
    rule = admin.url
    other.goto("/customers/?q=Lighthouse")
    expect(other.locator("tbody tr", has_text="Shared Lighthouse Ltd")).to_have_count(1)
    other.goto(address)
    expect(other.get_by_role("heading", level=1)).to_have_text("Shared Lighthouse Ltd")
    admin.goto(f"{address}who/")
    expect(admin.get_by_role("table")).to_contain_text("Sharing rule “Lighthouses for the south”")
    admin.goto("/roles/changes/")
    expect(admin.get_by_role("main")).to_contain_text("See customers: now allowed")
    if AXE.exists():
        assert faults(admin) == []
    admin.goto(rule)
    delete(admin)
    expect(admin).not_to_have_url(rule)
    other.goto("/customers/?q=Lighthouse")
    expect(other.locator("tbody tr", has_text="Shared Lighthouse Ltd")).to_have_count(0)
