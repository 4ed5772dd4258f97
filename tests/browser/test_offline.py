"""On the way without a connection: notes are written, wait, and are sent once, in order, as who wrote them."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import sign_in
from tests.browser.house import House
from tests.browser.test_saving import a_customer
from tests.browser.watch import Watch

LOST = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED", "console: Failed to load resource: net::")


def ready(page: Page, url: str = "/offline/en/") -> None:
    """The page for quick notes, once its script knows who writes."""
    page.goto(url)
    expect(page.locator(".gx-onway")).to_have_attribute("data-ready", "")


def known(page: Page, url: str = "/customers/") -> None:
    """Any page of the product: from here on this device knows who works at it."""
    page.goto(url)
    # Asked again in the page itself: waiting for a function would evaluate its text anew, which the policy refuses.
    knows = page.evaluate(
        """async () => {
            const asks = () => new Promise((done) => {
                const asked = indexedDB.open("guanxi", 1);
                asked.onupgradeneeded = () => asked.transaction.abort();
                asked.onerror = () => done(false);
                asked.onsuccess = () => {
                    const row = asked.result.transaction("person").objectStore("person").get("me");
                    row.onsuccess = () => (asked.result.close(), done(Boolean(row.result)));
                };
            });
            for (let tries = 0; tries < 150; tries += 1) {
                if (await asks()) return true;
                await new Promise((done) => setTimeout(done, 100));
            }
            return false;
        }"""
    )
    assert knows


def write(page: Page, body: str) -> None:
    page.locator("[name=body]").fill(body)
    page.get_by_role("button", name="Save note").click()


def waits(page: Page) -> Any:
    return page.locator(".gx-waits li")


def in_the_list(page: Page, words: str) -> list[str]:
    """The titles of notes that hold the words, newest first."""
    page.goto(f"/notes/?q={words.replace(' ', '+')}")
    page.locator("#list").wait_for()
    return page.locator("tbody tr td:not(:has(input)) a").all_inner_texts()


def forgive(watch: Watch) -> None:
    for words in LOST:
        watch.forgive(words)


def test_with_a_connection_a_note_is_saved_at_once(person: Callable[..., Page]) -> None:
    page = person("sales", width=390)
    known(page)
    ready(page)
    page.get_by_text("Visit", exact=True).click()
    page.locator("[name=place]").fill("Pier 4")
    write(page, "Saw the crane of the harbour")
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    expect(waits(page)).to_have_count(0)
    expect(page.locator("[name=body]")).to_have_value("")
    assert "Saw the crane of the harbour" in str(in_the_list(page, "crane harbour"))


def test_an_empty_note_is_not_kept(person: Callable[..., Page]) -> None:
    page = person("sales", width=390)
    known(page)
    ready(page)
    page.get_by_role("button", name="Save note").click()
    expect(page.get_by_role("alert").filter(has_text="Write something first.")).to_be_visible()
    expect(page.locator("[name=body]")).to_be_focused()
    expect(waits(page)).to_have_count(0)


def test_without_a_connection_notes_wait_and_go_out_once_and_in_order(
    person: Callable[..., Page], watch: Watch
) -> None:
    page = person("sales", width=390)
    known(page)
    ready(page)
    page.context.set_offline(True)
    for number in ("one", "two", "three"):
        write(page, f"Tunnel note {number}")
        expect(page.get_by_role("status").filter(has_text="Kept on this device")).to_be_visible()
    expect(waits(page)).to_have_count(3)
    expect(page.get_by_text("There is no connection.")).to_be_visible()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if "/send/" in request.url else None)
    page.context.set_offline(False)
    expect(waits(page)).to_have_count(0)
    order = [next(n for n in ("one", "two", "three") if f"note {n}" in body) for body in sent]
    assert order == ["one", "two", "three"]
    forgive(watch)
    assert len(in_the_list(page, "Tunnel note")) == 3


def test_notes_written_one_right_after_another_are_all_kept(person: Callable[..., Page], watch: Watch) -> None:
    page = person("sales", width=390)
    known(page)
    ready(page)
    page.context.set_offline(True)
    page.evaluate(
        """() => {
            const form = document.querySelector("[name=body]").form;
            for (const text of ["first of four", "second of four", "third of four"]) {
                form.elements.body.value = text;
                form.requestSubmit();
            }
            form.elements.body.value = "fourth, still being written";
        }"""
    )
    expect(waits(page)).to_have_count(3)
    expect(page.locator("[name=body]")).to_have_value("fourth, still being written")
    for place, words in enumerate(("first", "second", "third")):
        expect(waits(page).nth(place)).to_contain_text(words)
    forgive(watch)


def test_an_answer_that_got_lost_makes_no_second_note(person: Callable[..., Page], watch: Watch) -> None:
    page = person("sales", width=390)
    known(page)
    ready(page)
    tries: list[str] = []

    def lose_the_first(route: Route) -> None:
        tries.append(route.request.url)
        if len(tries) == 1:
            route.fetch()
            return route.abort("connectionreset")
        return route.continue_()

    page.route("**/offline/send/", lose_the_first)
    write(page, "Lost answer on the ferry")
    expect(waits(page)).to_have_count(1)
    known(page)
    page.wait_for_timeout(800)
    watch.forgive("net::ERR_CONNECTION_RESET")
    assert len(tries) == 2
    assert len(in_the_list(page, "Lost answer ferry")) == 1


def test_what_is_refused_can_be_mended_and_holds_up_only_its_own_record(
    person: Callable[..., Page], watch: Watch
) -> None:
    watch.expect(404, 422)
    page = person("sales", width=390)
    address = a_customer(page, "Queue Harbour Ltd")
    known(page)
    ready(page, "/offline/en/?entity=customers&id=019c0000-0000-7000-8000-000000000000&label=Gone")
    page.context.set_offline(True)
    write(page, "About what is gone")
    page.locator("[name=about]").select_option(label="Gone")
    write(page, "Second about what is gone")
    page.locator("[name=about]").select_option("")
    write(page, "For me alone and fine")
    ready_key = address.rstrip("/").rsplit("/", 1)[-1]
    page.context.set_offline(False)
    expect(waits(page)).to_have_count(2)
    expect(waits(page).first).to_contain_text("doesn't exist")
    expect(waits(page).nth(1)).to_contain_text("waits for the one before it")
    assert "For me alone and fine" in str(in_the_list(person_again(page), "alone fine"))
    ready(page, f"/offline/en/?entity=customers&id={ready_key}&label=Queue+Harbour+Ltd")
    waits(page).first.get_by_role("button", name="Change").click()
    expect(page.locator("[name=body]")).to_have_value("About what is gone")
    page.locator("[name=about]").select_option(label="Queue Harbour Ltd")
    page.get_by_role("button", name="Save note").click()
    expect(waits(page)).to_have_count(1)
    expect(waits(page).first).to_contain_text("doesn't exist")
    waits(page).first.get_by_role("button", name="Discard").click()
    expect(waits(page)).to_have_count(0)
    forgive(watch)
    page.goto(address)
    expect(page.locator("main")).to_contain_text("About what is gone")


def person_again(page: Page) -> Page:
    """A second tab of the same person."""
    return page.context.new_page()


def test_what_waits_is_sent_only_as_who_wrote_it(stranger: Callable[..., Page], house: House, watch: Watch) -> None:
    page = stranger(width=390)
    sign_in(page, "sales", house.password)
    known(page)
    ready(page)
    page.context.set_offline(True)
    write(page, "Written by the first person")
    expect(waits(page)).to_have_count(1)
    page.context.clear_cookies(name="guanxi_session")
    page.context.set_offline(False)
    expect(page.get_by_role("alert").filter(has_text="You are signed out")).to_be_visible()
    expect(waits(page)).to_have_count(1)
    forgive(watch)
    sign_in(page, "manager", house.password)
    known(page)
    page.wait_for_timeout(800)
    ready(page)
    expect(waits(page)).to_have_count(0)
    assert in_the_list(page, "Written first person") == []
    page.context.clear_cookies(name="guanxi_session")
    sign_in(page, "sales", house.password)
    known(page)
    expect(page.locator("[data-controller=waiting]")).to_be_hidden()
    page.wait_for_timeout(800)
    assert len(in_the_list(page, "Written first person")) == 1


def test_a_draft_of_a_note_survives_the_browser(person: Callable[..., Page]) -> None:
    page = person("sales", width=390)
    known(page)
    ready(page)
    page.get_by_text("Call", exact=True).click()
    page.locator("[name=body]").fill("Half a thought")
    page.wait_for_timeout(600)
    page.close()
    again = page.context.new_page()
    ready(again)
    expect(again.locator("[name=body]")).to_have_value("Half a thought")
    expect(again.locator("[name=kind][value=call]")).to_be_checked()


def test_the_place_is_asked_for_only_when_the_button_is_pressed(person: Callable[..., Page]) -> None:
    page = person(
        "sales", width=390, geolocation={"latitude": 29.8683, "longitude": 121.544}, permissions=["geolocation"]
    )
    known(page)
    ready(page)
    page.get_by_text("Visit", exact=True).click()
    expect(page.locator("[name=place]")).to_have_value("")
    page.get_by_role("button", name="Where I am now").click()
    expect(page.locator("[name=place]")).to_have_value("29.86830, 121.54400 (±0 m)")


def test_a_page_that_cant_be_fetched_gives_way_to_the_quick_note(person: Callable[..., Page], watch: Watch) -> None:
    page = person("sales", width=390, service_workers="allow")
    known(page)
    page.evaluate("navigator.serviceWorker.register('/worker.js')")
    page.evaluate(
        """async () => {
            const { serviceWorker: worker } = navigator;
            const taken = new Promise((done) => worker.addEventListener("controllerchange", done, { once: true }));
            await worker.ready;
            if (!worker.controller) await taken;
        }"""
    )
    page.context.set_offline(True)
    page.goto("/contacts/")
    expect(page.locator(".gx-onway")).to_have_attribute("data-ready", "")
    expect(page.get_by_role("heading", name="Quick note")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.gx-kinds')).display") == "grid"
    write(page, "From the cold store")
    expect(waits(page)).to_have_count(1)
    kept = page.evaluate(
        """async () => {
            const found = [];
            for (const name of await caches.keys()) {
                for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
            }
            return found;
        }"""
    )
    assert kept
    assert [path for path in kept if not path.startswith(("/static/build/", "/offline/"))] == []
    page.context.set_offline(False)
    expect(waits(page)).to_have_count(0)
    page.goto("/customers/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Customers")
    forgive(watch)
    assert len(in_the_list(page, "cold store")) == 1


def test_records_seen_last_are_kept_only_when_asked_for_and_go_at_sign_out(
    stranger: Callable[..., Page], house: House
) -> None:
    page = stranger()
    sign_in(page, "sales", house.password)
    address = a_customer(page, "Remembered Quay Ltd")
    known(page, address)
    ready(page)
    expect(page.locator(".gx-seen li")).to_have_count(0)
    page.get_by_role("checkbox").check()
    known(page, address)
    page.wait_for_timeout(800)
    ready(page)
    seen = page.locator(".gx-seen li")
    expect(seen).to_have_count(1)
    seen.locator("summary").click()
    expect(seen).to_contain_text("林知夏")
    seen.get_by_role("button", name="Write about it").click()
    assert page.locator("[name=about] option:checked").inner_text() == "Remembered Quay Ltd"
    page.goto("/settings/")
    page.locator("form[action$='/logout/'] button").first.evaluate("button => button.click()")
    page.wait_for_url(lambda url: "/settings/" not in url)
    ready(page)
    expect(page.locator(".gx-seen li")).to_have_count(0)
    expect(page.get_by_role("alert").filter(has_text="Sign in once")).to_be_visible()


def test_kept_records_are_found_without_a_connection(person: Callable[..., Page], watch: Watch) -> None:
    page = person("sales")
    ready(page)
    expect(page.get_by_role("checkbox")).to_be_disabled()  # nobody signed in here yet
    known(page)
    ready(page)
    page.get_by_role("checkbox").check()
    names = ["Seen Pier Ltd", "Seen Wharf Ltd", "Seen Lock Ltd", "Seen Ferry", "宁波渡口", "Seen Ｂasin"]
    for name in names:
        known(page, a_customer(page, name))
        page.wait_for_timeout(800)
    ready(page)
    page.context.set_offline(True)
    shown, find = page.locator(".gx-seen li:visible"), page.get_by_role("searchbox", name="Find among these")
    expect(shown).to_have_count(6)
    find.fill("SEEN wh")
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("Seen Wharf Ltd")
    find.fill("渡口")
    expect(shown).to_contain_text("宁波渡口")
    find.fill("nowhere")
    expect(shown).to_have_count(0)
    expect(page.get_by_text("Without a connection only what is kept here can be found.")).to_be_visible()
    find.fill("")
    expect(shown).to_have_count(6)
    page.context.set_offline(False)
    forgive(watch)
