"""Somebody enters a customer that is there already, and is told before a second one comes of it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.watch import Watch

NAME = "宁波澄笈精工机械有限公司"


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


@pytest.mark.parametrize("width", [1366, 360])
def test_a_customer_entered_twice_is_told_while_it_is_entered(person: Callable[..., Page], width: int) -> None:
    name = f"{NAME[:-4]}{width}有限公司"
    clerk = person("clerk")
    clerk.goto("/customers/new/")
    clerk.locator("[name=name]").fill(name)
    clerk.locator("[name=phone]").fill(f"138 1234 {width:04}")
    save(clerk)
    expect(clerk.get_by_role("heading", level=1)).to_have_text(name)

    page = person("clerk", width=width)
    page.goto("/customers/new/")
    alike = page.locator(".gx-alike")
    expect(alike).to_be_hidden()
    page.locator("[name=name]").fill(name.removesuffix("有限公司").removeprefix("宁波"))
    page.locator("[name=name]").press("Tab")
    expect(alike.get_by_role("link", name=name)).to_be_in_viewport()
    expect(alike).to_contain_text("same name")
    page.locator("[name=phone]").fill(f"1381234{width:04}")
    page.locator("[name=phone]").press("Tab")
    expect(alike).to_contain_text("same telephone")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    save(page)  # it was shown, so nobody asks again
    expect(page.get_by_role("status")).to_contain_text("Saved")


def test_who_may_not_open_it_is_told_whose_it_is(person: Callable[..., Page]) -> None:
    clerk = person("clerk")
    clerk.goto("/customers/new/")
    clerk.locator("[name=name]").fill("杭州澄笈纺织有限公司")
    save(clerk)
    expect(clerk.get_by_role("heading", level=1)).to_have_text("杭州澄笈纺织有限公司")

    sales = person("sales")
    sales.goto("/customers/new/")
    sales.locator("[name=name]").fill("澄笈纺织")
    sales.locator("[name=name]").press("Tab")
    expect(sales.locator(".gx-alike")).to_contain_text("There is such a record, owned by")
    expect(sales.locator(".gx-alike a")).to_have_count(0)


def test_without_script_it_is_asked_once(person: Callable[..., Page], watch: Watch) -> None:
    watch.expect(422)
    page = person("clerk", java_script_enabled=False)
    for _time in range(2):
        page.goto("/customers/new/")
        page.locator("[name=name]").fill("绍兴澄笈家具有限公司")
        save(page)
    expect(page.locator(".gx-alike")).to_contain_text("If it is another one, save again.")
    expect(page.locator("[name=name]")).to_have_value("绍兴澄笈家具有限公司")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("绍兴澄笈家具有限公司")
