"""Who may do what and why, a list brought in by mistake, a colleague who leaves: what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import AXE, faults
from tests.browser.test_saving import a_customer

LIST = "Name,Region\nMistaken One Ltd,Leeds\nMistaken Two Ltd,Hull\n"


def from_menu(page: Page, label: str) -> None:
    page.get_by_role("main").get_by_label("More").first.click()
    page.get_by_role("main").get_by_role("link", name=label).click()


@pytest.mark.parametrize("width", [1366, 390])
def test_why_somebody_sees_a_record_and_somebody_else_does_not(person: Callable[..., Page], width: int) -> None:
    address = a_customer(person("sales"), f"Explained {width} Ltd")
    admin = person("admin", width=width)
    admin.goto(address)
    from_menu(admin, "Who can see this")
    table = admin.get_by_role("table")
    expect(table).to_contain_text("Sales representative: their own")
    expect(table).to_contain_text("Sales manager: their department's and below")
    expect(table).not_to_contain_text("孙若岚")
    if AXE.exists():
        assert faults(admin) == []
    assert admin.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out"
    admin.get_by_role("link", name="林知夏").click()
    expect(admin.get_by_role("heading", level=1)).to_have_text("What 林知夏 may do")
    expect(admin.locator("#why")).to_contain_text(f"Explained {width} Ltd")
    expect(admin.locator("#why")).to_contain_text("Sales representative: their own")
    if AXE.exists():
        assert faults(admin) == []
    assert admin.evaluate("document.documentElement.scrollWidth <= innerWidth")
    admin.get_by_role("row").get_by_role("link", name="Contacts").click()
    expect(admin.locator("#why h2")).to_have_text("Contacts")


def test_a_list_brought_in_by_mistake_is_taken_back(person: Callable[..., Page]) -> None:
    clerk = person("clerk")
    clerk.goto("/customers/import/")
    file = {"name": "mistake.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    clerk.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    clerk.get_by_role("button", name="Read the file").click()
    clerk.get_by_role("button", name="Check the data").click()
    clerk.locator("footer [type=submit]").click()
    clerk.locator("#job", has_text="Done").wait_for()
    run = clerk.url
    clerk.goto("/customers/?q=Mistaken")
    clerk.get_by_role("link", name="Mistaken One Ltd").click()
    clerk.locator("[name=words]").fill("They are customers after all.")
    clerk.locator(".gx-cmp [type=submit]").click()
    expect(clerk.locator("#talk-time")).to_contain_text("They are customers after all.")

    clerk.goto(run)
    clerk.get_by_role("link", name="Take back").click()
    main = clerk.get_by_role("main")
    expect(main).to_contain_text("Mistaken One Ltd")
    expect(main).to_contain_text("It is in use: comments.")
    if AXE.exists():
        assert faults(clerk) == []
    main.get_by_role("button", name="Take back").click()
    clerk.get_by_role("link", name="What was taken back").wait_for()
    clerk.goto("/customers/?q=Mistaken")
    expect(clerk.locator("tbody tr")).to_have_count(1)
    expect(clerk.locator("tbody")).to_contain_text("Mistaken One Ltd")
    clerk.goto(run)
    clerk.get_by_role("link", name="What was taken back").click()
    expect(clerk.get_by_role("main")).to_contain_text("It is in use: comments.")


def test_a_colleague_leaves_and_everything_of_theirs_goes_on(person: Callable[..., Page]) -> None:
    admin = person("admin")
    admin.goto("/users/?q=centre.manager")
    admin.locator("tbody tr a").first.click()
    admin.wait_for_url("**/users/*-*/")
    leaver = admin.url
    name = admin.get_by_role("heading", level=1).inner_text()
    address = a_customer(admin, "Left Behind Ltd")
    admin.goto(f"{address}edit/")
    owner = admin.locator("[name=owner] + .ts-wrapper")
    owner.locator("input").fill(name)
    owner.get_by_role("option", name=name).first.click()
    admin.locator("footer [type=submit]").click()
    admin.wait_for_url(lambda url: "/edit/" not in url)

    admin.goto(leaver)
    if not admin.get_by_role("link", name="Hand everything over").is_visible():
        admin.get_by_role("main").get_by_label("More").first.click()
    admin.get_by_role("link", name="Hand everything over").click()
    sheet = admin.locator("form", has=admin.locator("[name=to]"))
    expect(sheet).to_contain_text("Owns 1 customer")
    if AXE.exists():
        assert faults(admin) == []
    to = sheet.locator("[name=to] + .ts-wrapper")
    to.locator("input").fill("林知夏")
    to.get_by_role("option", name="林知夏").first.click()
    sheet.get_by_role("button", name="Hand everything over").click()
    expect(admin.get_by_role("status").filter(has_text="Hand everything over: done")).to_have_count(1)
    for _again in range(40):
        admin.goto(address)
        if admin.locator(".gx-facts", has_text="林知夏").count():
            break
        admin.wait_for_timeout(500)
    expect(admin.locator(".gx-facts")).to_contain_text("林知夏")
    admin.goto(leaver)
    expect(admin.get_by_role("main")).to_contain_text("No")
