"""Making and changing records in the side panel, with one form above another, by keyboard alone."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.watch import Watch


def test_one_form_above_another_keeps_what_was_typed(person: Callable[..., Page], watch: Watch) -> None:
    watch.expect(422)
    clerk = person("clerk")
    clerk.goto("/customers/")
    heard = clerk.evaluate_handle(
        "() => { const told = [];"
        " document.addEventListener('panel:saved', (event) => told.push(event.detail)); return told; }"
    )
    clerk.keyboard.press("n")
    clerk.keyboard.press("c")
    sheet = clerk.get_by_role("dialog")
    expect(sheet.get_by_role("heading", name="New customer", exact=True)).to_be_visible()
    expect(sheet.locator("[name=name]")).to_be_focused()
    expect(clerk.locator(".gx-app")).to_have_attribute("inert", "")
    clerk.keyboard.type("Nested Outer Ltd")

    # What isn't there yet is made from the chooser itself, with what was typed already filled in.
    sheet.get_by_role("combobox", name="Parent company").focus()
    clerk.keyboard.type("Nested Parent Ltd")
    expect(sheet.locator(".ts-dropdown .create")).to_have_text("New customer Nested Parent Ltd")
    expect(sheet.locator(".ts-dropdown .no-results")).to_be_visible()
    clerk.keyboard.press("Enter")
    inner = sheet.locator("[name=name]:visible")
    expect(inner).to_have_value("Nested Parent Ltd")
    expect(sheet.get_by_role("list", name="Where you are")).to_contain_text("New customer")
    inner.fill("")
    clerk.keyboard.press("Control+Enter")
    expect(sheet.locator(".gx-err:visible")).to_have_text("Fill this in.")
    expect(inner).to_be_focused()
    clerk.keyboard.type("Nested Parent Ltd")
    clerk.keyboard.press("Control+Enter")

    expect(sheet.locator("[name=name]:visible")).to_have_value("Nested Outer Ltd")
    expect(sheet.locator(".ts-control .item").filter(has_text="Nested Parent Ltd")).to_be_visible()
    clerk.keyboard.press("Control+Enter")
    expect(sheet).to_be_hidden()
    expect(clerk.locator(".gx-toast").filter(has_text="Saved").last).to_be_visible()
    expect(clerk.locator("#list")).to_be_visible()
    told = heard.json_value()
    assert [item["label"] for item in told] == ["Nested Parent Ltd", "Nested Outer Ltd"]
    assert {item["entity"] for item in told} == {"customers"}
    clerk.goto(told[1]["url"])
    expect(clerk.get_by_role("link", name="Nested Parent Ltd")).to_be_visible()

    # What is there already comes before what could be made, and is what Enter takes.
    clerk.goto("/customers/new/")
    clerk.get_by_role("combobox", name="Parent company").focus()
    clerk.keyboard.type("Nested Par")
    offered = clerk.locator(".ts-dropdown [data-selectable]")
    expect(offered).to_have_text([re.compile("^Nested Parent Ltd"), "New customer Nested Par"])
    clerk.keyboard.press("Enter")
    expect(clerk.locator(".ts-control .item").filter(has_text="Nested Parent Ltd")).to_be_visible()


def test_nothing_typed_goes_without_a_question_and_the_focus_comes_back(person: Callable[..., Page]) -> None:
    clerk = person("clerk")
    clerk.goto("/customers/")
    new = clerk.get_by_role("link", name="New customer")
    new.focus()
    clerk.keyboard.press("Enter")
    sheet = clerk.get_by_role("dialog")
    expect(sheet.locator("[name=name]")).to_be_focused()
    clerk.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(new).to_be_focused()

    clerk.keyboard.press("Enter")
    expect(sheet.locator("[name=name]")).to_be_focused()
    clerk.keyboard.type("Half a name")
    clerk.keyboard.press("Escape")
    expect(sheet.get_by_role("alertdialog")).to_contain_text("isn’t saved")
    clerk.keyboard.press("Enter")
    expect(sheet.locator("[name=name]")).to_have_value("Half a name")
    clerk.keyboard.press("Escape")
    sheet.get_by_role("button", name="Discard").click()
    expect(sheet).to_be_hidden()
    expect(clerk.locator(".gx-app")).not_to_have_attribute("inert", "")


def test_a_broken_line_loses_nothing_and_a_phone_shows_a_whole_sheet(person: Callable[..., Page], watch: Watch) -> None:
    clerk = person("clerk", width=390)
    clerk.goto("/customers/")
    clerk.locator(".gx-tabbar summary").click()
    clerk.locator(".gx-tabbar").get_by_role("link", name="Contact", exact=True).click()
    sheet = clerk.get_by_role("dialog")
    expect(sheet.locator("[name=name]")).to_be_visible()
    box = sheet.bounding_box()
    assert box
    assert (box["x"], box["width"]) == (0, 390)
    sheet.locator("[name=name]").fill("Wei Panel")
    clerk.context.set_offline(True)
    sheet.get_by_role("button", name="Save", exact=True).click()
    expect(sheet.get_by_text("The server could not be reached.")).to_be_visible()
    expect(sheet.locator("[name=name]")).to_have_value("Wei Panel")
    expect(sheet.get_by_role("button", name="Try again now")).to_be_visible()
    # It goes out by itself, and not a second time by another press.
    expect(sheet.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    clerk.context.set_offline(False)
    expect(sheet).to_be_hidden()
    expect(clerk.locator(".gx-toast").filter(has_text="Saved").last).to_be_visible()
    watch.forgive("net::ERR_INTERNET_DISCONNECTED")
    clerk.goto("/contacts/?q=Wei+Panel")
    expect(clerk.locator("#list a", has_text="Wei Panel")).to_have_count(1)
