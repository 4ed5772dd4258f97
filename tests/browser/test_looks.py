"""The same pages in three languages, dark, on a phone and by keyboard alone."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Page, TimeoutError, expect

PAGES = (
    "/",
    "/customers/",
    "/customers/?deleted=1",
    "/customers/new/",
    "/contacts/",
    "/contacts/new/",
    "/search/?q=ning",
    "/settings/",
    "/settings/tokens/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/sessions/",
    "/users/",
    "/departments/",
    "/customers/import/",
    "/jobs/",
)


def test_the_language_is_chosen_at_the_door(stranger: Callable[..., Page]) -> None:
    page = stranger(locale="zh-CN")
    page.goto("/accounts/login/")
    for name, code, words in (
        ("English", "en", "Sign in"),
        ("繁體中文", "zh-hant", "登入"),
        ("简体中文", "zh-hans", "登录"),
    ):
        page.get_by_role("button", name=name).click()
        expect(page.locator("html")).to_have_attribute("lang", code)
        expect(page.get_by_role("heading", level=1)).to_have_text(words)


def test_a_language_chosen_in_the_settings_stays_with_the_person(
    person: Callable[..., Page], stranger: Callable[..., Page]
) -> None:
    page = person("executive")
    for code, customers in (("zh-hans", "客户"), ("zh-hant", "客戶"), ("en", "Customers")):
        page.goto("/settings/")
        page.locator(f"main button[name=language][value={code}]").click()
        expect(page.locator("html")).to_have_attribute("lang", code)
        page.goto("/customers/")
        expect(page.get_by_role("heading", level=1)).to_have_text(customers)


def background(page: Page) -> float:
    """How light the page's ground is, from 0 to 255."""
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number)")
    return sum(colour[:3]) / 3


@pytest.mark.parametrize("path", ["/accounts/login/", "/customers/"])
def test_dark_follows_the_system(path: str, person: Callable[..., Page], stranger: Callable[..., Page]) -> None:
    open_one = stranger if "login" in path else lambda **how: person("executive", **how)
    for dark in (False, True):
        page = open_one(dark=dark)
        page.goto(path)
        assert (background(page) < 60) is dark


def test_dark_can_be_chosen_and_stays(person: Callable[..., Page]) -> None:
    page = person("executive")
    page.goto("/settings/")
    look = page.locator("main .gx-setcard")
    look.locator("[name=theme][value=dark]").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.wait_for_load_state("networkidle")
    page.goto("/customers/")
    assert background(page) < 60
    page.goto("/settings/")
    look.locator("[name=theme][value=auto]").click()
    page.wait_for_load_state("networkidle")
    page.goto("/customers/")
    assert background(page) > 200


@pytest.mark.parametrize("width", [390, 1024])
def test_no_page_scrolls_sideways(width: int, person: Callable[..., Page]) -> None:
    page = person("admin", width=width)
    wide = []
    for path in PAGES:
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(page.url)
    assert wide == []


STICKING_OUT = """() => [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
    .map((element) => `${element.tagName}.${element.className}: ${element.textContent.trim().slice(0, 60)}`)
    .slice(0, 8)"""
"""What reaches beyond the window, to be told when a page scrolls sideways."""


@pytest.mark.parametrize("width", [390, 1024])
def test_no_record_scrolls_sideways(width: int, person: Callable[..., Page]) -> None:
    page = person("admin", width=width)
    page.goto("/customers/")
    page.locator("tbody tr a").first.click()
    page.wait_for_url("**/customers/*-*/")
    fits = "document.documentElement.scrollWidth <= window.innerWidth"
    with suppress(TimeoutError):  # what its scripts add is still coming
        page.wait_for_function(fits, timeout=5_000)
    told = page.evaluate(STICKING_OUT)
    assert page.evaluate(fits), told


def test_a_customer_is_created_by_keyboard_alone(person: Callable[..., Page]) -> None:
    page = person("sales")
    page.goto("/customers/")
    page.keyboard.press("n")
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name="New customer")).to_be_visible()
    page.keyboard.type("Keyboard Harbour Ltd")
    page.keyboard.press("Tab")
    page.keyboard.type("Harbour")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#list").get_by_role("link", name="Keyboard Harbour Ltd")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("keyboard har")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Keyboard Harbour Ltd")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Keyboard Harbour Ltd")).to_be_visible()


def test_the_keys_are_listed_and_can_be_left(person: Callable[..., Page]) -> None:
    page = person("sales")
    page.goto("/customers/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).not_to_be_visible()


def test_tab_leads_past_the_navigation_to_the_content(person: Callable[..., Page]) -> None:
    page = person("sales")
    page.goto("/customers/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main#main")).to_be_focused()
