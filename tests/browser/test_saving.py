"""Saving once, saving twice, saving what somebody else changed meanwhile."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.watch import Watch


def a_customer(page: Page, name: str) -> str:
    """Create a customer by the form; the address of its page."""
    page.goto("/customers/new/")
    page.locator("[name=name]").fill(name)
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return page.url


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def test_what_is_wrong_is_told_at_the_field_and_nothing_typed_is_lost(
    person: Callable[..., Page], watch: Watch
) -> None:
    watch.expect(422)
    page = person("sales")
    page.goto("/customers/new/")
    page.locator("[name=name]").fill("Careless Typing Ltd")
    page.locator("[name=email]").fill("nobody at nowhere")
    page.locator("[name=employees]").fill("many")
    save(page)
    expect(page.locator("[name=email]")).to_be_focused()
    expect(page.locator("[name=email]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_employees-error")).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value("Careless Typing Ltd")
    expect(page.locator("[name=employees]")).to_have_value("many")
    page.locator("[name=email]").fill("office@careless.example")
    page.locator("[name=employees]").fill("12")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Careless Typing Ltd")
    expect(page.get_by_role("status")).to_contain_text("Saved")


def test_a_double_click_on_save_makes_one_record(person: Callable[..., Page]) -> None:
    page = person("sales")
    page.goto("/customers/new/")
    page.locator("[name=name]").fill("Impatient Finger Ltd")
    page.get_by_role("button", name="Save", exact=True).dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Impatient Finger Ltd")
    page.goto("/customers/?q=Impatient+Finger")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_a_form_that_arrives_twice_makes_one_record(person: Callable[..., Page]) -> None:
    page = person("sales")
    page.goto("/customers/new/")
    page.locator("[name=name]").fill("Sent Twice Ltd")
    form = page.evaluate("Object.fromEntries(new FormData(document.querySelector('form.gx-page-form')))")
    answers = [page.request.post(page.url, form=form, headers={"Referer": page.url}) for _ in range(2)]
    assert answers[0].ok
    assert answers[0].url == answers[1].url
    page.context.clear_cookies(name="messages")
    page.goto("/customers/?q=Sent+Twice")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_two_clicks_within_five_milliseconds_make_one_record(person: Callable[..., Page]) -> None:
    page = person("sales")
    page.goto("/customers/new/")
    page.locator("[name=name]").fill("Two Clicks Ltd")
    page.get_by_role("button", name="Save", exact=True).evaluate("button => (button.click(), button.click())")
    expect(page.get_by_role("heading", level=1)).to_have_text("Two Clicks Ltd")
    page.goto("/customers/?q=Two+Clicks")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_back_and_saved_again_is_the_same_record(person: Callable[..., Page], watch: Watch) -> None:
    watch.expect(422)
    page = person("sales")
    address = a_customer(page, "Back Again Ltd")
    page.go_back()
    page.locator("[name=name]").fill("Back Again Ltd")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Back Again Ltd")
    assert page.url == address
    page.go_back()
    page.locator("[name=name]").fill("Back Again With Changes Ltd")
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("This form was saved before")
    expect(page.get_by_role("link", name="Open what was saved")).to_have_attribute("href", address[len(base(page)) :])
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Back Again With Changes Ltd")
    page.goto("/customers/?q=Back+Again")
    expect(page.locator("tbody tr")).to_have_count(2)


def test_the_same_page_in_two_tabs_makes_two_records(person: Callable[..., Page]) -> None:
    first = person("sales")
    second = first.context.new_page()
    for number, page in enumerate((first, second)):
        page.goto("/customers/new/")
        page.locator("[name=name]").fill(f"Two Tabs {number} Ltd")
    for page in (first, second):
        save(page)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Two Tabs")
    first.goto("/customers/?q=Two+Tabs")
    expect(first.locator("tbody tr")).to_have_count(2)


def base(page: Page) -> str:
    return str(page.evaluate("location.origin"))


def test_leaving_with_unsaved_text_asks_first(person: Callable[..., Page]) -> None:
    page = person("sales")
    page.goto("/customers/new/")
    page.locator("[name=name]").fill("Half Typed")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/customers/")
    assert asked == ["beforeunload"]


def test_two_people_change_different_fields_and_both_stay(person: Callable[..., Page]) -> None:
    sales, manager = person("sales"), person("manager")
    address = a_customer(sales, "Shared Work Ltd")
    for page in (sales, manager):
        page.goto(f"{address}edit/")
    sales.locator("[name=region]").fill("Ningbo")
    save(sales)
    expect(sales.get_by_role("heading", level=1)).to_have_text("Shared Work Ltd")
    manager.locator("[name=website]").fill("https://shared.example")
    save(manager)
    expect(manager.get_by_role("heading", level=1)).to_have_text("Shared Work Ltd")
    expect(manager.locator("main")).to_contain_text("Ningbo")
    expect(manager.locator("main")).to_contain_text("shared.example")
    expect(manager.get_by_role("status").first).to_contain_text("林知夏 changed this field meanwhile")


def test_two_people_change_the_same_field_and_the_second_chooses(person: Callable[..., Page], watch: Watch) -> None:
    watch.expect(409)
    sales, manager = person("sales"), person("manager")
    address = a_customer(sales, "Contested Ltd")
    for page in (sales, manager):
        page.goto(f"{address}edit/")
    sales.locator("[name=region]").fill("Ningbo North")
    sales.locator("[name=website]").fill("https://contested.example")
    save(sales)
    expect(sales.get_by_role("heading", level=1)).to_have_text("Contested Ltd")
    manager.locator("[name=region]").fill("Hamburg North")
    manager.locator("[name=short_name]").fill("Cont")
    save(manager)
    expect(manager.get_by_role("heading", level=1)).to_have_text("林知夏 just changed this record")
    row = manager.locator(".gx-diff tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Hamburg")
    expect(row).to_contain_text("Ningbo")
    expect(row.locator("mark")).to_have_text(["Hamburg", "Ningbo"])
    expect(manager.locator("main")).to_contain_text("Also changed meanwhile, and kept: Website")
    manager.get_by_role("radio").first.focus()
    manager.keyboard.press("ArrowRight")
    expect(manager.get_by_role("radio").nth(1)).to_be_checked()
    manager.get_by_role("button", name="Save what I chose").click()
    expect(manager.get_by_role("heading", level=1)).to_have_text("Contested Ltd")
    expect(manager.locator("main")).to_contain_text("Ningbo")
    expect(manager.locator("main")).not_to_contain_text("Hamburg")
    expect(manager.locator("main")).to_contain_text("Cont")


def test_a_session_that_ended_leads_to_the_door(person: Callable[..., Page]) -> None:
    page = person("sales")
    page.goto("/customers/")
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies(name="guanxi_session")
    page.locator("#sort-name").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert "next=%2Fcustomers%2F" in page.url


def delete(page: Page) -> None:
    """Choose "Delete" on a record's page."""
    page.locator("summary[aria-label=More]").click()
    page.get_by_role("button", name="Delete").click()
