"""The calendar in a browser: made by keyboard, dragged to another hour, fit for a phone; files on a record."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

DAY = dt.date(2031, 5, 14)


def test_an_appointment_is_made_by_keyboard_and_dragged(person: Callable[..., Page]) -> None:
    clerk = person("clerk")
    clerk.goto(f"/calendar/?view=timeGridDay&date={DAY}")
    new = clerk.get_by_role("link", name="New appointment")
    new.focus()
    clerk.keyboard.press("Enter")
    sheet = clerk.get_by_role("dialog")
    expect(sheet.locator("[name=name]")).to_be_focused()
    clerk.keyboard.type("Dragged talk")
    sheet.locator("[name=starts_at]").fill(f"{DAY}T09:00")
    sheet.locator("[name=ends_at]").fill(f"{DAY}T10:00")
    clerk.keyboard.press("Control+Enter")
    expect(sheet).to_be_hidden()
    entry = clerk.locator(".ec-event").filter(has_text="Dragged talk")
    expect(entry).to_be_visible()

    box = entry.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + 8
    clerk.mouse.move(x, y)
    clerk.mouse.down()
    clerk.mouse.move(x, y + box["height"], steps=8)
    clerk.mouse.move(x, y + 2 * box["height"], steps=8)
    clerk.mouse.up()
    expect(clerk.locator(".gx-toast").last).to_contain_text(f"Moved to {DAY} 11:00")
    clerk.reload()
    expect(clerk.locator(".ec-event").filter(has_text="Dragged talk")).to_contain_text("11:00")

    box = entry.bounding_box()
    assert box
    clerk.mouse.move(x, box["y"] + 8)
    clerk.mouse.down()
    clerk.mouse.move(x, box["y"] + 8 + box["height"], steps=8)
    clerk.mouse.up()
    expect(clerk.locator(".gx-toast").last).to_contain_text(f"Moved to {DAY} 12:00")
    clerk.keyboard.press("Control+z")
    expect(clerk.locator(".ec-event").filter(has_text="Dragged talk")).to_contain_text("11:00")


def test_a_series_asks_which_of_its_days_is_meant(person: Callable[..., Page]) -> None:
    clerk = person("clerk")
    clerk.goto(f"/appointments/new/?starts_at={DAY}T15:00&ends_at={DAY}T16:00")
    clerk.locator("[name=name]").fill("Weekly round")
    clerk.locator("[name=repeats]").select_option("weekly")
    clerk.keyboard.press("Control+Enter")
    clerk.wait_for_url(re.compile(r"/appointments/[0-9a-f-]{36}/"))
    clerk.goto(f"/calendar/?view=timeGridDay&date={DAY + dt.timedelta(days=7)}")
    entry = clerk.locator(".ec-event").filter(has_text="Weekly round")
    entry.click()
    sheet = clerk.get_by_role("dialog")
    expect(sheet).to_contain_text("21 May 2031, 15:00–16:00")
    sheet.locator("[name=starts_at]").fill(f"{DAY + dt.timedelta(days=7)}T11:00")
    sheet.locator("[name=ends_at]").fill(f"{DAY + dt.timedelta(days=7)}T12:00")
    sheet.get_by_role("button", name="Change this day only").click()
    expect(sheet).to_be_hidden()
    expect(entry).to_contain_text("11:00")
    entry.click()
    sheet.get_by_role("button", name="This day doesn’t take place").click()
    expect(sheet).to_be_hidden()
    expect(entry).to_have_count(0)
    clerk.locator(".gx-toast").last.get_by_role("button", name="Undo").click()
    expect(entry).to_contain_text("11:00")
    clerk.goto(f"/calendar/?view=timeGridDay&date={DAY + dt.timedelta(days=14)}")
    expect(entry).to_contain_text("15:00")


def test_today_is_the_profiles_day_wherever_the_browser_stands(person: Callable[..., Page]) -> None:
    """Between Kiritimati and Honolulu lies a whole day; the clerk's profile says neither."""
    shown = set()
    for zone in ("Pacific/Kiritimati", "Pacific/Honolulu"):
        clerk = person("clerk", timezone_id=zone)
        clerk.goto("/calendar/?view=timeGridWeek")
        today = clerk.locator(".ec-col-head.ec-today, .ec-day-head.ec-today, .ec-today time").first
        expect(today).to_be_visible()
        line = clerk.locator(".ec-now-indicator").first
        expect(line).to_be_attached()
        shown.add((today.inner_text(), round(line.evaluate("e => e.offsetTop"), -2)))
    assert len(shown) == 1


def test_on_a_phone_the_calendar_is_a_list_that_fits(person: Callable[..., Page]) -> None:
    clerk = person("clerk", width=390)
    clerk.goto("/calendar/")
    expect(clerk.locator(".ec")).to_be_visible()
    assert clerk.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    clerk.goto("/calendar/year/?year=2031")
    assert clerk.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_files_are_sent_looked_at_and_kept_in_versions(person: Callable[..., Page]) -> None:
    clerk = person("clerk")
    clerk.goto("/customers/")
    clerk.locator("td a[href^='/customers/']").first.click()
    expect(clerk.locator("#files .gx-drop.gx-ready")).to_be_visible()
    for text in (b"first words", b"second words"):
        clerk.set_input_files("#id_file", [{"name": "offer.txt", "mimeType": "text/plain", "buffer": text}])
        if text.startswith(b"second"):
            clerk.get_by_role("button", name="New version").click()
        expect(clerk.locator(".gx-toast").filter(has_text="Attached: offer.txt").last).to_be_visible()
    expect(clerk.locator("#files-list")).to_contain_text("Version 2")
    clerk.locator("#files-list").get_by_role("link", name="offer.txt", exact=True).first.click()
    dialog = clerk.get_by_role("dialog", name="Preview")
    expect(dialog).to_contain_text("second words")
    clerk.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    clerk.get_by_text("Version 2, earlier ones").click()
    clerk.get_by_role("button", name=re.compile("Make version 1")).click()
    expect(clerk.locator("#files-list")).to_contain_text("Version 3")
