"""A list is made one's own, kept for others, opened by one of them, changed as a whole and put back as it was."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect


def test_a_manager_arranges_a_list_shares_it_and_changes_many_at_once(person: Callable[..., Page]) -> None:
    manager = person("manager")
    manager.goto("/customers/")
    columns_are_chosen_and_made_wider(manager)
    a_grouped_filter_is_built(manager)
    view = it_is_kept_for_everybody(manager)
    a_colleague_opens_it(person("sales"), view)
    everything_on_the_page_is_changed_and_taken_back(manager)


def test_what_is_typed_while_the_builder_is_drawn_again_stays(person: Callable[..., Page]) -> None:
    page = person("manager")
    page.goto("/customers/")
    page.locator("#open-filter").click()
    choose(page, "fb-f-0", "annual_revenue")
    page.locator("#fb-v-0").fill("1")

    def late(route: Route) -> None:
        page.wait_for_timeout(600)
        route.continue_()

    page.route("**/customers/filter/**", late)
    page.locator("#fb-o-0").select_option("gte")
    page.locator("#fb-v-0").fill("")
    page.keyboard.type("20000000")
    expect(page.locator("#fb-o-0")).to_have_value("gte")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#fb-v-0")).to_have_value("20000000")
    expect(page.locator("#fb-v-0")).to_be_focused()
    page.unroute_all(behavior="wait")
    page.locator("#fb footer .btn-primary").click()
    expect(page.locator(".gx-f").first).to_contain_text("20,000,000")


def test_numbers_of_views_that_come_late_disturb_nothing(person: Callable[..., Page]) -> None:
    page = person("manager")

    def late(route: Route) -> None:
        page.locator("#bulk-edit").wait_for()
        route.continue_()

    page.route("**/customers/views/counts/", late)
    with page.expect_response("**/customers/views/counts/"):
        page.goto("/customers/?view=all")
        page.get_by_label("Select all on this page").check()
        page.locator("#bulk button[value=update]").click()
    expect(page.locator("#id_add")).to_be_visible()
    page.unroute_all(behavior="wait")
    page.wait_for_load_state("networkidle")


def heads(page: Page) -> list[str]:
    return page.locator("th[data-name]").evaluate_all("all => all.map(one => one.dataset.name)")


def columns_are_chosen_and_made_wider(page: Page) -> None:
    page.locator("#open-columns").click()
    page.locator(".gx-cols input[value=email]").check()
    page.locator(".gx-cols input[value=phone]").focus()
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("th[data-name=email]")).to_be_visible()
    names = heads(page)
    assert names.index("phone") < names.index("owner")
    grip = page.locator("th[data-name=name] .gx-th-grip").bounding_box()
    assert grip
    page.mouse.move(grip["x"] + 3, grip["y"] + 10)
    page.mouse.down()
    page.mouse.move(grip["x"] + 63, grip["y"] + 10, steps=4)
    page.mouse.up()
    expect(page.locator("table.gx-fixed colgroup")).to_be_attached()


def a_grouped_filter_is_built(page: Page) -> None:
    page.locator("#open-filter").click()
    choose(page, "fb-f-0", "annual_revenue")
    choose(page, "fb-o-0", "filled")
    page.locator("#fb button[value=group]").click()
    for place, bound in (("1-0", "20000000"), ("1-1", "60000000")):
        dotted = place.replace("-", ".")
        choose(page, f"fb-f-{dotted}", "annual_revenue")
        choose(page, f"fb-o-{dotted}", "gte")
        page.locator(f"#fb-v-{place}").fill(bound)
    expect(page.locator("#fb-count")).to_contain_text("match")
    page.locator("#fb footer .btn-primary").click()
    expect(page.locator(".gx-f")).to_have_count(2)
    expect(page.locator("#fb")).to_have_count(0)


def choose(page: Page, ident: str, value: str) -> None:
    """Choose a field or a comparison, and wait until the builder was drawn again."""
    select = page.locator(f"[id='{ident}']")
    before = select.element_handle()
    assert before
    select.select_option(value)
    before.wait_for_element_state("hidden")  # it is gone from the page


def it_is_kept_for_everybody(page: Page) -> str:
    page.get_by_role("link", name="New view").click()
    page.get_by_label("Name").fill("Large ones")
    page.get_by_label("For whom").select_option("everybody")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Large ones")).to_have_attribute("aria-current", "page")
    return page.url


def a_colleague_opens_it(page: Page, view: str) -> None:
    page.goto("/customers/")
    page.get_by_role("link", name="Large ones").click()
    page.wait_for_url("**view=*")
    assert page.url.partition("?")[2] == view.partition("?")[2]
    expect(page.locator(".gx-f")).to_have_count(2)
    page.locator("#sort-industry").click()
    expect(page.locator("#view-edited")).to_be_visible()
    expect(page.get_by_role("button", name="Delete this view")).to_have_count(0)


def everything_on_the_page_is_changed_and_taken_back(page: Page) -> None:
    page.goto(f"{page.url.partition('?')[0]}?view=all")
    page.get_by_label("Select all on this page").check()
    page.locator("#bulk button[value=update]").click()
    page.locator("#id_add").select_option("address")
    page.locator("#id_address").fill("1 Story Lane")
    page.locator("#bulk-edit button[name=confirmed]").click()
    undo = page.locator(".gx-toast").get_by_role("button", name="Undo")
    expect(page.locator(".gx-toast")).to_contain_text("Changed")
    undo.click()
    expect(page.locator(".gx-toast").last).to_contain_text("Taken back")
    page.goto('/customers/?view=all&filter={"field":"address","op":"eq","value":"1 Story Lane"}')
    expect(page.get_by_role("heading", name="No customer matches")).to_be_visible()


def test_the_builder_stands_under_its_button(person: Callable[..., Page]) -> None:
    page = person("clerk", width=1440)
    page.goto("/customers/")
    button = page.get_by_role("link", name="Add condition")
    button.click()
    builder = page.locator("#fb")
    expect(builder.locator(".ts-wrapper, select").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    above, box = button.bounding_box(), page.locator("form.gx-fb").bounding_box()
    assert above
    assert box
    assert above["y"] + above["height"] <= box["y"] <= above["y"] + above["height"] + 12
