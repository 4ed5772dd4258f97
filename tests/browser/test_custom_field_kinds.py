"""An administrator makes a text a number: sees what would be lost, accepts it, and takes it back."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_custom_fields import choose
from tests.browser.test_saving import a_customer
from tests.browser.watch import Watch

pytestmark = pytest.mark.usefixtures("as_shipped")


def test_a_text_becomes_a_number_and_a_text_again(person: Callable[..., Page], watch: Watch) -> None:
    watch.expect(422)
    admin, sales = person("admin"), person("sales")
    admin.goto("/custom-fields/new/")
    admin.locator("[name=label]").fill("Fleet")
    choose(admin, "entity", "customers")
    admin.get_by_role("button", name="Save", exact=True).last.click()
    admin.wait_for_url(lambda url: "/new/" not in url)
    field = admin.url
    addresses = {}
    for name, text in (("Twelve Cars Ltd", "12"), ("Many Cars Ltd", "a dozen or so")):
        addresses[name] = a_customer(sales, name)
        sales.goto(f"{addresses[name]}edit/")
        sales.locator("[name=custom_fleet]").fill(text)
        sales.locator("footer [type=submit]").click()
        sales.wait_for_url(lambda url: "/edit/" not in url)

    admin.goto(f"{field}do/change_kind/")
    choose(admin, "to", "Whole number")
    admin.get_by_role("button", name="See what changes").click()
    lost = admin.locator("main").get_by_role("link", name="a dozen or so")
    expect(lost).to_have_attribute("href", re.compile(re.escape(urlsplit(addresses["Many Cars Ltd"]).path)))
    admin.get_by_role("button", name="Change what it holds").click()
    expect(admin.get_by_text("Nothing was changed.").first).to_be_visible()
    admin.locator("[name=most_lost]").fill("1")
    admin.get_by_role("button", name="See what changes").click()
    admin.get_by_role("button", name="Change what it holds").click()
    expect(admin.get_by_text("Change what it holds: done").first).to_be_visible()
    _wait_for_the_work(admin, field)
    expect(admin.locator("main")).to_contain_text("Whole number")
    _expect(sales, addresses, {"Twelve Cars Ltd": "12", "Many Cars Ltd": ""})

    admin.goto(f"{field}do/change_back/")
    admin.get_by_role("button", name="See what changes").click()
    admin.get_by_role("button", name="Change back").click()
    expect(admin.get_by_text("Change back: done").first).to_be_visible()
    _wait_for_the_work(admin, field)
    _expect(sales, addresses, {"Twelve Cars Ltd": "12", "Many Cars Ltd": "a dozen or so"})


def _expect(page: Page, addresses: dict[str, str], values: dict[str, str]) -> None:
    for name, value in values.items():
        page.goto(f"{addresses[name]}edit/")
        expect(page.locator("[name=custom_fleet]")).to_have_value(value)


def _wait_for_the_work(page: Page, address: str) -> None:
    """It is done in the background; then the field can be changed back."""
    for _again in range(30):
        page.goto(address)
        if "do/change_back/" in page.content():
            return
        page.wait_for_timeout(500)
    raise AssertionError("The change of the field never ended")
