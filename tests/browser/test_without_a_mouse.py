"""A day begun without a mouse: find, open, go, arrange the first page, take the tour."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house import House


def test_a_record_is_found_by_initials_opened_and_found_again(person: Callable[..., Page]) -> None:
    page = person("manager")
    page.goto("/customers/new/")
    page.locator("[name=name]").fill("温州澄海仪表")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="温州澄海仪表")).to_be_visible()

    page.goto("/")
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Search and commands")
    expect(palette.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("wzchy")
    chosen = palette.get_by_role("option", selected=True)
    expect(chosen).to_contain_text("温州澄海仪表")
    expect(chosen).to_contain_text("by initials")
    expect(chosen.locator("mark")).to_have_text("温州澄海仪")
    expect(palette.get_by_role("status")).to_contain_text("result")
    page.keyboard.press("Tab")
    expect(palette.get_by_role("option", name="Edit")).to_be_visible()
    page.keyboard.press("Escape")
    expect(palette.get_by_role("option", selected=True)).to_contain_text("温州澄海仪表")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="温州澄海仪表")).to_be_visible()

    page.go_back()
    page.keyboard.press("/")
    expect(palette.get_by_role("option", selected=True)).to_contain_text("温州澄海仪表")
    with page.context.expect_page() as another:
        page.keyboard.press("Control+Enter")
    expect(another.value.get_by_role("heading", name="温州澄海仪表")).to_be_visible()
    another.value.close()
    page.keyboard.press("Escape")
    expect(palette).not_to_be_visible()


def test_two_letters_lead_on_and_none_works_while_one_types(person: Callable[..., Page]) -> None:
    page = person("sales")
    page.goto("/")
    page.keyboard.press("g")
    expect(page.locator(".gx-keyhint")).to_contain_text("Customers")
    page.keyboard.press("c")
    page.wait_for_url("**/customers/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("tbody tr").nth(1).get_by_role("checkbox")).to_be_checked()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(page.locator("tbody input:checked")).to_have_count(3)
    page.locator("#quick").focus()
    page.keyboard.type("gc")
    expect(page.locator("#quick")).to_have_value("gc")
    page.keyboard.press("Escape")
    page.goto("/help/")
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="Keys")
    expect(help_).to_contain_text("New customer")
    expect(help_).not_to_contain_text("Next row")


def test_an_input_method_is_left_alone(person: Callable[..., Page]) -> None:
    page = person("sales")
    page.goto("/customers/")
    composing = "new KeyboardEvent('keydown', {key: 'g', isComposing: true, bubbles: true})"
    page.evaluate(f"document.body.dispatchEvent({composing})")
    page.keyboard.press("h")
    assert page.url.endswith("/customers/")
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Search and commands")
    expect(page.get_by_role("option").first).to_be_visible()
    before = page.url
    field.evaluate(
        "f => f.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    assert page.url == before
    expect(field).to_be_visible()


def tiles(page: Page, size: int) -> list[str]:
    found: list[str] = page.locator(f"[data-size='{size}'] > [data-tile]").evaluate_all(
        "t => t.map(x => x.dataset.tile)"
    )
    return found


COMES_LATE = """tile => {
  const fresh = tile.cloneNode(true);
  fresh.querySelector(".gx-tile-tools").remove();
  tile.replaceWith(fresh);
}"""
"""What a slow server sends takes the place of the tile that waited for it."""


def test_the_first_page_is_arranged_and_stays_so(person: Callable[..., Page]) -> None:
    page = person("sales2")
    page.goto("/")
    assert tiles(page, 2)[:3] == ["due", "next-steps", "changed"]
    page.get_by_role("button", name="Arrange the page").focus()
    page.keyboard.press("Enter")
    handle = page.get_by_role("button", name="Move: What others changed", exact=True)
    kept = page.locator("[data-tiles-target=told]")
    handle.focus()
    page.keyboard.press("ArrowDown")
    expect(kept).to_contain_text("What others changed moved, place 4")
    assert tiles(page, 2)[:4] == ["due", "next-steps", "opened", "changed"]
    page.locator("#tile-changed").evaluate(COMES_LATE)
    expect(handle).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(kept).to_contain_text("What others changed is narrow")
    expect(handle).to_be_focused()
    assert "changed" in tiles(page, 1)
    page.get_by_role("button", name="Move: Create", exact=True).focus()
    page.keyboard.press("Delete")
    expect(kept).to_contain_text("Create removed")
    page.locator("summary", has_text="Add a tile").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="New in customers").focus()
    page.keyboard.press("Enter")
    expect(kept).to_contain_text("New in customers added")
    page.keyboard.press("Escape")
    arranged = (tiles(page, 2), tiles(page, 1))
    page.reload()
    assert (tiles(page, 2), tiles(page, 1)) == arranged
    assert arranged[0] == ["due", "next-steps", "opened", "newest-customers"]
    assert "create" not in arranged[1]
    page.get_by_role("button", name="Arrange the page").click()
    page.get_by_role("button", name="As shipped").click()
    expect(page.locator("[data-tile=create]")).to_be_visible()


@pytest.fixture
def newcomer(house: House, signed_in: Callable[[str], Any]) -> str:
    """Somebody who has signed in and not seen the tour; signing in leads to the first page, where it would begin."""
    signed_in("sales3")
    forget = "from guanxi.web.models import Remembered; Remembered.objects.filter(user__username='sales3').delete()"
    house.command("manage", "shell", "-v", "0", "-c", forget)
    return "sales3"


def test_the_tour_comes_once_and_again_from_the_help(person: Callable[..., Page], newcomer: str) -> None:
    page = person(newcomer)
    page.goto("/")
    coach = page.locator(".gx-coach")
    expect(coach).to_be_focused()
    expect(coach).to_contain_text("1 of 6")
    page.keyboard.press("Enter")
    expect(coach).to_contain_text("2 of 6")
    page.get_by_role("link", name="Customers", exact=True).first.focus()
    page.keyboard.press("Escape")
    expect(coach).not_to_be_visible()
    page.reload()
    expect(page.locator("[data-tile]").first).to_be_visible()
    expect(coach).not_to_be_visible()
    page.goto("/help/")
    page.get_by_role("link", name="The tour").focus()
    page.keyboard.press("Enter")
    expect(coach).to_be_focused()
    for _step in range(6):
        page.keyboard.press("Enter")
    expect(coach).not_to_be_visible()


def test_a_slow_answer_keeps_the_rows_and_says_so(person: Callable[..., Page]) -> None:
    page = person("sales")
    page.goto("/customers/")

    def slowly(route: Any) -> None:
        page.wait_for_timeout(700)
        route.continue_()

    page.route("**/customers/?*", slowly)
    page.locator("thead a").first.click()
    expect(page.locator("html.gx-busy")).to_be_visible()
    expect(page.locator(".gx-list[aria-busy=true]:not(.gx-loading)")).to_be_visible()
    expect(page.locator("html:not(.gx-busy)")).to_be_visible()
    page.locator("#quick").fill("a")
    page.keyboard.press("Enter")
    expect(page.locator(".gx-list.gx-loading")).to_be_visible()
    expect(page.locator(".gx-list:not(.gx-loading)")).to_be_visible()
