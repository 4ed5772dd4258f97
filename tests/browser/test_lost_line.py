"""A session that ended, an old token, a record that is gone, a lost line, a restart: nothing typed is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import sign_in
from tests.browser.house import House
from tests.browser.test_saving import a_customer, delete, save
from tests.browser.watch import Watch

STRIP = "[data-connection-target=strip]"
ENDED = "[data-connection-target=ended]"


def begun(page: Page, name: str) -> None:
    page.goto("/customers/new/")
    page.locator("[name=name]").fill(name)


def count(page: Page, words: str) -> int:
    page.goto(f"/customers/?q={words.replace(' ', '+')}")
    return page.locator("tbody tr").count()


@pytest.mark.parametrize("who", ["sales", "manager"])
def test_after_the_session_ended_the_text_is_saved_once_signed_in_again(
    who: str, stranger: Callable[..., Page], house: House, watch: Watch
) -> None:
    watch.expect(401)
    page = stranger()
    sign_in(page, "sales", house.password)
    begun(page, f"Second Wind {who} Ltd")
    page.context.clear_cookies(name="guanxi_session")
    save(page)
    dialog = page.locator(ENDED)
    expect(dialog).to_contain_text("You were signed out")
    with page.context.expect_page() as opened:
        dialog.get_by_role("link", name="Sign in in a new tab").click()
    tab = opened.value
    tab.locator("[name=login]").fill(who)
    tab.locator("[name=password]").fill(house.password)
    tab.locator("main [type=submit].btn-primary").click()
    if who == "sales":
        expect(page.get_by_role("heading", level=1)).to_have_text("Second Wind sales Ltd")
        assert count(page, "Second Wind sales") == 1
        return
    # Somebody else: it is not sent in their name, and still there.
    expect(dialog).to_contain_text("Somebody else is signed in")
    expect(page.locator("[name=name]")).to_have_value("Second Wind manager Ltd")
    assert count(tab if not tab.is_closed() else page.context.new_page(), "Second Wind manager") == 0


def test_an_old_token_is_renewed_without_a_word(person: Callable[..., Page], watch: Watch) -> None:
    watch.expect(403)
    page = person("sales")
    begun(page, "Old Token Ltd")
    page.evaluate("document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach((f) => (f.value = 'x'.repeat(64)))")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Old Token Ltd")


def test_what_was_typed_into_a_deleted_record_can_be_saved_all_the_same(
    person: Callable[..., Page], watch: Watch
) -> None:
    watch.expect(410)
    sales, manager = person("sales"), person("manager")
    address = a_customer(sales, "Soon Gone Ltd")
    manager.goto(f"{address}edit/")
    delete(sales)
    expect(sales.get_by_role("status")).to_contain_text("Deleted")
    manager.locator("[name=region]").fill("Hamburg")
    save(manager)
    expect(manager.get_by_role("alert").filter(has_text="deleted this record")).to_contain_text("林知夏")
    expect(manager.locator("[name=region]")).to_have_value("Hamburg")
    sales.goto(address)
    expect(sales.locator("main")).not_to_contain_text("Hamburg")
    manager.get_by_role("button", name="Restore and save").click()
    expect(manager.get_by_role("heading", level=1)).to_have_text("Soon Gone Ltd")
    expect(manager.locator("main")).to_contain_text("Hamburg")


def test_what_was_typed_into_a_deleted_record_can_become_a_new_one(person: Callable[..., Page], watch: Watch) -> None:
    watch.expect(410)
    sales, manager = person("sales"), person("manager")
    address = a_customer(sales, "Copied Instead Ltd")
    manager.goto(f"{address}edit/")
    delete(sales)
    expect(sales.get_by_role("status")).to_contain_text("Deleted")
    manager.locator("[name=name]").fill("Copied Instead Two Ltd")
    save(manager)
    manager.get_by_role("button", name="Save as a new record").click()
    expect(manager.get_by_role("heading", level=1)).to_have_text("Copied Instead Two Ltd")
    assert manager.url != address


def test_a_lost_line_keeps_the_text_and_sends_it_by_itself(person: Callable[..., Page], watch: Watch) -> None:
    page = person("sales")
    begun(page, "Out of the Tunnel Ltd")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    expect(page.locator(STRIP)).to_contain_text("You are offline.")
    save(page)
    expect(page.locator(STRIP)).to_contain_text("the last change is not saved")
    expect(page.locator("[name=name]")).to_have_value("Out of the Tunnel Ltd")
    page.context.set_offline(False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Out of the Tunnel Ltd")
    expect(page.locator(STRIP)).to_be_hidden()
    watch.forgive("net::ERR_INTERNET_DISCONNECTED")
    assert count(page, "Out of the Tunnel") == 1


def test_a_server_that_restarts_is_waited_for(person: Callable[..., Page], watch: Watch) -> None:
    page = person("sales")
    begun(page, "Restarted Ltd")
    answers = []

    def away(route: Route) -> None:
        answers.append(route.request.url)
        route.fulfill(status=503, body="") if len(answers) < 3 else route.continue_()

    page.route("**/customers/new/", away)
    save(page)
    expect(page.locator(STRIP)).to_contain_text("The server doesn’t answer")
    page.get_by_role("button", name="Try again now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Restarted Ltd")
    assert len(answers) >= 3
    watch.forgive("503")


def test_an_answer_that_got_lost_makes_no_second_record(person: Callable[..., Page], watch: Watch) -> None:
    page = person("sales")
    begun(page, "Lost Answer Ltd")
    answers = []

    def lose_the_first(route: Route) -> None:
        answers.append(route.request.url)
        if len(answers) == 1:
            route.fetch(max_redirects=0)
            return route.abort("connectionreset")
        return route.continue_()

    page.route("**/customers/new/", lose_the_first)
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Lost Answer Ltd")
    assert len(answers) == 2
    watch.forgive("net::ERR_CONNECTION_RESET")
    assert count(page, "Lost Answer") == 1


def test_a_slow_line_is_told_and_ends_well(person: Callable[..., Page]) -> None:
    page = person("sales")
    begun(page, "Slow Boat Ltd")
    held: list[Route] = []
    page.route("**/customers/new/", lambda route: held.append(route))
    save(page)
    expect(page.locator(STRIP)).to_contain_text("The line is slow")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    held[0].continue_()
    expect(page.get_by_role("heading", level=1)).to_have_text("Slow Boat Ltd")


def test_a_list_that_could_not_be_read_is_read_again_by_itself(person: Callable[..., Page], watch: Watch) -> None:
    page = person("sales")
    page.goto("/customers/")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.locator("#sort-name").click()
    expect(page.locator(STRIP)).to_be_visible()
    page.context.set_offline(False)
    page.wait_for_url("**sort=**")
    expect(page.locator(STRIP)).to_be_hidden()
    watch.forgive("net::ERR_INTERNET_DISCONNECTED")
    watch.forgive("console: htmx:")
