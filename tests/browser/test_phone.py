"""Every kind of page in one hand, on a narrow phone: nothing scrolls sideways, everything is big enough to press."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house import House

WIDTH = 360
LEAST = 44
PAGES = (
    "/",
    "/customers/",
    "/customers/?deleted=1",
    "/customers/?layout=board",
    "/customers/new/",
    "/contacts/new/",
    "/customers/import/",
    "/customers/export/",
    "/notes/",
    "/search/?q=ning",
    "/settings/",
    "/settings/substitutes/",
    "/substitutions/new/",
    "/settings/tokens/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/sessions/",
    "/jobs/",
    "/outbox/",
    "/ownerless/",
    "/traces/",
    "/configuration/",
    "/roles/changes/",
    "/recipes/",
    "/regular-imports/new/",
    "/regular-exports/new/",
    "/custom-entities/new/",
    "/custom-fields/new/",
    "/choice-lists/new/",
    "/names/new/",
    "/numbering-rules/new/",
    "/layouts/new/",
    "/sharing-rules/new/",
    "/privacy-notices/new/",
    "/retention-rules/new/",
    "/breaches/new/",
    "/notifications/",
    "/offline/en/",
    "/no-such-page/",
    "record",
    "edit",
    "history",
    "do/assign",
)
MEASURE = """(least) => {
    const shown = (e) => {
        const box = e.getBoundingClientRect();
        const seen = e.checkVisibility({opacityProperty: true, visibilityProperty: true});
        return seen && box.width > 1 && box.height > 1;
    };
    const called = (e) => e.textContent.trim() || e.ariaLabel || e.name || e.getAttribute("href") || e.id;
    const told = (e, {width, height}) =>
        `${e.className || e.tagName} "${called(e).slice(0, 30)}" ${width | 0}x${height | 0}`;
    const faults = [];
    const {scrollWidth} = document.documentElement;
    if (scrollWidth > innerWidth) faults.push(`scrolls sideways: ${scrollWidth}`);
    for (const e of document.querySelectorAll("a[href], button, summary, select, input:not([type=hidden]), textarea")) {
        if (!shown(e) || e.closest(".visually-hidden, .gx-skip, .ts-control")) continue;
        let box = e.getBoundingClientRect();
        // A box to tick is pressed by its label, or by its cell.
        const around = e.matches("[type=checkbox], [type=radio]") && (e.closest("label") ?? e.closest("td, th"));
        if (around) {
            const outer = around.getBoundingClientRect();
            box = { width: Math.max(box.width, outer.width), height: Math.max(box.height, outer.height) };
        }
        // A link within a sentence is as high as its line (WCAG 2.2, 2.5.8).
        if (e.matches("a") && getComputedStyle(e).display === "inline") continue;
        if (Math.min(box.width, box.height) < least - 0.5) faults.push(`too small: ${told(e, box)}`);
    }
    for (const e of document.querySelectorAll("input, textarea, select")) {
        if (["checkbox", "radio", "file", "hidden"].includes(e.type)) continue;
        const small = parseFloat(getComputedStyle(e).fontSize) < 16;
        if (small && shown(e)) faults.push(`makes a phone zoom: ${e.name || e.id}`);
    }
    return [...new Set(faults)];
}"""


@pytest.fixture
def phone(person: Callable[..., Page]) -> Page:
    page = person("admin", width=WIDTH, has_touch=True, is_mobile=True)
    page.set_viewport_size({"width": WIDTH, "height": 740})
    return page


def places(page: Page) -> list[str]:
    page.goto("/customers/")
    href = page.locator("#list a[href^='/customers/0']").first.get_attribute("href") or ""
    record = href.partition("?")[0]
    return [path if path.startswith("/") else record + {"record": ""}.get(path, f"{path}/") for path in PAGES]


def test_every_page_is_usable_with_one_hand(phone: Page, watch: Any) -> None:
    watch.expect(404)
    faults = {}
    all_places = places(phone)
    phone.goto(next(path for path in all_places if path.startswith("/customers/0")))
    phone.locator("[name=words]").fill("Heard of it")
    phone.locator("[name=words]").press("Control+Enter")
    expect(phone.locator("#talk-time")).to_contain_text("Heard of it")
    for path in all_places:
        phone.goto(path)
        phone.locator("main").first.wait_for()
        phone.wait_for_timeout(200)
        found = phone.evaluate(MEASURE, LEAST)
        if found:
            faults[path] = found
    assert faults == {}


def test_the_door_is_usable_with_one_hand(stranger: Callable[..., Page], house: House) -> None:
    page = stranger(width=WIDTH, has_touch=True, is_mobile=True)
    page.goto("/accounts/login/")
    page.locator("[data-password-target=button]").wait_for()
    assert page.evaluate(MEASURE, LEAST) == []


def test_the_bar_at_the_bottom_covers_nothing(phone: Page) -> None:
    for path in ("/customers/new/", "/settings/"):
        phone.goto(path)
        phone.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        last = phone.locator("main :is(button, a.btn):visible").last
        last.scroll_into_view_if_needed()
        box, bar = last.bounding_box(), phone.locator(".gx-tabbar").bounding_box()
        assert box is not None
        assert bar is not None
        assert box["y"] + box["height"] <= bar["y"] + 0.5, path


def test_menus_come_up_from_the_bottom(phone: Page) -> None:
    phone.goto("/customers/")
    phone.locator(".gx-tabbar summary").tap()
    menu = phone.locator(".gx-tabbar .gx-menu")
    expect(menu).to_be_visible()
    box = menu.bounding_box()
    assert box
    assert (round(box["x"]), round(box["width"])) == (0, WIDTH)
    assert round(box["y"] + box["height"]) == 740
    menu.get_by_role("link", name="Quick note").tap()
    expect(phone.get_by_role("heading", name="Quick note")).to_be_visible()
