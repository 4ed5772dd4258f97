"""The main pages, light and dark, have no serious or critical fault that axe-core knows."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.watch import Watch

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
GRAVE = ("serious", "critical")
LIST = "公司名称,电话\n无障碍第一有限公司,13800138000\n,打前台\n"

pytestmark = pytest.mark.skipif(not AXE.exists(), reason="axe-core is not there: cd frontend && npm ci")


def faults(page: Page) -> list[str]:
    """What axe-core finds grave on the page as it stands, each with its first element."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result: dict[str, Any] = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    grave = [found for found in result["violations"] if found["impact"] in GRAVE]
    return [
        f"{page.url}: {found['id']} ({found['impact']}), {len(found['nodes'])} ×: {found['nodes'][0]['html'][:160]} "
        f"{found['nodes'][0]['failureSummary'][:240]}"
        for found in grave
    ]


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def dark(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_the_door(stranger: Callable[..., Page], dark: bool) -> None:
    page = stranger(dark=dark)
    found = []
    for path in ("/accounts/login/", "/accounts/password/reset/"):
        page.goto(path)
        found += faults(page)
    assert found == []


def test_lists_records_and_forms(person: Callable[..., Page], dark: bool) -> None:
    page = person("admin", dark=dark)
    found = []
    for path in ("/", "/customers/", "/customers/?q=nobody+has+this+name", "/customers/?deleted=1", "/users/"):
        page.goto(path)
        found += faults(page)
    page.goto("/contacts/")
    page.locator("tbody tr a").first.click()
    page.wait_for_url("**/contacts/*-*/")
    record = page.url
    for address in (record, f"{record}history/", f"{record}edit/", "/customers/new/", "/search/?q=ning"):
        page.goto(address)
        found += faults(page)
    page.goto("/customers/")
    page.locator("tbody input[type=checkbox]").first.check()
    page.get_by_role("link", name="Add condition").click()
    page.locator("#fb-f-0").select_option("industry")
    page.locator("#fb-o-0").wait_for()
    page.locator("#fb button[value=group]").click()
    page.locator("#fb .gx-grp").wait_for()
    found += faults(page)
    page.keyboard.press("Escape")
    for opener, opened in (
        ("#open-columns", ".gx-cols"),
        ("#open-sort", ".gx-sortby"),
        ("#menu-industry", "form.gx-menu"),
    ):
        page.locator(opener).click()
        page.locator(opened).wait_for()
        found += faults(page)
        page.keyboard.press("Escape")
    assert found == []


def test_settings_and_administration(person: Callable[..., Page], dark: bool) -> None:
    page = person("admin", dark=dark)
    found = []
    for path in (
        "/settings/",
        "/settings/tokens/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/sessions/",
        "/outbox/",
        "/ownerless/",
        "/jobs/",
        "/roles/",
    ):
        page.goto(path)
        found += faults(page)
    assert found == []


def test_the_steps_of_an_import(person: Callable[..., Page], dark: bool) -> None:
    page = person("clerk", dark=dark)
    page.goto("/customers/import/")
    found = faults(page)
    file = {"name": "short.csv", "mimeType": "text/csv", "buffer": LIST.encode("gb18030")}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Read the file").click()
    page.wait_for_url("**/map/")
    found += faults(page)
    page.get_by_role("button", name="Check the data").click()
    page.wait_for_url("**/check/")
    page.locator(".gx-prev").wait_for()
    found += faults(page)
    page.locator("footer [type=submit]").click()
    page.wait_for_url("**/run/")
    page.locator("#job", has_text="Done").wait_for()
    found += faults(page)
    assert found == []


def test_on_a_phone(person: Callable[..., Page], dark: bool) -> None:
    page = person("sales", width=390, dark=dark)
    found = []
    for path in ("/", "/customers/", "/customers/new/", "/settings/"):
        page.goto(path)
        found += faults(page)
    page.goto("/customers/")
    page.locator("tbody tr a").first.click()
    page.wait_for_url("**/customers/*-*/")
    found += faults(page)
    assert found == []


def test_what_floats_over_a_page(person: Callable[..., Page], watch: Watch, dark: bool) -> None:
    watch.expect(422)
    page = person("manager", width=1440, dark=dark)
    found = []
    page.goto("/customers/")
    page.keyboard.press("Control+k")
    page.locator("#pal-list [role=option]").first.wait_for()
    found += faults(page)
    page.locator("[data-palette-target=input]").fill("ning")
    page.locator("#pal-list [role=option]").first.wait_for()
    page.wait_for_load_state("networkidle")
    found += faults(page)
    page.keyboard.press("Escape")
    expect(page.locator(".gx-pal")).to_be_hidden()
    page.locator("body").press("?")
    page.locator("dialog[open]").wait_for()
    found += faults(page)
    page.keyboard.press("Escape")
    page.locator(".gx-bell").click()
    page.locator("#inbox[open] #notices > :not(.gx-waiting)").first.wait_for()
    found += faults(page)
    page.keyboard.press("Escape")
    page.goto("/contacts/")
    page.keyboard.press("n")
    page.keyboard.press("c")
    page.locator(".gx-panel form").wait_for()
    found += faults(page)
    page.locator(".gx-panel [type=submit]").first.click()
    page.locator(".gx-panel .gx-err").first.wait_for()
    found += faults(page)
    assert found == []


def test_ways_to_show_a_list_and_a_conflict(person: Callable[..., Page], watch: Watch, dark: bool) -> None:
    watch.expect(409)
    page, other = person("admin", dark=dark), person("manager")
    found = []
    for layout in ("board", "groups", "map"):
        page.goto(f"/customers/?layout={layout}")
        if layout == "groups":
            page.get_by_role("button", name="Open or fold").first.click()
            page.locator("tbody[id] td a").first.wait_for()
        found += faults(page)
    page.goto("/customers/")
    page.locator("tbody tr a[href^='/customers/']").first.click()
    page.wait_for_url("**/customers/*-*/")
    record = page.url.split("?")[0]
    for one in (page, other):
        one.goto(f"{record}edit/")
    for one, region in ((other, "Ningbo"), (page, "Hamburg")):
        one.locator("[name=region]").fill(f"{region} {'dark' if dark else 'light'}")
        one.locator("main [type=submit].btn-primary").last.click()
        one.locator("h1").first.wait_for()
        one.wait_for_load_state("networkidle")
    page.locator(".gx-diff").wait_for()
    found += faults(page)
    assert found == []


def test_the_calendar_and_the_help(person: Callable[..., Page], dark: bool) -> None:
    page = person("manager", width=1440, dark=dark)
    found = []
    for view in ("timeGridDay", "timeGridWeek", "dayGridMonth&date=2026-10-01", "listMonth"):
        page.goto(f"/calendar/?view={view}")
        page.locator(".ec").wait_for()
        page.wait_for_load_state("networkidle")
        found += faults(page)
    for path in (
        "/calendar/year/",
        "/help/",
        "/notifications/",
        "/settings/notifications/",
    ):
        page.goto(path)
        found += faults(page)
    page.goto("/?tour=1")
    page.locator(".gx-coach").wait_for()
    found += faults(page)
    assert found == []
