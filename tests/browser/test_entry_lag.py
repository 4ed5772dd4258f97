"""A manager sees how long entries took, opens what was entered in one go, and colleagues see their own alone."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.house import House

PREPARED = """
import datetime as dt
from django.utils import timezone
from guanxi.engine import gate
from guanxi.engine.registry import registry
from guanxi.messaging.models import Note
from guanxi.people.models import User

notes, now = registry["notes"], timezone.now()
sales = User._base_manager.get(username="sales")
for n in range(12):
    happened = now - dt.timedelta(days=2 + n % 5, minutes=n)
    key = gate.create(notes, {"kind": "call", "body": f"Friday call {n}", "happened_at": happened}, actor=sales).pk
    Note._base_manager.filter(pk=key).update(created_at=now - dt.timedelta(minutes=12 - n / 2))
"""


def test_late_entries_are_found_and_opened(house: House, person: Callable[..., Page]) -> None:
    house.command("manage", "shell", "-v", "0", "-c", PREPARED)
    page = person("manager")
    page.goto("/")
    page.get_by_role("link", name="Entry lag").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Entry lag")
    flagged = page.locator("section", has=page.get_by_role("heading", name="Entered late, in one go"))
    expect(flagged).to_contain_text("entered in 6 minutes")
    own = person("sales", width=390)
    own.goto("/entry-lag/")
    own.get_by_role("link", name="See the notes").first.click()
    expect(own.get_by_role("link", name="Friday call 0")).to_be_visible()
    expect(own.locator("main")).to_contain_text("12")
    other = person("sales2")
    other.goto("/entry-lag/")
    expect(other.locator("main")).not_to_contain_text("6 minutes")
    assert own.evaluate("document.documentElement.scrollWidth <= innerWidth")
