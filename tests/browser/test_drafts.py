"""What was typed survives a reload, a crash and a lost line, and nobody else ever sees it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import sign_in
from tests.browser.house import House
from tests.browser.test_saving import a_customer, save
from tests.browser.watch import Watch

KEPT = "[data-draft-target=bar]"
LOST_LINE = "console: Failed to load resource: net::"


def drafts(page: Page) -> list[dict[str, Any]]:
    """What the browser keeps."""
    kept: list[dict[str, Any]] = page.evaluate(
        """() => new Promise((done) => {
            const asked = indexedDB.open("guanxi", 1);
            asked.onupgradeneeded = () => asked.transaction.abort();  // the page has not made it yet
            asked.onerror = () => done([]);
            asked.onsuccess = () => {
                const rows = asked.result.transaction("drafts").objectStore("drafts").getAll();
                rows.onsuccess = () => (asked.result.close(), done(rows.result));
            };
        })"""
    )
    return kept


def wait_for_draft(page: Page, words: str) -> None:
    """Until the browser has put down what was typed."""
    for _ in range(50):
        if any(words in str(draft["values"]) for draft in drafts(page)):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"no draft with {words!r}: {drafts(page)}")


def leave(page: Page, url: str) -> None:
    """Go away from a form with unsaved text, as if the browser had crashed: nothing is asked."""
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(url)


def typed(page: Page, name: str = "Half Typed Ltd") -> None:
    page.goto("/customers/new/")
    page.locator("[name=name]").fill(name)
    page.locator("[name=region]").fill("Ningbo")
    page.locator("[name=kind]").wait_for(state="attached")
    wait_for_draft(page, "Ningbo")


def test_a_draft_survives_the_browser(person: Callable[..., Page]) -> None:
    page = person("sales")
    typed(page)
    page.close(run_before_unload=False)
    again = page.context.new_page()
    again.goto("/customers/new/")
    bar = again.locator(KEPT)
    expect(bar).to_contain_text("You have an unsaved draft from")
    bar.locator("summary").click()
    expect(bar).to_contain_text("Half Typed Ltd")
    expect(again.locator("[name=name]")).to_have_value("")
    bar.get_by_role("button", name="Restore").click()
    expect(again.locator("[name=name]")).to_have_value("Half Typed Ltd")
    expect(again.locator("[name=region]")).to_have_value("Ningbo")
    save(again)
    expect(again.get_by_role("heading", level=1)).to_have_text("Half Typed Ltd")
    assert drafts(again) == []
    again.goto("/customers/new/")
    expect(again.locator("form.gx-page-form")).to_be_visible()
    expect(again.locator(KEPT)).to_be_hidden()


def test_what_was_typed_before_the_scripts_came_is_in_the_draft(person: Callable[..., Page]) -> None:
    page = person("sales")
    held: list[Route] = []
    page.route("**/build/app*.js", lambda route: held.append(route))
    page.goto("/customers/new/", wait_until="commit")
    page.locator("[name=name]").fill("Early Bird Ltd")
    assert held, "the page asked for no script"
    held[0].continue_()
    page.unroute("**/build/app*.js")
    wait_for_draft(page, "Early Bird Ltd")
    leave(page, "/customers/new/")
    bar = page.locator(KEPT)
    bar.locator("summary").click()
    expect(bar.locator("ins")).to_have_text("Early Bird Ltd")


def test_a_discarded_draft_is_gone(person: Callable[..., Page]) -> None:
    page = person("sales")
    typed(page)
    leave(page, "/customers/new/")
    page.locator(KEPT).get_by_role("button", name="Discard").click()
    expect(page.locator(KEPT)).to_be_hidden()
    page.reload()
    expect(page.locator("[name=name]")).to_have_value("")
    assert drafts(page) == []


def test_a_refused_form_shows_what_was_typed_last_and_offers_no_draft(
    person: Callable[..., Page], watch: Watch
) -> None:
    watch.expect(422)
    page = person("sales")
    page.goto("/customers/")
    page.get_by_role("link", name="New customer").click()
    sheet = page.get_by_role("dialog")
    sheet.locator("[name=region]").fill("Ningbo")
    wait_for_draft(page, "Ningbo")
    sheet.locator("[name=region]").fill("Wuxi")
    page.keyboard.press("Control+Enter")
    expect(sheet.locator("[name=name]")).to_have_attribute("aria-invalid", "true")
    expect(sheet.locator("[name=region]")).to_have_value("Wuxi")
    page.wait_for_timeout(500)  # what isn't offered can't be waited for
    expect(sheet.locator(KEPT)).to_be_hidden()
    leave(page, "/customers/new/")
    expect(page.locator(KEPT)).to_contain_text("You have an unsaved draft from")


def test_a_draft_says_that_the_record_changed_since(person: Callable[..., Page]) -> None:
    page, manager = person("sales"), person("manager")
    address = a_customer(page, "Moved On Ltd")
    page.goto(f"{address}edit/")
    page.locator("[name=region]").fill("Hamburg")
    wait_for_draft(page, "Hamburg")
    manager.goto(f"{address}edit/")
    manager.locator("[name=region]").fill("Wuxi")
    save(manager)
    expect(manager.get_by_role("heading", level=1)).to_have_text("Moved On Ltd")
    leave(page, f"{address}edit/")
    bar = page.locator(KEPT)
    expect(bar).to_contain_text("The record has changed since.")
    bar.locator("summary").click()
    expect(bar.locator("del")).to_have_text("Wuxi")
    expect(bar.locator("ins")).to_have_text("Hamburg")


def test_lines_and_chosen_records_come_back(person: Callable[..., Page]) -> None:
    page = person("sales")
    page.goto("/contacts/new/")
    page.locator("[name=name]").fill("Mei Lines")
    page.get_by_role("button", name="Add a line").click()
    second = page.locator("[data-lines-target=row]").nth(1)
    second.locator("[name$=job_title]").fill("Buyer of the second")
    wait_for_draft(page, "Buyer of the second")
    leave(page, "/contacts/new/")
    page.locator(KEPT).get_by_role("button", name="Restore").click()
    expect(page.locator("[data-lines-target=row]")).to_have_count(2)
    values = (
        page.locator("[data-lines-target=row]").nth(1).locator("input").evaluate_all("all => all.map(i => i.value)")
    )
    assert "Buyer of the second" in values


def test_signing_out_takes_the_drafts_along(stranger: Callable[..., Page], house: House) -> None:
    page = stranger()
    sign_in(page, "sales", house.password)
    typed(page, "Secret Plan Ltd")
    leave(page, "/settings/")
    page.locator(".gx-top-r summary", has_text="").last.click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_url(lambda url: "/settings/" not in url)
    assert drafts(page) == []


def test_somebody_else_at_the_same_browser_finds_no_draft(stranger: Callable[..., Page], house: House) -> None:
    page = stranger()
    sign_in(page, "sales", house.password)
    typed(page, "Not Yours Ltd")
    page.context.clear_cookies(name="guanxi_session")
    leave(page, "/accounts/login/")
    sign_in(page, "manager", house.password)
    page.goto("/customers/new/")
    expect(page.locator("form.gx-page-form")).to_be_visible()
    page.wait_for_timeout(500)
    expect(page.locator(KEPT)).to_be_hidden()
    assert drafts(page) == []


def test_a_secret_is_never_kept(person: Callable[..., Page], watch: Watch) -> None:
    page = person("sales")
    typed(page, "Open Words Ltd")
    page.evaluate(
        """() => {
            const form = document.querySelector("form.gx-page-form");
            for (const [name, more] of [["pin", {type: "password"}], ["code", {autocomplete: "one-time-code"}]]) {
                form.append(Object.assign(document.createElement("input"), {name, ...more, value: "s3cret"}));
            }
            const marked = Object.assign(document.createElement("input"), {name: "salary", value: "s3cret"});
            marked.dataset.draftSkip = "";
            form.append(marked);
        }"""
    )
    page.locator("[name=region]").fill("Suzhou")
    wait_for_draft(page, "Suzhou")
    assert "s3cret" not in str(drafts(page))


@pytest.mark.usefixtures("as_shipped")
def test_a_form_with_a_field_called_target_leaves_no_draft_once_it_is_saved(person: Callable[..., Page]) -> None:
    page = person("admin")
    page.goto("/custom-fields/new/")
    page.locator("[name=label]").fill("Shoe size")
    page.locator("[name=entity]").select_option("customers")
    wait_for_draft(page, "Shoe size")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/custom-fields/*-*/")
    assert drafts(page) == []


def test_words_of_the_composer_survive_and_go_once_they_are_said(person: Callable[..., Page]) -> None:
    page = person("sales")
    address = a_customer(page, "Talked About Ltd")
    page.locator("[name=words]").fill("Half a sentence")
    wait_for_draft(page, "Half a sentence")
    page.goto(address)
    page.locator(".gx-cmp").locator(KEPT).get_by_role("button", name="Restore").click()
    expect(page.locator("[name=words]")).to_have_value("Half a sentence")
    page.locator(".gx-cmp [type=submit]").click()
    expect(page.locator("#talk-time")).to_contain_text("Half a sentence")
    page.wait_for_timeout(600)
    assert drafts(page) == []
