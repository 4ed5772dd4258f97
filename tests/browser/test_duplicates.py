"""Duplicates in bulk: an administrator has them looked for, whoever may merge goes through them by the keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.house import House

QUEUE = "/customers/duplicates/"
MINUTES = 3 * 60 * 1000
"""Other stories may have brought in tens of thousands."""


def bring(house: House, *names: str) -> None:
    """Customers that came in without a question; those that begin alike share all else, so they stand first."""
    values = []
    for name in names:
        first = name.partition(" ")[0].lower()
        phone = f"+86138574{sum(map(ord, first)):05}"
        values.append({"name": name, "email": f"info@{first}.example", "phone": phone})
    words = (
        "from guanxi.engine import gate; from guanxi.engine.registry import registry; "
        "from guanxi.people.models import User; clerk = User.objects.get(username='clerk'); "
        f"[gate.create(registry['customers'], one, actor=clerk) for one in {values!r}]"
    )
    house.command("manage", "shell", "-v", "0", "-c", words)


def begin(page: Page) -> None:
    """Have them looked for, and wait until that is done."""
    page.goto(QUEUE)
    page.get_by_role("button", name="Look for duplicates").click()
    expect(page.locator("main")).to_contain_text("Done", timeout=MINUTES)
    page.get_by_role("link", name="To the possible duplicates").click()


def card(page: Page, name: str) -> Locator:
    return page.locator(".gx-pair").filter(has_text=name)


def test_they_are_found_and_decided_by_the_keyboard(house: House, person: Callable[..., Page]) -> None:
    bring(
        house, "Haitang Pumps", "Haitang Pumps Ltd", "Yulan Glass", "Yulan Glass Co.", "Zijin Cable", "Zijin Cable Inc"
    )
    admin = person("admin")
    begin(admin)
    expect(admin.get_by_text("Looked for on")).to_be_visible()

    page = person("clerk", width=1440)
    page.goto(QUEUE)
    glass, cable, pumps = (card(page, name) for name in ("Yulan Glass Co.", "Zijin Cable Inc", "Haitang Pumps Ltd"))
    for one in (glass, cable, pumps):
        expect(one).to_be_visible()
        expect(one).to_contain_text("same name")

    glass.get_by_role("link").first.focus()
    page.keyboard.press("d")
    expect(page.get_by_text("Noted: they are different")).to_be_visible()
    expect(glass).to_have_count(0)
    cable.get_by_role("link").first.focus()
    page.keyboard.press("l")
    expect(page.get_by_text("Put aside")).to_be_visible()
    expect(cable).to_have_count(0)

    pumps.get_by_role("link").first.focus()
    page.keyboard.press("s")
    expect(page.get_by_role("heading", level=1)).to_have_text("Merge 2 customers")
    page.get_by_role("button", name="Make them one").click()
    expect(page).to_have_url(f"{page.url.partition('/customers')[0]}{QUEUE}")
    expect(page.get_by_text("Merged 1 customer into another one")).to_be_visible()
    expect(pumps).to_have_count(0)

    page.get_by_role("link", name="Different").click()
    glass.get_by_role("button", name="Ask again").click()
    page.get_by_role("link", name="To decide").click()
    expect(glass).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_on_a_phone_and_without_script(house: House, person: Callable[..., Page], *, script: bool) -> None:
    name = "Danfeng Paper" if script else "Moli Steel"
    bring(house, name, f"{name} Ltd", f"{name} Inc")
    begin(person("admin"))
    page = person("clerk", width=360, java_script_enabled=script)
    page.goto(QUEUE)
    three = card(page, f"{name} Ltd")
    expect(three.get_by_role("checkbox")).to_have_count(3)
    if script:
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    three.get_by_role("checkbox").first.uncheck()
    three.get_by_role("button", name="Different").click()
    expect(page.get_by_text("Noted: they are different")).to_be_visible()
    expect(card(page, name)).not_to_have_count(0)
