"""A salesperson sees their own, a manager the department's, a stranger nothing: wherever one looks."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.watch import Watch

NAME = "Guarded Pavilion Ltd"
SEES = {"sales": True, "manager": True, "clerk": True, "sales2": False, "sales3": False}


@dataclass(frozen=True)
class Guarded:
    """A customer of the salesperson `sales`, who sits in a department below the manager's."""

    address: str


@pytest.fixture
def guarded(person: Callable[..., Page]) -> Guarded:
    page = person("sales")
    page.goto(f"/customers/?q={NAME.replace(' ', '+')}")
    if page.locator("tbody tr").count():
        page.locator("tbody tr a").first.click()
        return Guarded(page.url)
    page.goto("/customers/new/")
    page.locator("[name=name]").fill(NAME)
    page.locator("[name=note]").fill("Only for those who may")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    return Guarded(page.url)


@pytest.mark.parametrize(("who", "sees"), SEES.items())
def test_in_lists_search_by_address_and_in_exports(
    who: str, sees: bool, guarded: Guarded, person: Callable[..., Page], watch: Watch
) -> None:
    page = person(who, accept_downloads=True)
    page.goto("/customers/?q=Guarded")
    expect(page.locator("tbody tr", has_text=NAME)).to_have_count(int(sees))
    page.goto("/search/?q=guarded+pavilion")
    expect(page.locator(".gx-results a", has_text=NAME)).to_have_count(int(sees))

    if not sees:
        watch.expect(404)
    for path in ("", "history/", "edit/"):
        answer = page.goto(guarded.address + path)
        assert answer is not None
        assert answer.status == (200 if sees else 404)
        assert (NAME in page.content()) is sees
    api = guarded.address.replace("/customers/", "/api/v1/customers/").rstrip("/")
    assert page.request.get(api).status == (200 if sees else 404)
    listed = page.request.get("/api/v1/customers?q=guarded&fields=name").json()["items"]
    assert (NAME in {row["name"] for row in listed}) is sees

    page.goto("/customers/?q=Guarded")
    page.goto("/customers/export/?q=Guarded")
    page.get_by_label("CSV").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    assert (NAME in download.value.path().read_text(encoding="utf-8-sig")) is sees


def test_who_may_look_may_not_always_change(guarded: Guarded, person: Callable[..., Page], watch: Watch) -> None:
    page = person("finance")
    page.goto(guarded.address)
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(page.get_by_role("link", name="Edit", exact=True)).to_have_count(0)
    watch.expect(403)
    answer = page.goto(f"{guarded.address}edit/")
    assert answer is not None
    assert answer.status == 403


def test_hidden_and_masked_fields_show_nothing(guarded: Guarded, person: Callable[..., Page]) -> None:
    keeper = person("warehouse")
    keeper.goto(guarded.address)
    expect(keeper.get_by_role("heading", level=1)).to_have_text(NAME)
    assert "Only for those who may" not in keeper.content()
    assert "Annual revenue" not in keeper.content()


def test_what_is_handed_over_changes_hands(person: Callable[..., Page], watch: Watch) -> None:
    clerk, receiver = person("clerk"), person("sales3")
    clerk.goto("/customers/new/")
    clerk.locator("[name=name]").fill("Handed Over Ltd")
    clerk.get_by_role("button", name="Save", exact=True).click()
    expect(clerk.get_by_role("heading", level=1)).to_have_text("Handed Over Ltd")
    watch.expect(404)
    answer = receiver.goto(clerk.url)
    assert answer is not None
    assert answer.status == 404
    clerk.get_by_role("link", name="Assign").click()
    sheet = clerk.get_by_role("dialog")
    chooser = sheet.locator(".ts-control input").first
    chooser.click()
    chooser.fill("孙若岚")
    sheet.locator(".ts-dropdown").get_by_text("孙若岚").first.click()
    sheet.locator("form [type=submit].btn-primary").click()
    expect(sheet).to_be_hidden()
    expect(clerk.get_by_role("heading", level=1)).to_have_text("Handed Over Ltd")
    receiver.goto(clerk.url)
    expect(receiver.get_by_role("heading", level=1)).to_have_text("Handed Over Ltd")
