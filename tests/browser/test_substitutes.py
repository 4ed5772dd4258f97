"""Before somebody goes away they name a substitute, who works on their records from then on, under both names."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import AXE, faults
from tests.browser.test_saving import a_customer
from tests.browser.watch import Watch


@pytest.mark.parametrize("width", [1366, 390])
def test_a_colleague_stands_in_until_it_is_ended(person: Callable[..., Page], watch: Watch, width: int) -> None:
    away, other = person("sales", width=width), person("sales3", width=width)
    name = f"Away Lighthouse {width} Ltd"
    address = a_customer(away, name)
    watch.expect(404, 404)
    answer = other.goto(address)
    assert answer is not None
    assert answer.status == 404

    away.goto("/settings/substitutes/")
    away.get_by_role("link", name="Name a substitute").click()
    chooser = away.locator(".gx-fieldrow", has=away.locator("[name=substitute]")).locator(".ts-control input")
    chooser.fill("孙若岚")
    away.locator(".ts-dropdown").get_by_text("孙若岚").first.click()
    today = timezone.localdate().isoformat()
    away.locator("[name=first_day]").fill(today)
    away.locator("[name=last_day]").fill(today)
    if AXE.exists():
        assert faults(away) == []
    away.get_by_role("button", name="Save", exact=True).last.click()
    expect(away.get_by_role("heading", level=1)).to_have_text("林知夏 → 孙若岚")
    away.goto("/settings/substitutes/")
    expect(away.get_by_role("main")).to_contain_text("孙若岚")

    other.goto("/")
    expect(other.get_by_role("main")).to_contain_text(f"林知夏, until {today}")
    other.goto(address)
    expect(other.get_by_role("main")).to_contain_text(f"You stand in for 林知夏 until {today}")
    if AXE.exists():
        assert faults(other) == []
    assert other.evaluate("document.documentElement.scrollWidth <= innerWidth")
    other.goto(f"{address}edit/")
    other.locator("[name=name]").fill(f"{name} & Co")
    other.get_by_role("button", name="Save", exact=True).last.click()
    expect(other.get_by_role("heading", level=1)).to_have_text(f"{name} & Co")
    away.goto(f"{address}history/")
    expect(away.get_by_role("main")).to_contain_text("孙若岚 for 林知夏")

    away.goto("/settings/substitutes/")
    assert away.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if AXE.exists():
        assert faults(away) == []
    away.get_by_role("button", name="End now").click()
    expect(away).to_have_url("/settings/substitutes/")
    expect(away.get_by_role("button", name="End now")).to_have_count(0)
    answer = other.goto(address)
    assert answer is not None
    assert answer.status == 404
