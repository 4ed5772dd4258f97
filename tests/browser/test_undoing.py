"""The way back: the button of the message, or Ctrl Z, for ten seconds and as long as somebody points at it."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.test_saving import a_customer, delete, save
from tests.browser.watch import Watch


def region(page: Page) -> Locator:
    """The value in the record's own facts; what once was stands in its story too."""
    return page.locator("#fact-region .gx-val")


def edited(page: Page, name: str) -> str:
    address = a_customer(page, name)
    page.goto(f"{address}edit/")
    page.locator("[name=region]").fill("Hamburg")
    save(page)
    expect(region(page)).to_have_text("Hamburg")
    return address


def test_ctrl_z_takes_an_edit_back_and_again_forth(person: Callable[..., Page]) -> None:
    page = person("sales")
    edited(page, "Second Thoughts Ltd")
    page.wait_for_load_state()
    page.keyboard.press("Control+z")
    expect(page.locator(".gx-toast", has_text="Taken back")).to_be_visible()
    expect(region(page)).to_have_text("—")
    page.wait_for_load_state()
    page.keyboard.press("Control+z")
    expect(region(page)).to_have_text("Hamburg")


def test_while_typing_ctrl_z_belongs_to_the_text(person: Callable[..., Page]) -> None:
    page = person("sales")
    address = edited(page, "Typed Text Ltd")
    page.locator("[name=words]").fill("some words")
    page.locator("[name=words]").press("Control+z")
    page.wait_for_timeout(400)
    page.goto(address)
    expect(region(page)).to_have_text("Hamburg")


def test_a_deleted_record_comes_back_by_the_button(person: Callable[..., Page]) -> None:
    page = person("sales")
    address = a_customer(page, "Back From The Bin Ltd")
    delete(page)
    page.locator(".gx-toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".gx-toast", has_text="Taken back")).to_be_visible()
    page.goto(address)
    expect(page.locator("main")).not_to_contain_text("In the recycle bin")


def test_what_somebody_changed_since_is_refused_in_words(person: Callable[..., Page], watch: Watch) -> None:
    watch.expect(409)
    sales, manager = person("sales"), person("manager")
    address = edited(sales, "Changed Since Ltd")
    manager.goto(f"{address}edit/")
    manager.locator("[name=website]").fill("https://since.example")
    save(manager)
    expect(manager.locator("main")).to_contain_text("since.example")
    sales.locator(".gx-toast").get_by_role("button", name="Undo").click()
    expect(sales.get_by_role("alert").filter(has_text="was changed since")).to_be_visible()
    sales.goto(address)
    expect(region(sales)).to_have_text("Hamburg")


def test_the_message_stays_while_somebody_points_at_it(person: Callable[..., Page]) -> None:
    page = person("sales")
    page.clock.install()
    edited(page, "Slow Hand Ltd")
    message = page.locator(".gx-toast")
    expect(message).to_be_visible()
    message.hover()
    page.clock.run_for(30_000)
    expect(message).to_be_visible()
    page.mouse.move(0, 0)
    page.clock.run_for(9_000)
    expect(message).to_be_visible()
    page.clock.run_for(2_000)
    expect(message).to_have_count(0)
