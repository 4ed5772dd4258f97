"""Lists in other shapes: cards drawn by mouse and keys, values changed in their cell."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_accessibility import faults
from tests.browser.watch import Watch

BOARD = "/customers/?layout=board&layout_by=kind"
BY_STAGE = "/customers/?layout=board"


def first_card(page: Page, key: str) -> Locator:
    return page.locator(f"[data-key={key}] .gx-card").first


def count(page: Page, key: str) -> Locator:
    return page.locator(f"[data-key={key}] [data-head=count]")


def board(page: Page, url: str = BOARD) -> Page:
    """The board, once its script has taken hold of the cards."""
    with page.expect_response(re.compile("board_controller")):
        page.goto(url)
    expect(page.locator(".gx-board[data-ready]")).to_be_visible()
    return page


def draw(page: Page, card: Locator, key: str) -> None:
    """Take a card by the mouse and let it go over a column."""
    start, end = card.bounding_box(), page.locator(f"[data-key={key}]").bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 80, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(start["x"] + 110, start["y"] + 30, steps=4)
    page.mouse.move(end["x"] + 100, end["y"] + 120, steps=8)
    expect(page.locator("body > .gx-card.gx-drag")).to_be_visible()
    expect(page.locator(f"[data-key={key}]")).to_have_class(re.compile("gx-over"))
    page.mouse.up()


def test_a_card_is_drawn_to_another_column_and_back(person: Callable[..., Page]) -> None:
    """Customers stand by the stages of their life."""
    page = board(person("clerk", width=1440), BY_STAGE)
    card, was = first_card(page, "potential"), int(count(page, "signed").inner_text())
    title = card.locator(".gx-ttl").inner_text()
    draw(page, card, "signed")
    moved = page.locator("[data-key=signed] .gx-card", has_text=title)
    expect(moved).to_be_visible()
    expect(count(page, "signed")).to_have_text(str(was + 1))
    expect(page.locator(".gx-toast", has_text=title)).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(count(page, "signed")).to_have_text(str(was))
    page.reload()
    expect(page.locator("[data-key=potential] .gx-card", has_text=title)).to_be_visible()


def test_a_card_is_moved_by_keys_and_told_to_whoever_listens(person: Callable[..., Page]) -> None:
    page = board(person("clerk", width=1440))
    card = first_card(page, "company")
    title, link, live = card.locator(".gx-ttl").inner_text(), card.locator("a"), page.locator("[aria-live=assertive]")
    link.focus()
    page.keyboard.press("Space")
    expect(live).to_contain_text(f"{title} is lifted")
    page.keyboard.press("ArrowRight")
    expect(live).to_have_text(f"{title} is over Person.")
    page.keyboard.press("Escape")
    expect(live).to_have_text(f"{title} is back in Company.")
    expect(link).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(live).to_have_text(f"{title} moved to Person.")
    there = first_card(page, "person")
    expect(there.locator("a")).to_be_focused()
    there.get_by_role("button", name="Move to").click()
    page.get_by_role("menuitem", name="Company").click()
    expect(live).to_have_text(f"{title} moved to Company.")


def test_a_refused_card_goes_home_with_the_reason(person: Callable[..., Page], watch: Watch) -> None:
    watch.expect(409)
    page, other = board(person("clerk", width=1440)), board(person("admin", width=1440))
    title = first_card(page, "supplier").locator(".gx-ttl").inner_text()
    theirs = other.locator("[data-key=supplier] .gx-card", has_text=title)
    draw(other, theirs, "channel")
    expect(other.locator("[data-key=channel] .gx-card", has_text=title)).to_be_visible()
    draw(page, first_card(page, "supplier"), "partner")
    expect(page.get_by_role("alert")).to_contain_text("changed this record")
    expect(page.locator("[data-key=supplier] .gx-card", has_text=title)).to_be_visible()
    other.get_by_role("button", name="Undo").click()
    expect(other.locator("[data-key=supplier] .gx-card", has_text=title)).to_be_visible()


def test_on_a_phone_the_board_stops_at_one_column(person: Callable[..., Page]) -> None:
    page = person("clerk", width=390)
    page.goto(BOARD)
    box = page.locator(".gx-board")
    box.evaluate("board => board.scrollBy({left: 200, behavior: 'instant'})")
    page.wait_for_timeout(600)  # the browser settles on a column by itself
    left = page.locator(".gx-col").nth(1).bounding_box()
    assert left
    assert abs(left["x"] - 16) < 3
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.fixture
def table(person: Callable[..., Page]) -> Page:
    """The customers as a table whose cells can be changed."""
    page = person("clerk", width=1440)
    with page.expect_response(re.compile("cells_controller")):
        page.goto("/customers/")
    expect(page.get_by_role("grid")).to_be_visible()
    return page


def cell(page: Page, column: str, row: int = 1) -> Locator:
    heads = page.locator("thead th").all_inner_texts()
    return page.locator("tbody tr").nth(row).locator("td").nth(heads.index(column))


def test_a_cell_is_changed_by_keys_alone_and_nothing_moves(table: Page, watch: Watch) -> None:
    watch.expect(422)
    region = cell(table, "Region")
    box, was = region.bounding_box(), region.inner_text()
    region.click()
    expect(region).to_be_focused()
    table.keyboard.press("Enter")
    field = region.locator("input")
    expect(field).to_be_focused()
    expect(table.locator(".gx-keys")).to_contain_text("next cell")
    assert region.bounding_box() == box
    table.keyboard.type("Suzhou")
    table.keyboard.press("Tab")
    revenue = cell(table, "Annual revenue (CNY)")
    expect(revenue.locator("input")).to_be_focused()
    expect(region).to_have_text("Suzhou")
    table.keyboard.type("lots")
    table.keyboard.press("Enter")
    expect(revenue.get_by_role("alert")).to_have_text("“lots” is not a number.")
    expect(revenue.locator("input")).to_have_value("lots")
    table.keyboard.press("Escape")
    expect(revenue).to_be_focused()
    table.keyboard.press("ArrowLeft")
    table.keyboard.press("F2")
    table.keyboard.type("Wuhu")  # before the control is there
    table.keyboard.press("Enter")
    expect(region).to_have_text("Wuhu")
    expect(table.locator(".gx-toast")).to_contain_text("Saved: Region")
    table.keyboard.press("Control+z")
    expect(region).to_have_text("Suzhou")
    table.keyboard.press("F2")
    region.locator("input").fill(was)
    table.keyboard.press("Enter")
    expect(region).to_have_text(was)


def test_two_people_in_one_cell_choose_whose_value_stays(
    table: Page, person: Callable[..., Page], watch: Watch
) -> None:
    watch.expect(409)
    other = person("admin", width=1440)
    other.goto("/customers/")
    expect(other.get_by_role("grid")).to_be_visible()
    mine, theirs = cell(table, "Region", 3), cell(other, "Region", 3)
    was = mine.inner_text()
    mine.dblclick()
    expect(mine.locator("input")).to_be_focused()
    theirs.dblclick()
    theirs.locator("input").fill("Wuxi")
    other.keyboard.press("Enter")
    expect(theirs).to_have_text("Wuxi")
    mine.locator("input").fill("Changzhou")
    table.keyboard.press("Enter")
    expect(mine.get_by_role("alert")).to_contain_text("just changed this to “Wuxi”")
    mine.get_by_role("button", name="Take theirs").click()
    expect(mine).to_have_text("Wuxi")
    mine.dblclick()
    mine.locator("input").fill(was)
    table.keyboard.press("Enter")
    expect(mine).to_have_text(was)


def test_who_may_change_nothing_sees_plain_cells(person: Callable[..., Page]) -> None:
    page = person("executive", width=1440)
    page.goto("/customers/")
    page.wait_for_timeout(500)  # a script that isn't fetched can't be waited for
    expect(page.get_by_role("grid")).to_have_count(0)
    cell(page, "Region").dblclick()
    expect(page.locator("tbody input:not([type=checkbox])")).to_have_count(0)


@pytest.mark.parametrize("dark", [False, True])
def test_every_layout_can_be_read_by_everybody(person: Callable[..., Page], dark: bool) -> None:
    page = person("clerk", width=1440, dark=dark)
    for layout in ("board", "groups", "map", "map&layout_by=annual_revenue"):
        page.goto(f"/customers/?layout={layout}")
        assert faults(page) == []
    page.goto("/customers/?layout=groups")
    page.get_by_role("button", name="Open or fold").first.click()
    expect(page.locator("tbody[id] tr").first).to_be_visible()
    assert faults(page) == []


def test_a_province_on_the_map_leads_to_its_customers(person: Callable[..., Page]) -> None:
    page = person("clerk", width=1440)
    page.goto("/customers/?layout=map")
    tiles = page.locator("svg.gx-map-tiles a")
    counts = [int(words.replace(",", "")) for words in tiles.locator(".gx-mn").all_text_contents()]
    least = min(counts)
    tiles.nth(counts.index(least)).click()
    expect(page.locator("tbody tr")).to_have_count(min(least, 50))
    expect(page.locator(".gx-crumb")).to_contain_text(f"{least:,}")
